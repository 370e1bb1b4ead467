import QueueStore
import SQLite
import SQSModel

/// Moving messages to dead-letter queues.
extension SQLiteStore {
    /// Where a message goes instead of being received once more; `nil` when it is received.
    func deadLetterQueue(for row: MessageRow, of queue: QueueRecord) -> QueueID? {
        guard let policy = queue.attributes.redrivePolicy,
            row.receiveCount - row.receivesElsewhere >= policy.maxReceiveCount
        else { return nil }
        return queue.deadLetterQueue(among: record(at:))?.id
    }

    /// Moves a message that has had all its receives, in the transaction of the receive that would have been the next
    /// (DLQ-3 … DLQ-5, DED-8).
    ///
    /// In a standard queue it keeps its number, and with it its place by age. In a FIFO queue it gets a new one: it comes
    /// last in its group.
    func moveToDeadLetters(
        _ row: MessageRow,
        from source: QueueID,
        to target: QueueID,
        at now: Instant
    ) throws(SQLiteError) {
        guard let from = states[source], let to = states[target] else { return }
        let isFIFO = to.record.attributes.isFIFO
        try removeFromShelf(row.id, bytes: row.bytes, of: source)
        let id = isFIFO ? try sequences.take(statements) : row.id
        var content = row.content
        if isFIFO { content.deduplicationId = FIFOIdentifier(stored: content.messageId.text) }
        let arrival = Arrival(
            id: id,
            bytes: row.bytes,
            visibleAt: now,
            enqueuedAt: isFIFO ? now : row.enqueuedAt,
            receiveCount: row.receiveCount,
            firstReceivedAt: row.firstReceivedAt,
            sentAt: row.sentAt,
            deadLetterSourceArn: from.record.address.arn,
            isRestored: !isFIFO && row.isRestored
        )
        try shelve(content, of: row.id, as: arrival, in: target)
    }

    /// How a message arrives in another queue.
    struct Arrival {
        let id: Int64
        let bytes: Int
        let visibleAt: Instant
        let enqueuedAt: Instant
        /// Receives so far; none of them counts in the queue that it comes to.
        let receiveCount: Int
        let firstReceivedAt: Instant?
        let sentAt: Instant
        let deadLetterSourceArn: String?
        /// Whether it keeps an age that its place does not tell.
        let isRestored: Bool
    }

    /// Puts a message that was taken off another shelf into a queue.
    func shelve(
        _ content: NewMessage,
        of old: Int64,
        as arrival: Arrival,
        in queue: QueueID
    ) throws(SQLiteError) {
        guard let state = states[queue] else { return }
        let group = try join(content.groupId, in: queue, message: arrival.id, visibleAt: arrival.visibleAt)
        try statements.moveMessage.bind(1, state.shelf)
        try statements.moveMessage.bind(2, arrival.id)
        try statements.moveMessage.bind(3, arrival.visibleAt.milliseconds)
        try statements.moveMessage.bind(4, arrival.enqueuedAt.milliseconds)
        try statements.moveMessage.bind(5, Int64(arrival.receiveCount))
        try statements.moveMessage.bind(6, Int64(arrival.receiveCount))
        try statements.moveMessage.bind(7, arrival.firstReceivedAt?.milliseconds)
        try statements.moveMessage.bind(8, group?.lane)
        try statements.moveMessage.bind(9, group?.tenant)
        try statements.moveMessage.bind(10, arrival.isRestored ? Int64(1) : nil)
        try statements.moveMessage.bind(11, Int64(arrival.bytes))
        try statements.moveMessage.run()
        try statements.movePayload.bind(1, old)
        try statements.movePayload.bind(2, arrival.id)
        try statements.movePayload.bind(3, content.messageId.bytes)
        try statements.movePayload.bind(4, arrival.sentAt.milliseconds)
        try statements.movePayload.bind(5, content.deduplicationId?.text)
        try statements.movePayload.bind(6, arrival.deadLetterSourceArn)
        try statements.movePayload.run()
        noteArrival(in: queue, enqueuedAt: arrival.enqueuedAt, bytes: arrival.bytes)
    }
}
