import QueueStore
import SQSModel
import Synchronization

/// What messages are called, asked of the store in the same commit right before something is done with them.
final class MessageIdQuestion: Sendable {
    private let messages: [MessageSequence]
    private let queue: QueueID
    private let found = Mutex<MessageIds>([:])

    init(of messages: [MessageSequence], in queue: QueueID) {
        self.messages = messages
        self.queue = queue
    }

    var question: (command: StoreCommand, completion: StoreWriter.Completion) {
        let completion: StoreWriter.Completion = { [self] result in
            // Where the queue is gone or the store has failed, nothing is done with the messages either.
            guard case .success(.found(.messageIds(let ids))) = result else { return }
            found.withLock { $0 = ids }
        }
        return (.inquire(queue, .messageIds(messages)), completion)
    }

    /// For whoever is told of the outcome of what was done.
    var answer: MessageIds { found.withLock { $0 } }
}
