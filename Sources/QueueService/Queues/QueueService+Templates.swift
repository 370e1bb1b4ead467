import QueueStore
import SQSModel
import Synchronization

/// Making queues that somebody calls for.
extension QueueService {
    /// The queue that an action needs and that does not exist, where a queue can be called so.
    ///
    /// Actions that take receipt handles need none: a queue that does not exist has given out no handles. Neither does
    /// DeleteQueue.
    func missingQueue(of action: AnyAction, for caller: Caller) -> QueueAddress? {
        let url: String?
        switch action {
        case .getQueueUrl(let action):
            // What is wrong with the name is found once more by the action, and told by it.
            guard let address = try? self.address(of: action, for: caller) else { return nil }
            return catalog.record(at: address) == nil ? address : nil
        case .getQueueAttributes(let action): url = action.queueUrl
        case .setQueueAttributes(let action): url = action.queueUrl
        case .sendMessage(let action): url = action.queueUrl
        case .sendMessageBatch(let action): url = action.queueUrl
        case .receiveMessage(let action): url = action.queueUrl
        case .purgeQueue(let action): url = action.queueUrl
        case .listQueueTags(let action): url = action.queueUrl
        case .tagQueue(let action): url = action.queueUrl
        case .createQueue, .deleteQueue, .listQueues, .listDeadLetterSourceQueues, .addPermission, .removePermission,
            .untagQueue, .deleteMessage, .deleteMessageBatch, .changeMessageVisibility, .changeMessageVisibilityBatch,
            .startMessageMoveTask, .cancelMessageMoveTask, .listMessageMoveTasks:
            return nil
        }
        guard let address = url.flatMap({ QueueAddress(url: $0, for: caller) }) else { return nil }
        return catalog.record(at: address) == nil ? address : nil
    }

    /// Makes a queue, then carries out the action that called for it.
    ///
    /// Of several callers at once the first one's queue serves all.
    func create(
        _ address: QueueAddress,
        thenPerform action: AnyAction,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) -> any WaitingCall {
        let template = autoCreation.current.template(for: address.name)
        let definition = QueueDefinition(
            address: address,
            attributes: template.attributes,
            tags: template.tags,
            quietSeconds: waiting.seconds
        )
        let call = PostponedCall()
        create(definition) { [self] result in
            // Somebody may have made it differently in the meantime.
            if case .failure(let error) = result, catalog.record(at: address) == nil { return reply(Answer(error)) }
            call.begin { carryOut(action, for: caller, reply: reply) }
        }
        return call
    }
}

/// A call that begins later, and may have lost its caller by then.
private final class PostponedCall: WaitingCall {
    private struct State {
        var isAbandoned = false
        var call: (any WaitingCall)?
    }

    private let state = Mutex(State())

    func begin(_ body: () -> (any WaitingCall)?) {
        let call = body()
        let isAbandoned = state.withLock { state in
            state.call = call
            return state.isAbandoned
        }
        if isAbandoned { call?.abandon() }
    }

    func abandon() {
        let call = state.withLock { state in
            state.isAbandoned = true
            return state.call
        }
        call?.abandon()
    }
}
