/// Lists the queues whose RedrivePolicy names this one, in pages (LD-1).
package struct ListDeadLetterSourceQueues: SQSAction {
    package static let name = ActionName.listDeadLetterSourceQueues

    package var queueUrl: String?
    package var nextToken: String?
    package var maxResults: Int?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        nextToken = try fields.string("NextToken")
        maxResults = try fields.integer("MaxResults")
    }

    /// One page; its list has a lower-case name (W-24).
    package struct Response: SQSResponse {
        package let queueUrls: [String]
        package let nextToken: String?

        package init(queueUrls: [String], nextToken: String? = nil) {
            self.queueUrls = queueUrls
            self.nextToken = nextToken
        }

        package func write(to fields: inout some FieldWriter) {
            fields.strings(FieldName("queueUrls", query: "QueueUrl"), queueUrls)
            fields.string("NextToken", ifPresent: nextToken)
        }
    }
}
