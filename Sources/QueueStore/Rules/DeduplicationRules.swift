package import SQSModel

/// What makes two sends the same within the window: the id, and where the scope is the group, the group (DED-5).
package struct DeduplicationKey: Hashable, Sendable {
    package let id: FIFOIdentifier
    /// `nil` where the scope is the queue.
    package let group: FIFOIdentifier?

    package init(id: FIFOIdentifier, group: FIFOIdentifier?) {
        self.id = id
        self.group = group
    }
}

/// The first send of a key: what its duplicates are answered with (DED-2).
package struct DeduplicationEntry: Hashable, Sendable {
    package let messageId: MessageId
    package let sequence: MessageSequence
    package let sentAt: Instant

    package init(messageId: MessageId, sequence: MessageSequence, sentAt: Instant) {
        self.messageId = messageId
        self.sequence = sequence
        self.sentAt = sentAt
    }

    /// End of the five minutes, which begin with the first send and which a duplicate does not extend.
    package var endsAt: Instant { sentAt.adding(seconds: Limits.deduplicationWindowSeconds) }
}

extension QueueRecord {
    /// The key that a message is remembered by; `nil` in a standard queue.
    package func deduplicationKey(of message: NewMessage) -> DeduplicationKey? {
        guard attributes.isFIFO, let id = message.deduplicationId else { return nil }
        return DeduplicationKey(id: id, group: deduplicationScope == .messageGroup ? message.groupId : nil)
    }
}

/// What a receive with a ReceiveRequestAttemptId got, so that it can be given once more (RRA-2).
package struct ReceiveAttempt: Hashable, Sendable {
    package let startedAt: Instant
    /// Never empty (RRA-5).
    package let handles: [ReceiptHandle]
    /// Until when this receive, or its last repetition, has hidden its messages.
    package var visibleAt: Instant

    package init(startedAt: Instant, handles: [ReceiptHandle], visibleAt: Instant) {
        self.startedAt = startedAt
        self.handles = handles
        self.visibleAt = visibleAt
    }

    /// End of the time in which the attempt can be repeated.
    package var endsAt: Instant { startedAt.adding(seconds: Limits.deduplicationWindowSeconds) }

    /// Whether the same messages can be given again: all of them are still hidden by this receive (RRA-2, RRA-3).
    ///
    /// The messages given are those that have not expired.
    package func isRepeatable(with messages: [StoredMessage], at now: Instant) -> Bool {
        guard now < endsAt, visibleAt > now else { return false }
        return handles.allSatisfy { handle in
            messages.contains {
                $0.sequence == handle.message && $0.receiveCount == handle.receive && $0.visibleAt == visibleAt
            }
        }
    }
}
