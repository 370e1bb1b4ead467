/// Deletes a received message (DEL-1 … DEL-7).
package struct DeleteMessage: SQSAction {
    package static let name = ActionName.deleteMessage

    package var queueUrl: String?
    package var receiptHandle: String?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        receiptHandle = try fields.string("ReceiptHandle")
    }
}
