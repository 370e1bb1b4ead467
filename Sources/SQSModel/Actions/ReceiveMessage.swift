/// Takes messages from a queue for a while (RCV-1 … RCV-14).
package struct ReceiveMessage: SQSAction {
    package static let name = ActionName.receiveMessage

    package var queueUrl: String?
    /// The old list of system attributes; both lists count (RCV-8).
    package var attributeNames: [String]?
    package var messageSystemAttributeNames: [String]?
    package var messageAttributeNames: [String]?
    /// 1 when absent.
    package var maxNumberOfMessages: Int?
    /// Seconds; the queue's own when absent.
    package var visibilityTimeout: Int?
    /// Seconds; the queue's own when absent.
    package var waitTimeSeconds: Int?
    package var receiveRequestAttemptId: String?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        attributeNames = try fields.strings(.attributeNames)
        messageSystemAttributeNames = try fields.strings(
            FieldName("MessageSystemAttributeNames", query: "MessageSystemAttributeName")
        )
        messageAttributeNames = try fields.strings(FieldName("MessageAttributeNames", query: "MessageAttributeName"))
        maxNumberOfMessages = try fields.integer("MaxNumberOfMessages")
        visibilityTimeout = try fields.integer("VisibilityTimeout")
        waitTimeSeconds = try fields.integer("WaitTimeSeconds")
        receiveRequestAttemptId = try fields.string("ReceiveRequestAttemptId")
    }

    /// The messages; none when there was nothing to take.
    package struct Response: SQSResponse {
        package let messages: [Message]

        package init(messages: [Message]) { self.messages = messages }

        package func write(to fields: inout some FieldWriter) {
            fields.structures(FieldName("Messages", query: "Message", queryJSON: "messages"), messages) {
                $0.write(to: &$1)
            }
        }
    }

    /// One message as its receiver sees it.
    package struct Message: SQSResponse {
        package let messageId: MessageId
        package let receiptHandle: String
        package let md5OfBody: MD5Digest
        package let body: String
        /// System attributes that were asked for and apply.
        package let attributes: [TextEntry]
        /// Over exactly the attributes that are returned (RCV-10).
        package let md5OfMessageAttributes: MD5Digest?
        package let messageAttributes: [MessageAttribute]

        package init(
            messageId: MessageId,
            receiptHandle: String,
            md5OfBody: MD5Digest,
            body: String,
            attributes: [TextEntry] = [],
            md5OfMessageAttributes: MD5Digest? = nil,
            messageAttributes: [MessageAttribute] = []
        ) {
            self.messageId = messageId
            self.receiptHandle = receiptHandle
            self.md5OfBody = md5OfBody
            self.body = body
            self.attributes = attributes
            self.md5OfMessageAttributes = md5OfMessageAttributes
            self.messageAttributes = messageAttributes
        }

        package func write(to fields: inout some FieldWriter) {
            fields.string("MessageId", messageId.text)
            fields.string("ReceiptHandle", receiptHandle)
            fields.string("MD5OfBody", md5OfBody.hex)
            fields.string("Body", body)
            fields.map(.attributes, attributes)
            fields.string("MD5OfMessageAttributes", ifPresent: md5OfMessageAttributes?.hex)
            fields.structureMap(.messageAttributes, messageAttributes, key: { $0.name }) { $0.write(to: &$1) }
        }
    }
}

extension MessageAttribute: SQSResponse {
    package func write(to fields: inout some FieldWriter) {
        switch value {
        case .text(let text): fields.string("StringValue", text)
        case .binary(let data): fields.data("BinaryValue", data)
        }
        fields.string("DataType", dataType)
    }
}
