/// Deletes all messages of a queue (PQ-1 … PQ-5).
package struct PurgeQueue: SQSAction {
    package static let name = ActionName.purgeQueue

    package var queueUrl: String?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
    }
}
