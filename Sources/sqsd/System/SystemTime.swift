import QueueStore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The time of this machine as it was at the start, and since then as it has passed.
///
/// Somebody who sets the clock of the machine moves no deadline; time that the machine was suspended counts.
struct SystemTime: TimeSource {
    private let wallAtBoot: Int64

    init() { wallAtBoot = milliseconds(of: CLOCK_REALTIME) - milliseconds(of: CLOCK_BOOTTIME) }

    var now: Instant { Instant(milliseconds: wallAtBoot + milliseconds(of: CLOCK_BOOTTIME)) }

    /// Time here only ever passes.
    func onAdjustment(_ handler: @escaping @Sendable () -> Void) {}
}

/// What the clock on the wall says now.
func secondsSince1970() -> Int { time(nil) }

private func milliseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
