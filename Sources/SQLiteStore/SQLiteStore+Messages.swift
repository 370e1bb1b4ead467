import QueueStore
import SQLite
import SQSModel

/// Sending, and what receipt handles do.
extension SQLiteStore {
    func send(_ command: SendCommand, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[command.queue] else { return .refused(.queueDoesNotExist) }
        var records: [SentRecord] = []
        records.reserveCapacity(command.messages.count)
        for message in command.messages {
            let id = try sequences.take(statements)
            let delay = message.delaySeconds ?? state.record.attributes.delaySeconds
            let visibleAt = now.adding(seconds: delay)
            try insertMessage(id, on: state.shelf, visibleAt: visibleAt, at: now)
            try insertPayload(id, message, at: now)
            records.append(
                SentRecord(messageId: message.messageId, sequence: MessageSequence(id), visibleAt: visibleAt)
            )
        }
        states[command.queue]?.messageCount += records.count
        recounted.insert(command.queue)
        if state.oldestEnqueuedAt == nil {
            states[command.queue]?.oldestEnqueuedAt = now
            foresee(now.adding(seconds: state.record.attributes.messageRetentionPeriod))
        }
        return .sent(records)
    }

    private func insertMessage(
        _ id: Int64,
        on shelf: Int64,
        visibleAt: Instant,
        at now: Instant
    ) throws(SQLiteError) {
        try statements.insertMessage.bind(1, shelf)
        try statements.insertMessage.bind(2, id)
        try statements.insertMessage.bind(3, visibleAt.milliseconds)
        try statements.insertMessage.bind(4, now.milliseconds)
        try statements.insertMessage.run()
    }

    private func insertPayload(_ id: Int64, _ message: NewMessage, at now: Instant) throws(SQLiteError) {
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
        try statements.insertPayload.run()
    }

    func delete(_ handles: [ReceiptHandle], from queue: QueueID, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        var outcomes: [HandleOutcome] = []
        for handle in handles {
            guard let message = try find(handle.message, in: state, at: now) else {
                outcomes.append(.done(visibleAt: nil))
                continue
            }
            switch handle.deletion(of: message, at: now) {
            case .keep: outcomes.append(.done(visibleAt: nil))
            case .expired: outcomes.append(.expired)
            case .delete:
                try remove(handle.message, from: queue, wasInFlight: message.isInFlight(at: now))
                outcomes.append(.done(visibleAt: nil))
            }
        }
        return .handled(outcomes)
    }

    func changeVisibility(
        _ changes: [VisibilityChange],
        in queue: QueueID,
        at now: Instant
    ) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        var outcomes: [HandleOutcome] = []
        for change in changes {
            guard let message = try find(change.handle.message, in: state, at: now) else {
                outcomes.append(.gone)
                continue
            }
            let outcome = change.handle.visibility(of: message, seconds: change.seconds, at: now)
            if case .done(let visibleAt?) = outcome {
                try statements.hideMessage.bind(1, state.shelf)
                try statements.hideMessage.bind(2, change.handle.message.number)
                try statements.hideMessage.bind(3, visibleAt.milliseconds)
                try statements.hideMessage.run()
                let isInFlight = visibleAt > now
                if isInFlight, !message.isInFlight(at: now) { states[queue]?.inFlightBound += 1 }
                if !isInFlight, message.isInFlight(at: now) { leaveFlight(queue) }
            }
            outcomes.append(outcome)
        }
        return .handled(outcomes)
    }

    func quarantine(
        _ message: MessageSequence,
        of queue: QueueID,
        at now: Instant
    ) throws(SQLiteError) -> Outcome {
        guard let state = states[queue], let held = try find(message, in: state, at: now) else { return .done }
        let copy = try connection.prepare(
            """
            INSERT INTO quarantined_messages (id, queue_id, found_at, message_id, body, body_md5, attributes) \
            SELECT id, ?2, ?3, message_id, body, body_md5, attributes FROM payloads WHERE id = ?1
            """
        )
        try copy.bind(1, message.number)
        try copy.bind(2, queue.number)
        try copy.bind(3, now.milliseconds)
        try copy.run()
        try remove(message, from: queue, wasInFlight: held.isInFlight(at: now))
        return .done
    }

    /// The message as it stands; `nil` when it is not on the queue's shelf or has expired.
    private func find(
        _ message: MessageSequence,
        in state: QueueState,
        at now: Instant
    ) throws(SQLiteError) -> HeldMessage? {
        defer { statements.findMessage.reset() }
        try statements.findMessage.bind(1, state.shelf)
        try statements.findMessage.bind(2, message.number)
        guard try statements.findMessage.step() else { return nil }
        let enqueuedAt = Instant(milliseconds: statements.findMessage.integer(2))
        guard enqueuedAt > state.expiryCutoff(at: now) else { return nil }
        return HeldMessage(
            receiveCount: Int(statements.findMessage.integer(0)),
            visibleAt: Instant(milliseconds: statements.findMessage.integer(1)),
            isFIFO: state.record.attributes.isFIFO
        )
    }

    /// Deletes both rows of a message.
    func remove(_ message: MessageSequence, from queue: QueueID, wasInFlight: Bool) throws(SQLiteError) {
        guard let state = states[queue] else { return }
        try statements.deleteMessage.bind(1, state.shelf)
        try statements.deleteMessage.bind(2, message.number)
        try statements.deleteMessage.run()
        try statements.deletePayload.bind(1, message.number)
        try statements.deletePayload.run()
        states[queue]?.messageCount -= 1
        recounted.insert(queue)
        if wasInFlight { leaveFlight(queue) }
    }

    private func leaveFlight(_ queue: QueueID) {
        guard let bound = states[queue]?.inFlightBound, bound > 0 else { return }
        states[queue]?.inFlightBound = bound - 1
    }
}

extension HeldMessage {
    /// Whether a receiver holds the message.
    fileprivate func isInFlight(at now: Instant) -> Bool { receiveCount > 0 && visibleAt > now }
}
