import QueueStore
import SQLite
import SQSModel

/// Receives that can be repeated by their ReceiveRequestAttemptId (RRA-1 … RRA-5). Rare enough to be prepared each time.
extension SQLiteStore {
    /// The messages of an earlier receive with the same id, hidden anew; `nil` when this is an ordinary receive.
    func repeated(
        _ attemptId: FIFOIdentifier,
        _ command: ReceiveCommand,
        at now: Instant
    ) throws(SQLiteError) -> [ReceivedMessage]? {
        guard let state = states[command.queue],
            let attempt = try attempt(attemptId, on: state.shelf, queue: command.queue)
        else { return nil }
        guard now < attempt.endsAt, attempt.visibleAt > now else { return nil }
        let seconds = command.visibilityTimeoutSeconds ?? state.record.attributes.visibilityTimeout
        let visibleAt = now.adding(seconds: seconds)
        var messages: [ReceivedMessage] = []
        var groups: Set<Group> = []
        for handle in attempt.handles {
            guard let row = try readMessage(handle.message.number, on: state.shelf),
                row.enqueuedAt > state.expiryCutoff(at: now), row.receiveCount == handle.receive,
                row.visibleAt == attempt.visibleAt
            else { return nil }
            messages.append(row.received(as: handle, hiddenUntil: visibleAt))
            if let group = row.group { groups.insert(group) }
        }
        for handle in attempt.handles { try hide(handle.message.number, on: state.shelf, until: visibleAt) }
        try refresh(groups, of: command.queue)
        let renew = try connection.prepare(
            "UPDATE receive_attempts SET visible_at = ?3 WHERE shelf_id = ?1 AND attempt_id = ?2"
        )
        try renew.bind(1, state.shelf)
        try renew.bind(2, attemptId.text)
        try renew.bind(3, visibleAt.milliseconds)
        try renew.run()
        return messages
    }

    private func attempt(
        _ attemptId: FIFOIdentifier,
        on shelf: Int64,
        queue: QueueID
    ) throws(SQLiteError) -> ReceiveAttempt? {
        let query = try connection.prepare(
            """
            SELECT started_at, visible_at, taken FROM receive_attempts WHERE shelf_id = ?1 AND attempt_id = ?2
            """
        )
        try query.bind(1, shelf)
        try query.bind(2, attemptId.text)
        guard try query.step() else { return nil }
        let startedAt = Instant(milliseconds: query.integer(0))
        let handles = query.text(2).split(separator: " ").compactMap { pair -> ReceiptHandle? in
            let numbers = pair.split(separator: ":")
            guard numbers.count == 2, let id = Int64(numbers[0]), let receive = Int(numbers[1]) else { return nil }
            return ReceiptHandle(
                queue: queue,
                message: MessageSequence(id),
                receive: receive,
                receivedAt: startedAt
            )
        }
        let visibleAt = Instant(milliseconds: query.integer(1))
        return ReceiveAttempt(startedAt: startedAt, handles: handles, visibleAt: visibleAt)
    }

    func remember(
        _ attemptId: FIFOIdentifier,
        _ messages: [ReceivedMessage],
        _ command: ReceiveCommand,
        at now: Instant
    ) throws(SQLiteError) {
        guard let state = states[command.queue] else { return }
        let seconds = command.visibilityTimeoutSeconds ?? state.record.attributes.visibilityTimeout
        let expiresAt = now.adding(seconds: Limits.deduplicationWindowSeconds)
        let insert = try connection.prepare(
            """
            INSERT INTO receive_attempts (shelf_id, attempt_id, started_at, visible_at, expires_at, taken) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (shelf_id, attempt_id) \
            DO UPDATE SET started_at = ?3, visible_at = ?4, expires_at = ?5, taken = ?6
            """
        )
        try insert.bind(1, state.shelf)
        try insert.bind(2, attemptId.text)
        try insert.bind(3, now.milliseconds)
        try insert.bind(4, now.adding(seconds: seconds).milliseconds)
        try insert.bind(5, expiresAt.milliseconds)
        try insert.bind(6, messages.map { "\($0.handle.message.number):\($0.handle.receive)" }.joined(separator: " "))
        try insert.run()
        foreseeEndOfWindow(expiresAt)
    }
}
