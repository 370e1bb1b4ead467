/// Adds a statement to a queue's policy (PRM-1 … PRM-5).
package struct AddPermission: SQSAction {
    package static let name = ActionName.addPermission

    package var queueUrl: String?
    package var label: String?
    package var awsAccountIds: [String]?
    package var actions: [String]?

    package init() {}

    package init(from fields: some FieldReader) throws(SQSError) {
        queueUrl = try fields.string("QueueUrl")
        label = try fields.string("Label")
        awsAccountIds = try fields.strings(FieldName("AWSAccountIds", query: "AWSAccountId"))
        actions = try fields.strings(FieldName("Actions", query: "ActionName"))
    }
}
