/// Removes tags from a queue (TAG-1, TAG-2).
package struct UntagQueue: SQSAction {
    package static let name = ActionName.untagQueue

    package var queueUrl: String?
    package var tagKeys: [String]?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        tagKeys = try fields.strings(FieldName("TagKeys", query: "TagKey"))
    }
}
