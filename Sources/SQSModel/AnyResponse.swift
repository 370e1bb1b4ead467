/// The reply to one call, whichever it is.
package enum AnyResponse: Hashable, Sendable {
    /// The nine actions that answer with nothing (W-18, W-22).
    case nothing
    case cancelMessageMoveTask(CancelMessageMoveTask.Response)
    case changeMessageVisibilityBatch(ChangeMessageVisibilityBatch.Response)
    case createQueue(CreateQueue.Response)
    case deleteMessageBatch(DeleteMessageBatch.Response)
    case getQueueAttributes(GetQueueAttributes.Response)
    case getQueueUrl(GetQueueUrl.Response)
    case listDeadLetterSourceQueues(ListDeadLetterSourceQueues.Response)
    case listMessageMoveTasks(ListMessageMoveTasks.Response)
    case listQueueTags(ListQueueTags.Response)
    case listQueues(ListQueues.Response)
    case receiveMessage(ReceiveMessage.Response)
    case sendMessage(SendMessage.Response)
    case sendMessageBatch(SendMessageBatch.Response)
    case startMessageMoveTask(StartMessageMoveTask.Response)

    package func write(to fields: inout some FieldWriter) {
        switch self {
        case .nothing: break
        case .cancelMessageMoveTask(let response): response.write(to: &fields)
        case .changeMessageVisibilityBatch(let response): response.write(to: &fields)
        case .createQueue(let response): response.write(to: &fields)
        case .deleteMessageBatch(let response): response.write(to: &fields)
        case .getQueueAttributes(let response): response.write(to: &fields)
        case .getQueueUrl(let response): response.write(to: &fields)
        case .listDeadLetterSourceQueues(let response): response.write(to: &fields)
        case .listMessageMoveTasks(let response): response.write(to: &fields)
        case .listQueueTags(let response): response.write(to: &fields)
        case .listQueues(let response): response.write(to: &fields)
        case .receiveMessage(let response): response.write(to: &fields)
        case .sendMessage(let response): response.write(to: &fields)
        case .sendMessageBatch(let response): response.write(to: &fields)
        case .startMessageMoveTask(let response): response.write(to: &fields)
        }
    }
}
