/// Changes attributes of a queue, all or none.
package struct SetQueueAttributes: SQSAction {
    package static let name = ActionName.setQueueAttributes

    package var queueUrl: String?
    package var attributes: [TextEntry]?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        attributes = try fields.map(.attributes)
    }
}
