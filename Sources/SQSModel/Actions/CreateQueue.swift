/// Creates a queue, or finds it again with equal attributes (CQ-1 … CQ-8).
package struct CreateQueue: SQSAction {
    package static let name = ActionName.createQueue

    package var queueName: String?
    package var attributes: [TextEntry]?
    package var tags: [TextEntry]?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueName = try fields.string("QueueName")
        attributes = try fields.map(.attributes)
        tags = try fields.map(FieldName("tags", query: "Tag", entry: .keyAndValue))
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
