import QueueService
import QueueStore
import SQSModel
import Synchronization

/// Remembers what it is told, in short words.
final class EventRecorder: ServiceObserver {
    private let events = Mutex<[(event: ServiceEvent, at: Instant)]>([])

    var all: [ServiceEvent] { events.withLock { $0.map(\.event) } }

    var words: [String] { all.map(\.words) }

    var moments: [Instant] { events.withLock { $0.map(\.at) } }

    /// Forgets what was told so far.
    func clear() { events.withLock { $0 = [] } }

    func observe(_ event: ServiceEvent, at now: Instant) { events.withLock { $0.append((event, now)) } }

    /// The last queue of this name that was made.
    func queue(_ name: String) -> QueueRecord? {
        for case .queueCreated(let record) in all.reversed() where record.address.name.text == name { return record }
        return nil
    }
}

extension ServiceEvent {
    /// What happened, to which queue and to how many messages.
    var words: String {
        switch self {
        case .queueCreated(let queue): "created \(queue.address.name)"
        case .queueChanged(let queue): "changed \(queue.address.name)"
        case .queueDeleted(let queue): "queue deleted \(queue.address.name)"
        case .purged(let queue, let count): "purged \(queue.address.name) \(count)"
        case .sent(let queue, let messages, let records):
            "sent \(queue.address.name) \(messages.map(\.body)), \(records.count { $0.isDuplicate }) duplicates"
        case .received(let queue, let messages, _): "received \(queue.address.name) \(messages.map(\.body))"
        case .receivedNothing(let queue, _): "received nothing \(queue.address.name)"
        case .deleted(let queue, let handles, _): "deleted \(queue.address.name) \(handles.count)"
        case .visibilityChanged(let queue, let changes, _): "visibility \(queue.address.name) \(changes.count)"
        case .deadLettered(let queue, _, let count): "dead-lettered \(queue.address.name) \(count)"
        case .redriven(_, _, let count): "redriven \(count)"
        case .operated(let queue, _, let messages, _): "operated \(queue.address.name) \(messages.count)"
        case .restored(let queue, let count): "restored \(queue.address.name) \(count)"
        case .expired(_, let count): "expired \(count)"
        case .quarantined(let queue): "quarantined \(queue.address.name)"
        }
    }
}
