/// Sets tags of a queue (TAG-1 … TAG-4).
package struct TagQueue: SQSAction {
    package static let name = ActionName.tagQueue

    package var queueUrl: String?
    package var tags: [TextEntry]?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        tags = try fields.map(.tags)
    }
}
