package import SQSModel

extension RestoredMessage {
    /// Whether the message can be in a queue of this kind.
    ///
    /// - Throws: B-NOGROUP for a FIFO queue and a message without group; K-TYPE where it would have to return to a queue of
    ///   the other kind.
    package func check(for attributes: QueueAttributes) throws(SQSError) {
        guard !attributes.isFIFO || content.groupId != nil else { throw .missingGroupInBatch }
        guard let arn = deadLetterSourceArn, let source = QueueAddress(arn: arn) else { return }
        guard source.name.isFIFO == attributes.isFIFO else { throw .destinationHasOtherType }
    }

    /// The message as it stands in its queue from now on.
    ///
    /// It is as old as it was, and no younger than the present. What nobody has received from a FIFO queue has the delay
    /// of that queue (FIF-8).
    package func stored(
        as sequence: MessageSequence,
        in attributes: QueueAttributes,
        at now: Instant
    ) -> StoredMessage {
        var content = content
        content.delaySeconds = nil
        var message = StoredMessage(
            content,
            sequence: sequence,
            sentAt: min(sentAt, now),
            storedAt: min(storedAt, now),
            visibleAt: visibleAt
        )
        message.receiveCount = receiveCount
        message.receivesElsewhere = receivesElsewhere
        message.firstReceivedAt = firstReceivedAt
        message.deadLetterSourceArn = deadLetterSourceArn
        message.visibleAt = message.visibleAt(in: attributes)
        return message
    }
}
