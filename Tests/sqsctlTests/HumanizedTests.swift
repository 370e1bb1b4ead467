import Foundation
import Testing

@testable import sqsctl

@Suite("Figures as people say them")
struct HumanizedTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1.0k"), (1204, "1.2k"), (9949, "9.9k"), (9950, "10k"), (15_400, "15k"),
        (999_499, "999k"), (999_500, "1.0M"), (3_400_000, "3.4M"), (-1204, "-1.2k"),
    ])
    func `counts have a unit beyond 999`(count: Int, text: String) {
        #expect(Humanized.count(count) == text)
    }

    @Test(arguments: [
        (0.0, "0"), (0.02, "<0.1"), (0.05, "0.1"), (0.34, "0.3"), (9.94, "9.9"), (12.4, "12"), (1234.0, "1.2k"),
        (1e300, "∞"),
    ])
    func `rates have a tenth below ten`(rate: Double, text: String) {
        #expect(Humanized.rate(rate) == text)
    }

    @Test(arguments: [(0, "0B"), (1023, "1023B"), (1024, "1.0KiB"), (262_144, "256KiB"), (1_048_576, "1.0MiB")])
    func `bytes are counted in powers of 1024`(bytes: Int, text: String) {
        #expect(Humanized.bytes(bytes) == text)
    }

    @Test(arguments: [
        (0.0, "0s"), (0.25, "250ms"), (0.9999, "1s"), (42.0, "42s"), (60.0, "1m"), (200.0, "3m20s"), (900.0, "15m"),
        (5400.0, "1h30m"), (36_000.0, "10h"), (345_600.0, "4d"), (1_209_600.0, "14d"),
    ])
    func `durations have two units while the first is small`(seconds: Double, text: String) {
        #expect(Humanized.duration(seconds: seconds) == text)
    }

    @Test(arguments: [(-180.0, "3m ago"), (25.0, "in 25s"), (0.4, "now"), (-0.4, "now")])
    func `times are told from now`(distance: Double, text: String) {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        #expect(Humanized.time(now.addingTimeInterval(distance), now: now) == text)
    }
}
