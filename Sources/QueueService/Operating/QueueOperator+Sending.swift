package import QueueStore
package import SQSModel

/// Sending messages again, and putting exported ones back.
extension QueueOperator {
    package func resend(
        _ reference: MessageReference,
        of queue: QueueRecord,
        _ revision: MessageRevision
    ) async throws(SQSError) -> (message: MessageId, queue: QueueRecord)? {
        guard let old = try await message(reference, of: queue)?.message else { return nil }
        let target = revision.destination ?? queue
        let ids = service.makeMessageIds(2)
        let outgoing = try revision.applied(to: old.content, for: target.attributes, freshId: ids[1])
        let new = try outgoing.checked(
            id: ids[0],
            for: target.attributes,
            senderId: old.content.senderId,
            at: .single
        )
        let sent = try await send(new, to: target)
        // Only now: had the new one not been stored, the old one would be all there is.
        if !revision.keepsOriginal {
            let deletion = OperateCommand(
                queue: queue.id,
                messages: [old.sequence],
                deed: .delete,
                sparesInFlight: false
            )
            _ = try await operate(deletion, on: queue, [old.sequence: old.content.messageId])
        }
        return (sent.messageId, target)
    }

    /// Puts a message into this queue and no other, even where those of callers are forwarded.
    private func send(_ message: NewMessage, to queue: QueueRecord) async throws(SQSError) -> SentRecord {
        try await submit(.send(SendCommand(queue: queue.id, messages: [message]))) { [service] outcome in
            service.arrived([message], in: queue, outcome)?.first
        }
    }

    package func restore(_ messages: [RestoredMessage], to queue: QueueRecord) async throws(SQSError) {
        guard !messages.isEmpty else { return }
        try await submit(.restore(queue.id, messages)) { [service] outcome -> Void? in
            guard case .restored(let moments) = outcome else { return nil }
            service.polls.messagesShow(in: queue.id, at: moments)
            service.tell(.restored(queue, count: messages.count))
            return ()
        }
    }
}

extension MessageRevision {
    /// What a sender would give to send a message with these changes.
    ///
    /// - Parameters:
    ///   - old: the message as it is.
    ///   - target: the queue that it goes to.
    ///   - freshId: the deduplication id where none is given: with its old one the message would be taken for a duplicate
    ///     of itself.
    /// - Returns: the message, unchecked.
    /// - Throws: P-INTERNAL where what is to stay is damaged.
    fileprivate func applied(
        to old: NewMessage,
        for target: QueueAttributes,
        freshId: UUIDv4
    ) throws(SQSError) -> OutgoingMessage {
        var message = OutgoingMessage()
        guard body != nil || MD5Digest(of: old.body) == old.md5OfBody else { throw .internalFailure }
        message.messageBody = body ?? old.body
        message.messageAttributes = attributes
        if attributes == nil { message.messageAttributes = try old.attributes.values(expecting: old.md5OfAttributes) }
        message.messageSystemAttributes = old.traceHeader.map { header in
            let name = SystemAttributeName.awsTraceHeader.rawValue
            return [MessageAttributeValue(name: name, dataType: "String", stringValue: header)]
        }
        message.messageGroupId = groupId ?? old.groupId?.text
        message.messageDeduplicationId = deduplicationId ?? (target.isFIFO ? freshId.text : nil)
        message.delaySeconds = delaySeconds
        return message
    }
}

extension MessageAttributes {
    /// The attributes as they would be sent.
    ///
    /// - Throws: P-INTERNAL where they are damaged.
    fileprivate func values(expecting md5: MD5Digest?) throws(SQSError) -> [MessageAttributeValue] {
        guard let all, self.md5 == md5 else { throw .internalFailure }
        return all.map { attribute in
            switch attribute.value {
            case .text(let text):
                MessageAttributeValue(name: attribute.name, dataType: attribute.dataType, stringValue: text)
            case .binary(let data):
                MessageAttributeValue(name: attribute.name, dataType: attribute.dataType, binaryValue: data)
            }
        }
    }
}
