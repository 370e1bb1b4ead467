import QueueStore
import SQLite
import SQSModel

/// Sending.
extension SQLiteStore {
    func send(_ command: SendCommand, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[command.queue] else { return .refused(.queueDoesNotExist) }
        var records: [SentRecord] = []
        records.reserveCapacity(command.messages.count)
        for message in command.messages {
            if let duplicate = try duplicate(of: message, in: state, at: now) {
                records.append(duplicate)
                continue
            }
            let visibleAt = message.firstVisible(in: state.record.attributes, sentAt: now)
            let id = try store(message, in: command.queue, visibleAt: visibleAt, at: now)
            try remember(message, as: id, in: state, at: now)
            records.append(
                SentRecord(messageId: message.messageId, sequence: MessageSequence(id), visibleAt: visibleAt)
            )
        }
        return .sent(records)
    }

    /// Stores a new message at the end of a queue.
    ///
    /// - Returns: its number.
    @discardableResult
    func store(
        _ message: NewMessage,
        in queue: QueueID,
        visibleAt: Instant,
        at now: Instant
    ) throws(SQLiteError) -> Int64 {
        let id = try sequences.take(statements)
        guard let state = states[queue] else { return id }
        let group = try join(message.groupId, in: queue, message: id, visibleAt: visibleAt)
        let bytes = message.bytes
        try insertMessage(id, on: state.shelf, in: group, visibleAt: visibleAt, bytes: bytes, at: now)
        try insertPayload(id, message, at: now)
        noteArrival(in: queue, enqueuedAt: now, bytes: bytes)
        return id
    }

    /// Counts a message that was stored, and foresees its end.
    func noteArrival(in queue: QueueID, enqueuedAt: Instant, bytes: Int) {
        guard let state = states[queue] else { return }
        states[queue]?.messageCount += 1
        states[queue]?.byteCount += bytes
        recounted.insert(queue)
        guard enqueuedAt < state.oldestEnqueuedAt ?? .distantFuture else { return }
        states[queue]?.oldestEnqueuedAt = enqueuedAt
        foresee(enqueuedAt.adding(seconds: state.record.attributes.messageRetentionPeriod))
    }

    private func insertMessage(
        _ id: Int64,
        on shelf: Int64,
        in group: Group?,
        visibleAt: Instant,
        bytes: Int,
        at now: Instant
    ) throws(SQLiteError) {
        try statements.insertMessage.bind(1, shelf)
        try statements.insertMessage.bind(2, id)
        try statements.insertMessage.bind(3, visibleAt.milliseconds)
        try statements.insertMessage.bind(4, now.milliseconds)
        try statements.insertMessage.bind(5, group?.lane)
        try statements.insertMessage.bind(6, group?.tenant)
        try statements.insertMessage.bind(7, Int64(bytes))
        try statements.insertMessage.run()
    }

    func insertPayload(_ id: Int64, _ message: NewMessage, at now: Instant) throws(SQLiteError) {
        try statements.insertPayload.bind(1, id)
        try statements.insertPayload.bind(2, message.messageId.bytes)
        try statements.insertPayload.bind(3, message.body)
        try statements.insertPayload.bind(4, message.md5OfBody.bytes)
        try statements.insertPayload.bind(5, message.attributes.stream)
        try statements.insertPayload.bind(6, now.milliseconds)
        try statements.insertPayload.bind(7, message.senderId)
        try statements.insertPayload.bind(8, message.traceHeader)
        try statements.insertPayload.bind(9, message.groupId?.text)
        try statements.insertPayload.bind(10, message.deduplicationId?.text)
        try statements.insertPayload.bind(11, message.md5OfAttributes?.bytes)
        try statements.insertPayload.run()
    }

    // MARK: Deduplication

    /// The first message with the same deduplication id, when it was sent within the window (DED-2).
    private func duplicate(
        of message: NewMessage,
        in state: QueueState,
        at now: Instant
    ) throws(SQLiteError) -> SentRecord? {
        guard let key = state.record.deduplicationKey(of: message) else { return nil }
        defer { statements.findDuplicate.reset() }
        try bind(key, on: state.shelf, to: statements.findDuplicate)
        guard try statements.findDuplicate.step(), statements.findDuplicate.integer(0) > now.milliseconds else {
            return nil
        }
        guard let messageId = MessageId(bytes: statements.findDuplicate.bytes(1)) else {
            throw SQLiteError(damage: "deduplication of \(key.id) has no message id")
        }
        let sequence = MessageSequence(statements.findDuplicate.integer(2))
        return SentRecord(messageId: messageId, sequence: sequence, visibleAt: now, isDuplicate: true)
    }

    private func remember(
        _ message: NewMessage,
        as id: Int64,
        in state: QueueState,
        at now: Instant
    ) throws(SQLiteError) {
        guard let key = state.record.deduplicationKey(of: message) else { return }
        let expiresAt = now.adding(seconds: Limits.deduplicationWindowSeconds)
        try bind(key, on: state.shelf, to: statements.rememberSend)
        try statements.rememberSend.bind(4, expiresAt.milliseconds)
        try statements.rememberSend.bind(5, message.messageId.bytes)
        try statements.rememberSend.bind(6, id)
        try statements.rememberSend.run()
        foreseeEndOfWindow(expiresAt)
    }

    private func bind(
        _ key: DeduplicationKey,
        on shelf: Int64,
        to statement: borrowing Statement
    ) throws(SQLiteError) {
        try statement.bind(1, shelf)
        try statement.bind(2, key.group?.text ?? "")
        try statement.bind(3, key.id.text)
    }
}
