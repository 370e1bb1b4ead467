/// One call, whichever it is.
///
/// A switch over it without `default` makes a forgotten action a compile error.
package enum AnyAction: Hashable, Sendable {
    case addPermission(AddPermission)
    case cancelMessageMoveTask(CancelMessageMoveTask)
    case changeMessageVisibility(ChangeMessageVisibility)
    case changeMessageVisibilityBatch(ChangeMessageVisibilityBatch)
    case createQueue(CreateQueue)
    case deleteMessage(DeleteMessage)
    case deleteMessageBatch(DeleteMessageBatch)
    case deleteQueue(DeleteQueue)
    case getQueueAttributes(GetQueueAttributes)
    case getQueueUrl(GetQueueUrl)
    case listDeadLetterSourceQueues(ListDeadLetterSourceQueues)
    case listMessageMoveTasks(ListMessageMoveTasks)
    case listQueueTags(ListQueueTags)
    case listQueues(ListQueues)
    case purgeQueue(PurgeQueue)
    case receiveMessage(ReceiveMessage)
    case removePermission(RemovePermission)
    case sendMessage(SendMessage)
    case sendMessageBatch(SendMessageBatch)
    case setQueueAttributes(SetQueueAttributes)
    case startMessageMoveTask(StartMessageMoveTask)
    case tagQueue(TagQueue)
    case untagQueue(UntagQueue)

    /// Reads the members of the named action.
    ///
    /// - Throws: P-TYPE, P-QTYPE.
    package init(_ name: ActionName, from fields: some FieldReader) throws(SQSError) {
        self =
            switch name {
            case .addPermission: .addPermission(try AddPermission(from: fields))
            case .cancelMessageMoveTask: .cancelMessageMoveTask(try CancelMessageMoveTask(from: fields))
            case .changeMessageVisibility: .changeMessageVisibility(try ChangeMessageVisibility(from: fields))
            case .changeMessageVisibilityBatch:
                .changeMessageVisibilityBatch(try ChangeMessageVisibilityBatch(from: fields))
            case .createQueue: .createQueue(try CreateQueue(from: fields))
            case .deleteMessage: .deleteMessage(try DeleteMessage(from: fields))
            case .deleteMessageBatch: .deleteMessageBatch(try DeleteMessageBatch(from: fields))
            case .deleteQueue: .deleteQueue(try DeleteQueue(from: fields))
            case .getQueueAttributes: .getQueueAttributes(try GetQueueAttributes(from: fields))
            case .getQueueUrl: .getQueueUrl(try GetQueueUrl(from: fields))
            case .listDeadLetterSourceQueues:
                .listDeadLetterSourceQueues(try ListDeadLetterSourceQueues(from: fields))
            case .listMessageMoveTasks: .listMessageMoveTasks(try ListMessageMoveTasks(from: fields))
            case .listQueueTags: .listQueueTags(try ListQueueTags(from: fields))
            case .listQueues: .listQueues(try ListQueues(from: fields))
            case .purgeQueue: .purgeQueue(try PurgeQueue(from: fields))
            case .receiveMessage: .receiveMessage(try ReceiveMessage(from: fields))
            case .removePermission: .removePermission(try RemovePermission(from: fields))
            case .sendMessage: .sendMessage(try SendMessage(from: fields))
            case .sendMessageBatch: .sendMessageBatch(try SendMessageBatch(from: fields))
            case .setQueueAttributes: .setQueueAttributes(try SetQueueAttributes(from: fields))
            case .startMessageMoveTask: .startMessageMoveTask(try StartMessageMoveTask(from: fields))
            case .tagQueue: .tagQueue(try TagQueue(from: fields))
            case .untagQueue: .untagQueue(try UntagQueue(from: fields))
            }
    }
}
