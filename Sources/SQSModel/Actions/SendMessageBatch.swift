/// Adds up to ten messages to a queue (BAT-1 … BAT-7).
package struct SendMessageBatch: SQSAction {
    package static let name = ActionName.sendMessageBatch
    /// What Query calls an entry.
    package static let entryName: StaticString = "SendMessageBatchRequestEntry"

    package var queueUrl: String?
    package var entries: [Entry]?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        entries = try fields.structures(FieldName("Entries", query: Self.entryName)) { fields throws(SQSError) in
            try Entry(from: fields)
        }
    }

    /// An entry as it came in.
    package struct Entry: BatchEntry {
        package var id: String?
        package var message = OutgoingMessage()

        package init() {}

        init(from fields: some FieldReader) throws(SQSError) {
            id = try fields.string("Id")
            message = try OutgoingMessage(from: fields)
        }
    }

    /// An entry that was accepted.
    package struct Success: BatchSuccess {
        package static let element: StaticString = "SendMessageBatchResultEntry"

        package let id: String
        package let receipt: SentMessage

        package init(id: String, receipt: SentMessage) {
            self.id = id
            self.receipt = receipt
        }

        package func write(to fields: inout some FieldWriter) {
            fields.string("Id", id)
            fields.string("MessageId", receipt.messageId.text)
            receipt.writeDigests(to: &fields)
            fields.string("SequenceNumber", ifPresent: receipt.sequenceNumber)
        }
    }

    package typealias Response = BatchResults<Success>
}
