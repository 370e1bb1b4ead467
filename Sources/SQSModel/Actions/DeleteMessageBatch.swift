/// Deletes up to ten received messages (DEL-8).
package struct DeleteMessageBatch: SQSAction {
    package static let name = ActionName.deleteMessageBatch
    /// What Query calls an entry.
    package static let entryName: StaticString = "DeleteMessageBatchRequestEntry"

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
        package var receiptHandle: String?

        package init() {}

        init(from fields: some FieldReader) throws(SQSError) {
            id = try fields.string("Id")
            receiptHandle = try fields.string("ReceiptHandle")
        }
    }

    /// An entry that took effect.
    package struct Success: BatchSuccess {
        package static let element: StaticString = "DeleteMessageBatchResultEntry"

        package let id: String

        package init(id: String) { self.id = id }

        package func write(to fields: inout some FieldWriter) { fields.string("Id", id) }
    }

    package typealias Response = BatchResults<Success>
}
