import QueueStore
import SQSModel

/// ReceiveMessage.
extension QueueService {
    /// RCV-1 … RCV-14.
    func receive(
        _ action: ReceiveMessage,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) -> (any WaitingCall)? {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        let limit = action.maxNumberOfMessages ?? 1
        guard Limits.maxNumberOfMessages.contains(limit) else { throw .invalidMaxNumberOfMessages(limit) }
        let wait = action.waitTimeSeconds ?? queue.attributes.receiveMessageWaitTimeSeconds
        guard Limits.waitTimeSeconds.contains(wait) else { throw .invalidWaitTime(wait) }
        if let seconds = action.visibilityTimeout, !Limits.visibilityTimeoutSeconds.contains(seconds) {
            throw .invalidReceiveVisibilityTimeout(seconds)
        }
        let view = try MessageView(action)
        var command = ReceiveCommand(
            queue: queue.id,
            limit: limit,
            visibilityTimeoutSeconds: action.visibilityTimeout
        )
        command.isShortPoll = wait == 0
        if queue.attributes.isFIFO, let id = action.receiveRequestAttemptId {
            command.attemptId = try FIFOIdentifier(id, parameter: "ReceiveRequestAttemptId")
        }
        let deadline = clock.now.adding(seconds: wait)
        let poll = LongPoll(command, of: queue, until: deadline, mayWait: wait > 0) { [self] end in
            switch end {
            case .messages(let messages):
                tell(messages.isEmpty ? .receivedNothing(queue, by: caller) : .received(queue, messages, by: caller))
                reply(Answer { [self] in .success(show(messages, of: queue, in: view)) })
            case .refused(let error): reply(Answer(error))
            case .failed(let error): reply(Answer(callersError(for: error)))
            }
        }
        polls.begin(poll)
        return poll.mayWait ? poll : nil
    }

    /// What the receiver gets to see.
    ///
    /// Damaged messages are left out and taken away.
    private func show(_ messages: [ReceivedMessage], of queue: QueueRecord, in view: MessageView) -> AnyResponse {
        var shown: [ReceiveMessage.Message] = []
        shown.reserveCapacity(messages.count)
        for message in messages {
            if let message = view.show(message, handle: seal.text(of: message.handle), of: queue) {
                shown.append(message)
            } else {
                quarantine(message, from: queue)
            }
        }
        return .receiveMessage(ReceiveMessage.Response(messages: shown))
    }
}
