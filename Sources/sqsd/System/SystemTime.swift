import Foundation
import QueueStore

/// The time of this machine as it was at the start, and since then as it has passed.
///
/// Somebody who sets the clock of the machine moves no deadline; time that the machine was suspended counts.
struct SystemTime: TimeSource {
    private let start = ContinuousClock.now
    private let startMilliseconds = Int64(Date().timeIntervalSince1970 * 1000)

    var now: Instant {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Instant(milliseconds: startMilliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// Time here only ever passes.
    func onAdjustment(_ handler: @escaping @Sendable () -> Void) {}
}

/// What the clock on the wall says now.
func secondsSince1970() -> Int { time(nil) }
