/// The members that a message has in SendMessage and in an entry of SendMessageBatch alike.
package struct OutgoingMessage: Hashable, Sendable {
    package var messageBody: String?
    /// Seconds until the message can be received; the queue's own delay when absent.
    package var delaySeconds: Int?
    package var messageAttributes: [MessageAttributeValue]?
    package var messageSystemAttributes: [MessageAttributeValue]?
    /// Whether AWSTraceHeader among the system attributes is the header of the request and no parameter (SND-5).
    ///
    /// The sender then learns no MD5OfMessageSystemAttributes, as it sent none (SND-10).
    package var isTracedByHeader = false
    package var messageDeduplicationId: String?
    package var messageGroupId: String?

    package init() {}

    init(from fields: some FieldReader) throws(SQSError) {
        messageBody = try fields.string("MessageBody")
        delaySeconds = try fields.integer("DelaySeconds")
        messageAttributes = try fields.structureMap(.messageAttributes) { name, fields throws(SQSError) in
            try MessageAttributeValue(name: name, from: fields)
        }
        messageSystemAttributes = try fields.structureMap(.messageSystemAttributes) { name, fields throws(SQSError) in
            try MessageAttributeValue(name: name, from: fields)
        }
        messageDeduplicationId = try fields.string("MessageDeduplicationId")
        messageGroupId = try fields.string("MessageGroupId")
    }
}

/// What a sender learns of a message that was accepted.
package struct SentMessage: Hashable, Sendable {
    package let messageId: MessageId
    package let md5OfBody: MD5Digest
    package let md5OfAttributes: MD5Digest?
    package let md5OfSystemAttributes: MD5Digest?
    /// Only from FIFO queues (ID-6).
    package let sequenceNumber: String?

    package init(
        messageId: MessageId,
        md5OfBody: MD5Digest,
        md5OfAttributes: MD5Digest? = nil,
        md5OfSystemAttributes: MD5Digest? = nil,
        sequenceNumber: String? = nil
    ) {
        self.messageId = messageId
        self.md5OfBody = md5OfBody
        self.md5OfAttributes = md5OfAttributes
        self.md5OfSystemAttributes = md5OfSystemAttributes
        self.sequenceNumber = sequenceNumber
    }

    func writeDigests(to fields: inout some FieldWriter) {
        fields.string("MD5OfMessageBody", md5OfBody.hex)
        fields.string("MD5OfMessageAttributes", ifPresent: md5OfAttributes?.hex)
        fields.string("MD5OfMessageSystemAttributes", ifPresent: md5OfSystemAttributes?.hex)
    }
}
