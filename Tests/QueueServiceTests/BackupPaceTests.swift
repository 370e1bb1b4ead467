import QueueTesting
import Synchronization
import Testing

@testable import QueueService

@Suite("The pace of backups")
struct BackupPaceTests {
    /// What the slices of a backup took, and how long it rests after each of them.
    @Test(arguments: [
        (slices: [4, 7], rests: [8]),
        (slices: [4, 0, 7, 1], rests: [8, 14]),
        (slices: [60_000, 3, 3], rests: [1000, 6]),
        (slices: [9], rests: []),
    ])
    func `A backup works for a third of the time, rests within bounds, and is over at once`(
        slices: [Int64],
        rests: [Int64]
    ) async throws {
        let clock = ManualClock()
        let rested = Mutex<[Duration]>([])
        let pace = BackupPace(clock: clock) { duration in
            rested.withLock { $0.append(duration) }
            clock.advance(by: duration)
        }
        for (place, milliseconds) in slices.enumerated() {
            let isLast = place == slices.count - 1
            let hasMore = try await pace.work {
                clock.advance(milliseconds: milliseconds)
                return !isLast
            }
            #expect(hasMore == !isLast)
        }
        #expect(rested.withLock { $0 } == rests.map { .milliseconds($0) })
    }
}
