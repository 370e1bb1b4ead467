/// Finds a queue by its name (GU-1, GU-2).
package struct GetQueueUrl: SQSAction {
    package static let name = ActionName.getQueueUrl

    package var queueName: String?
    /// The account that owns the queue; the caller's own when absent.
    package var queueOwnerAWSAccountId: String?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueName = try fields.string("QueueName")
        queueOwnerAWSAccountId = try fields.string("QueueOwnerAWSAccountId")
    }

    /// Where the queue is.
    package struct Response: SQSResponse {
        package let queueUrl: String

        package init(queueUrl: String) {
            self.queueUrl = queueUrl
        }

        package func write(to fields: inout some FieldWriter) {
            fields.string("QueueUrl", queueUrl)
        }
    }
}
