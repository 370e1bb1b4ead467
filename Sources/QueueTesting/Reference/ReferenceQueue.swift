import QueueStore
import SQSModel

/// A queue of the reference store with all that is in it.
struct ReferenceQueue {
    var record: QueueRecord
    /// In sequence order.
    var messages: [StoredMessage] = []
    /// First sends by their key; those whose window has ended count for nothing.
    var deduplication: [DeduplicationKey: DeduplicationEntry] = [:]
    var attempts: [FIFOIdentifier: ReceiveAttempt] = [:]

    var attributes: QueueAttributes { record.attributes }

    func counts(at now: Instant) -> MessageCounts { attributes.counts(of: messages, at: now) }

    func present(at now: Instant) -> [StoredMessage] {
        messages.filter { $0.state(in: attributes, at: now) != .expired }
    }

    /// Where the message of a handle is; `nil` where it is not in the queue, or not any more.
    func index(of handle: ReceiptHandle, at now: Instant) -> Int? {
        guard handle.queue == record.id else { return nil }
        return messages.firstIndex {
            $0.sequence == handle.message && $0.state(in: attributes, at: now) != .expired
        }
    }

    /// Puts a message in its place.
    mutating func store(_ message: StoredMessage) {
        if let index = messages.firstIndex(where: { $0.sequence == message.sequence }) {
            messages[index] = message
        } else {
            messages.append(message)
        }
    }

    mutating func remove(_ sequence: MessageSequence) {
        messages.removeAll { $0.sequence == sequence }
    }

    /// Shows a hidden message.
    ///
    /// - Returns: since when it shows; `nil` where it was not hidden.
    mutating func release(_ message: StoredMessage, at now: Instant) -> Instant? {
        guard message.visibleAt(in: attributes) > now else { return nil }
        var released = message
        released.visibleAt = now
        released.isReleased = true
        store(released)
        return now
    }

    /// - Returns: how many messages there were.
    mutating func purge(at now: Instant) -> Int {
        defer { messages = [] }
        deduplication = [:]
        attempts = [:]
        record.purgedAt = now
        return messages.count
    }

    /// LC-4 and the table of handles.
    mutating func delete(_ handle: ReceiptHandle, at now: Instant) -> HandleOutcome {
        guard let index = index(of: handle, at: now) else { return .gone }
        switch handle.deletion(of: held(messages[index]), at: now) {
        case .delete:
            messages.remove(at: index)
            return .done(visibleAt: nil)
        case .keep: return .kept
        case .expired: return .expired
        }
    }

    /// CMV-2 … CMV-9 and the table of handles.
    mutating func changeVisibility(_ change: VisibilityChange, at now: Instant) -> HandleOutcome {
        guard let index = index(of: change.handle, at: now) else { return .gone }
        let outcome = change.handle.visibility(of: held(messages[index]), seconds: change.seconds, at: now)
        if case .done(let visibleAt?) = outcome { messages[index].visibleAt = visibleAt }
        return outcome
    }

    private func held(_ message: StoredMessage) -> HeldMessage {
        HeldMessage(
            receiveCount: message.receiveCount,
            visibleAt: message.visibleAt(in: attributes),
            isFIFO: attributes.isFIFO
        )
    }

    /// What an earlier receive of the same attempt got, hidden once more; `nil` where the receive is an ordinary one
    /// (RRA-2 … RRA-4).
    mutating func repeatedAttempt(
        _ command: ReceiveCommand,
        hiddenUntil visibleAt: Instant,
        at now: Instant
    ) -> [ReceivedMessage]? {
        guard attributes.isFIFO, let id = command.attemptId, var attempt = attempts[id] else { return nil }
        guard attempt.isRepeatable(with: present(at: now), at: now) else {
            attempts[id] = nil
            return nil
        }
        attempt.visibleAt = visibleAt
        attempts[id] = attempt
        return attempt.handles.compactMap { handle in
            guard let index = index(of: handle, at: now) else { return nil }
            messages[index].visibleAt = visibleAt
            return ReceivedMessage(messages[index], handle: handle)
        }
    }

    /// Receives one message that can be received.
    mutating func take(_ message: StoredMessage, hiddenUntil visibleAt: Instant, at now: Instant) -> ReceivedMessage {
        let taken = message.received(at: now, hiddenUntil: visibleAt)
        store(taken)
        let handle = ReceiptHandle(
            queue: record.id,
            message: taken.sequence,
            receive: taken.receiveCount,
            receivedAt: now
        )
        return ReceivedMessage(taken, handle: handle)
    }
}

extension ReceivedMessage {
    /// A message as it is after its receive.
    fileprivate init(_ message: StoredMessage, handle: ReceiptHandle) {
        self.init(
            handle: handle,
            message: message.content,
            sentAt: message.sentAt,
            firstReceivedAt: message.firstReceivedAt ?? handle.receivedAt,
            count: message.receiveCount
        )
        visibleAt = message.visibleAt
        deadLetterSourceArn = message.deadLetterSourceArn
    }
}
