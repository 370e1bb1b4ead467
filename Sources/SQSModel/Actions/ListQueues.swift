/// Lists the caller's queues by name, in pages (LQ-1 … LQ-5).
package struct ListQueues: SQSAction {
    package static let name = ActionName.listQueues

    package var queueNamePrefix: String?
    package var nextToken: String?
    package var maxResults: Int?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueNamePrefix = try fields.string("QueueNamePrefix")
        nextToken = try fields.string("NextToken")
        maxResults = try fields.integer("MaxResults")
    }

    /// One page.
    package struct Response: SQSResponse {
        package let queueUrls: [String]
        package let nextToken: String?

        package init(queueUrls: [String], nextToken: String? = nil) {
            self.queueUrls = queueUrls
            self.nextToken = nextToken
        }

        package func write(to fields: inout some FieldWriter) {
            fields.strings(.queueUrls, queueUrls)
            fields.string("NextToken", ifPresent: nextToken)
        }
    }
}
