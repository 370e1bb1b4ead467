package import SQSModel

extension QueueRecord {
    /// The queue that messages go to which have been received too often; `nil` while there is none, or where it is this
    /// queue itself: they stay then and are delivered again (DLQ-6).
    package func deadLetterQueue(among queues: QueueLookup) -> QueueRecord? {
        guard let policy = attributes.redrivePolicy, let target = QueueAddress(arn: policy.deadLetterTargetArn),
            target != address
        else { return nil }
        return queues(target)
    }
}

extension StoredMessage {
    /// Whether the message has had all receives that its queue allows, so that the next one moves it (DLQ-1, DLQ-7).
    package func isDue(under policy: RedrivePolicy) -> Bool {
        receiveCount - receivesElsewhere >= policy.maxReceiveCount
    }

    /// The message as it arrives in a dead-letter queue (DLQ-3 … DLQ-5, DED-8).
    ///
    /// In a standard queue the sequence is its own, where it keeps its place by age; in a FIFO queue it is a new one.
    package func moved(
        to target: QueueRecord,
        from source: QueueAddress,
        as sequence: MessageSequence,
        at now: Instant
    ) -> StoredMessage {
        let storedAt = target.attributes.isFIFO ? now : storedAt
        var message = StoredMessage(content, sequence: sequence, sentAt: sentAt, storedAt: storedAt, visibleAt: now)
        message.receiveCount = receiveCount
        message.receivesElsewhere = receiveCount
        message.firstReceivedAt = firstReceivedAt
        message.deadLetterSourceArn = source.arn
        if target.attributes.isFIFO {
            message.content.deduplicationId = FIFOIdentifier(stored: content.messageId.text)
        }
        return message
    }

    /// The message as a move task puts it into another queue: a new one but for what its sender said (MV-6).
    package func movedBack(
        as messageId: MessageId,
        sequence: MessageSequence,
        to target: QueueAttributes,
        at now: Instant
    ) -> StoredMessage {
        var content = content
        content.messageId = messageId
        return StoredMessage(
            content,
            sequence: sequence,
            sentAt: now,
            visibleAt: now.adding(seconds: target.delaySeconds)
        )
    }
}
