/// Sets when a received message shows again (CMV-1 … CMV-9).
package struct ChangeMessageVisibility: SQSAction {
    package static let name = ActionName.changeMessageVisibility

    package var queueUrl: String?
    package var receiptHandle: String?
    /// Seconds from now.
    package var visibilityTimeout: Int?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        receiptHandle = try fields.string("ReceiptHandle")
        visibilityTimeout = try fields.integer("VisibilityTimeout")
    }
}
