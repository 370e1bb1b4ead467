package import SQSModel

/// A message as it stands in its queue: the row that the rules of delivery judge.
package struct StoredMessage: Hashable, Sendable {
    package let sequence: MessageSequence
    package var content: NewMessage
    /// When it was sent first; stays through moves (DLQ-3).
    package let sentAt: Instant
    /// Begin of the retention period (LC-9, DLQ-4).
    package var storedAt: Instant
    /// Until when it is hidden: the end of its delay, or of its last visibility timeout.
    package var visibleAt: Instant
    /// Receives so far, over all queues (LC-11).
    package var receiveCount = 0
    /// Receives before the message came into this queue; they do not count towards its maxReceiveCount (DLQ-6).
    package var receivesElsewhere = 0
    package var firstReceivedAt: Instant?
    /// FIFO: whether an operator has ended its delay, until the queue gets another one.
    package var isReleased = false
    /// The queue that it was moved from by that queue's RedrivePolicy.
    package var deadLetterSourceArn: String?

    package init(
        _ content: NewMessage,
        sequence: MessageSequence,
        sentAt: Instant,
        storedAt: Instant? = nil,
        visibleAt: Instant
    ) {
        self.content = content
        self.sequence = sequence
        self.sentAt = sentAt
        self.storedAt = storedAt ?? sentAt
        self.visibleAt = visibleAt
    }
}

/// Where a stored message is in its life (section 7).
package enum MessageState: Hashable, Sendable {
    case delayed, visible, inFlight
    /// Its retention period is over: it is not there any more, whether it has been removed or not (LC-5).
    case expired
}

extension StoredMessage {
    /// The message's state in a queue with these attributes, as they are now.
    package func state(in attributes: QueueAttributes, at now: Instant) -> MessageState {
        if expiresAt(in: attributes) <= now { return .expired }
        if visibleAt(in: attributes) <= now { return .visible }
        return receiveCount == 0 ? .delayed : .inFlight
    }

    /// End of the retention period: the one that the queue has now, not the one that it had (A-9, LC-5).
    package func expiresAt(in attributes: QueueAttributes) -> Instant {
        storedAt.adding(seconds: attributes.messageRetentionPeriod)
    }

    /// Until when it is hidden; in a FIFO queue the queue's delay of today counts for what nobody has received yet
    /// (FIF-8), unless an operator has released it.
    package func visibleAt(in attributes: QueueAttributes) -> Instant {
        attributes.isFIFO && receiveCount == 0 && !isReleased
            ? sentAt.adding(seconds: attributes.delaySeconds) : visibleAt
    }

    /// The message after one more receive (LC-2, RCV-11).
    package func received(at now: Instant, hiddenUntil visibleAt: Instant) -> StoredMessage {
        var message = self
        message.receiveCount += 1
        message.firstReceivedAt = firstReceivedAt ?? now
        message.visibleAt = visibleAt
        return message
    }
}
