/// A moment: whole milliseconds since 1970, the unit of all deadlines that are kept.
package struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Later than any moment that can be reached.
    package static let distantFuture = Instant(milliseconds: .max)

    /// Earlier than any moment that was.
    package static let distantPast = Instant(milliseconds: .min)

    /// Whole seconds since 1970, as attributes show them (ID-8).
    package var seconds: Int { Int(milliseconds / 1000) }

    /// A moment some seconds later; stays within what can be told.
    package func adding(seconds: Int) -> Instant {
        let (milliseconds, isTooLarge) = Int64(seconds).multipliedReportingOverflow(by: 1000)
        return isTooLarge ? seconds < 0 ? .distantPast : .distantFuture : adding(milliseconds: milliseconds)
    }

    /// A moment some milliseconds later; stays within what can be told.
    package func adding(milliseconds more: Int64) -> Instant {
        let (sum, isTooLarge) = milliseconds.addingReportingOverflow(more)
        return isTooLarge ? more < 0 ? .distantPast : .distantFuture : Instant(milliseconds: sum)
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    package var description: String { "\(milliseconds) ms" }
}

/// Where the present time comes from.
///
/// It never goes back and never jumps.
package protocol TimeSource: Sendable {
    var now: Instant { get }

    /// Asks to be told when time has moved otherwise than by passing; only clocks of tests do that.
    func onAdjustment(_ handler: @escaping @Sendable () -> Void)
}
