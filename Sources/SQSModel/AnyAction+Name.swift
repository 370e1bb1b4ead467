extension AnyAction {
    /// What the call is called, for the log.
    package var name: ActionName {
        switch self {
        case .addPermission: .addPermission
        case .cancelMessageMoveTask: .cancelMessageMoveTask
        case .changeMessageVisibility: .changeMessageVisibility
        case .changeMessageVisibilityBatch: .changeMessageVisibilityBatch
        case .createQueue: .createQueue
        case .deleteMessage: .deleteMessage
        case .deleteMessageBatch: .deleteMessageBatch
        case .deleteQueue: .deleteQueue
        case .getQueueAttributes: .getQueueAttributes
        case .getQueueUrl: .getQueueUrl
        case .listDeadLetterSourceQueues: .listDeadLetterSourceQueues
        case .listMessageMoveTasks: .listMessageMoveTasks
        case .listQueueTags: .listQueueTags
        case .listQueues: .listQueues
        case .purgeQueue: .purgeQueue
        case .receiveMessage: .receiveMessage
        case .removePermission: .removePermission
        case .sendMessage: .sendMessage
        case .sendMessageBatch: .sendMessageBatch
        case .setQueueAttributes: .setQueueAttributes
        case .startMessageMoveTask: .startMessageMoveTask
        case .tagQueue: .tagQueue
        case .untagQueue: .untagQueue
        }
    }
}
