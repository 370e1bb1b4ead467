import QueueStore

/// Lets a backup have the disk for a part of the time, so that callers whose commits wait for it find it free.
///
/// What counts is how long slices take, and not how large they are: on a disk that is busy, or slow, a backup rests longer.
struct BackupPace: Sendable {
    /// How long it rests for each millisecond of work.
    ///
    /// Measured with eight senders, each commit synced, on a disk that had other work as well: p99 of sends beside a backup
    /// was 1.0 and 1.3 times what it is without. Resting half as long it was 0.9 to 2.6 times, half of the runs below 1.3;
    /// the backup of 650 MiB took 8 s then and not 11 s.
    private static let rest: Int64 = 2
    /// A slice that took longer than this has waited for something else.
    private static let longestRest: Int64 = 1000

    private let clock: any TimeSource
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - clock: says how long a slice took.
    ///   - sleep: waits by that clock.
    init(clock: any TimeSource, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.clock = clock
        self.sleep = sleep
    }

    /// Has a slice written, and rests unless it was the last.
    ///
    /// - Returns: whether there is more.
    /// - Throws: why the slice was not written, or what resting threw.
    func work(_ slice: () async throws -> Bool) async throws -> Bool {
        let begun = clock.now
        guard try await slice() else { return false }
        let taken = clock.now.milliseconds - begun.milliseconds
        if taken > 0 { try await sleep(.milliseconds(min(taken * Self.rest, Self.longestRest))) }
        return true
    }
}
