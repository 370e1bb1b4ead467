/// Deletes a queue and all its messages (DQ-1 … DQ-4).
package struct DeleteQueue: SQSAction {
    package static let name = ActionName.deleteQueue

    package var queueUrl: String?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
    }
}
