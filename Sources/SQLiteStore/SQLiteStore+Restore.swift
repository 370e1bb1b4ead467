import QueueStore
import SQLite
import SQSModel

/// Messages that come back as they were.
///
/// They are the only ones that can be older than what lies in front of them, so they are marked: whoever looks for the
/// oldest messages, or for expired ones, looks at the front of the shelf and along the index of those marks.
extension SQLiteStore {
    func restore(_ messages: [RestoredMessage], to queue: QueueID, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let attributes = states[queue]?.record.attributes else { return .refused(.queueDoesNotExist) }
        do throws(SQSError) {
            for message in messages { try message.check(for: attributes) }
        } catch {
            return .refused(error)
        }
        var shown: [Instant] = []
        shown.reserveCapacity(messages.count)
        for message in messages {
            let id = try sequences.take(statements)
            let stored = message.stored(as: MessageSequence(id), in: attributes, at: now)
            try insert(stored, into: queue, at: now)
            shown.append(stored.visibleAt)
        }
        return .restored(shown)
    }

    private func insert(_ message: StoredMessage, into queue: QueueID, at now: Instant) throws(SQLiteError) {
        guard let state = states[queue] else { return }
        let id = message.sequence.number
        let group = try join(message.content.groupId, in: queue, message: id, visibleAt: message.visibleAt)
        try insertHotRow(of: message, on: state.shelf, in: group)
        try insertPayload(id, message.content, at: message.sentAt)
        if let source = message.deadLetterSourceArn {
            try statements.setDeadLetterSource.bind(1, id)
            try statements.setDeadLetterSource.bind(2, source)
            try statements.setDeadLetterSource.run()
        }
        noteArrival(in: queue, enqueuedAt: message.storedAt, bytes: message.content.bytes)
        if message.receiveCount > 0, message.visibleAt > now { enterFlight(group, of: queue) }
    }

    private func insertHotRow(of message: StoredMessage, on shelf: Int64, in group: Group?) throws(SQLiteError) {
        try statements.moveMessage.bind(1, shelf)
        try statements.moveMessage.bind(2, message.sequence.number)
        try statements.moveMessage.bind(3, message.visibleAt.milliseconds)
        try statements.moveMessage.bind(4, message.storedAt.milliseconds)
        try statements.moveMessage.bind(5, Int64(message.receiveCount))
        try statements.moveMessage.bind(6, Int64(message.receivesElsewhere))
        try statements.moveMessage.bind(7, message.firstReceivedAt?.milliseconds)
        try statements.moveMessage.bind(8, group?.lane)
        try statements.moveMessage.bind(9, group?.tenant)
        try statements.moveMessage.bind(10, Int64(1))
        try statements.moveMessage.bind(11, Int64(message.content.bytes))
        try statements.moveMessage.run()
    }

    /// Restored messages of a shelf, those first that came into a queue first.
    func oldestRestored(on shelf: Int64, limit: Int) throws(SQLiteError) -> [AgedMessage] {
        try aged(statements.oldestRestored, on: shelf, limit: limit)
    }
}
