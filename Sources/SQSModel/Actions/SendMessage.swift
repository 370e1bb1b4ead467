/// Adds one message to a queue (SND-1 … SND-10).
package struct SendMessage: SQSAction {
    package static let name = ActionName.sendMessage

    package var queueUrl: String?
    package var message = OutgoingMessage()

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        message = try OutgoingMessage(from: fields)
    }

    /// What the queue made of the message.
    package struct Response: SQSResponse {
        package let receipt: SentMessage

        package init(_ receipt: SentMessage) { self.receipt = receipt }

        package func write(to fields: inout some FieldWriter) {
            receipt.writeDigests(to: &fields)
            fields.string("MessageId", receipt.messageId.text)
            fields.string("SequenceNumber", ifPresent: receipt.sequenceNumber)
        }
    }
}
