package import QueueStore
import Synchronization

/// Counts what happens in each queue: since the daemon started, in the last minute and in the last hour.
///
/// An event costs the same whatever has happened before. Deleted queues are forgotten.
package final class Activity: ServiceObserver {
    private let queues = Mutex<[QueueID: QueueActivity]>([:])

    package init() {}

    /// What happened in a queue, as it looks at this moment.
    package func record(of queue: QueueID, at now: Instant) -> ActivityRecord {
        let activity = queues.withLock { $0[queue] }
        return (activity ?? QueueActivity()).record(at: now)
    }

    package func observe(_ event: ServiceEvent, at now: Instant) {
        switch event {
        case .sent(let queue, _, let records):
            let duplicates = records.count { $0.isDuplicate }
            note(queue.id) { $0.sent(records.count - duplicates, duplicates: duplicates, at: now) }
        case .received(let queue, let messages, _):
            let again = messages.count { $0.receiveCount > 1 }
            note(queue.id) { $0.received(messages.count, again: again, at: now) }
        case .receivedNothing(let queue, _): note(queue.id) { $0.receivedNothing(at: now) }
        case .deleted(let queue, let handles, _): note(queue.id) { $0.deleted(handles.count, at: now) }
        case .operated(let queue, .delete, let messages, _): note(queue.id) { $0.deleted(messages.count, at: now) }
        case .deadLettered(let queue, _, let count): note(queue.id) { $0.totals.deadLettered += count }
        case .redriven(let queue, _, let count): note(queue) { $0.totals.redriven += count }
        case .expired(let queue, let count): note(queue) { $0.totals.expired += count }
        case .purged(let queue, let count): note(queue.id) { $0.totals.purged += count }
        case .queueDeleted(let queue): queues.withLock { $0[queue.id] = nil }
        case .queueCreated, .queueChanged, .visibilityChanged, .operated, .restored, .quarantined: break
        }
    }

    private func note(_ queue: QueueID, _ note: (inout QueueActivity) -> Void) {
        queues.withLock { note(&$0[queue, default: QueueActivity()]) }
    }
}

/// One queue's figures.
private struct QueueActivity: Sendable {
    private static let secondsOfRate = 10

    var totals = ActivityRecord.Totals()
    private var seconds = StepRing(milliseconds: 1000)
    private var minutes = StepRing(milliseconds: 60_000)

    mutating func sent(_ count: Int, duplicates: Int, at now: Instant) {
        totals.sent += count
        totals.deduplicated += duplicates
        note(at: now) { $0.sent += count }
    }

    mutating func received(_ count: Int, again: Int, at now: Instant) {
        totals.received += count
        totals.redelivered += again
        note(at: now) { $0.received += count }
    }

    mutating func receivedNothing(at now: Instant) {
        totals.emptyReceives += 1
        note(at: now) { $0.emptyReceives += 1 }
    }

    mutating func deleted(_ count: Int, at now: Instant) {
        totals.deleted += count
        note(at: now) { $0.deleted += count }
    }

    private mutating func note(at now: Instant, _ note: (inout StepRing.Counts) -> Void) {
        seconds.note(at: now, note)
        minutes.note(at: now, note)
    }

    func record(at now: Instant) -> ActivityRecord {
        var record = ActivityRecord()
        record.totals = totals
        record.seconds = seconds.steps(at: now)
        record.minutes = minutes.steps(at: now)
        // The second that has just begun would make every rate look lower than it is.
        let whole = record.seconds.dropLast().suffix(Self.secondsOfRate)
        func rate(_ count: KeyPath<ActivityRecord.Step, Int>) -> Double {
            Double(whole.reduce(0) { $0 + $1[keyPath: count] }) / Double(Self.secondsOfRate)
        }
        record.sentPerSecond = rate(\.sent)
        record.receivedPerSecond = rate(\.received)
        record.deletedPerSecond = rate(\.deleted)
        return record
    }
}
