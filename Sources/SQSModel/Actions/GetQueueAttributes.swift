/// Reads attributes of a queue (A-2 … A-5).
package struct GetQueueAttributes: SQSAction {
    package static let name = ActionName.getQueueAttributes

    package var queueUrl: String?
    package var attributeNames: [String]?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        attributeNames = try fields.strings(.attributeNames)
    }

    /// The attributes that have a value.
    package struct Response: SQSResponse {
        package let attributes: [TextEntry]

        package init(attributes: [TextEntry]) {
            self.attributes = attributes
        }

        package func write(to fields: inout some FieldWriter) {
            fields.map(.attributes, attributes)
        }
    }
}
