package import QueueStore
package import Foundation

extension Date {
    package init(_ instant: Instant) { self.init(timeIntervalSince1970: Double(instant.milliseconds) / 1000) }
}

extension Instant {
    init(_ date: Date) {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        self.init(milliseconds: Int64(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max))
    }

    func seconds(since start: Instant) -> Double {
        Double(milliseconds.subtractingReportingOverflow(start.milliseconds).partialValue) / 1000
    }
}
