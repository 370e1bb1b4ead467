/// Reads all tags of a queue (TAG-1).
package struct ListQueueTags: SQSAction {
    package static let name = ActionName.listQueueTags

    package var queueUrl: String?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
    }

    /// The tags, sorted by key.
    package struct Response: SQSResponse {
        package let tags: [TextEntry]

        package init(tags: [TextEntry]) {
            self.tags = tags
        }

        package func write(to fields: inout some FieldWriter) {
            fields.map(.tags, tags)
        }
    }
}
