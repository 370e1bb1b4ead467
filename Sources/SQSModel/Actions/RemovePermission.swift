/// Removes a statement from a queue's policy (PRM-4).
package struct RemovePermission: SQSAction {
    package static let name = ActionName.removePermission

    package var queueUrl: String?
    package var label: String?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        label = try fields.string("Label")
    }
}
