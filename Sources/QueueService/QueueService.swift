package import QueueStore
package import SQSModel
import Dispatch
import Synchronization

/// The meaning of the 23 actions: the order of checks, what the store is asked to do, how its outcome is told.
///
/// Calls arrive on any thread and are answered from the writer's; nothing here blocks. An action is checked with the
/// queue as the catalog has it; whatever depends on more than one queue or on messages is decided inside the store.
package final class QueueService: CallHandling {
    /// How faithfully AWS's waiting periods are kept.
    package enum Waiting: Hashable, Sendable {
        /// Queues can be purged and names used again at once.
        case none
        /// 60 seconds each, as on AWS (PQ-2, CQ-6).
        case aws

        var seconds: Int { self == .aws ? Limits.quietSeconds : 0 }
    }

    /// What operators should know of.
    package enum Event: Sendable {
        /// A call was refused because the disk is full.
        case storeIsFull(StoreError)
        /// A message's body no longer has its MD5. It was taken out of its queue and is never delivered.
        case damagedMessage(MessageId, queue: QueueAddress)
    }

    let catalog: QueueCatalog
    let seal: ReceiptHandleSeal
    let polls: LongPolls
    let moves: MoveTasks
    let clock: any TimeSource
    let waiting: Waiting
    private let writer: StoreWriter
    private let reader: (any QueueReader)?
    private let readers = DispatchQueue(label: "store-reader")
    private let messageIds: Mutex<any RandomNumberGenerator & Sendable>
    private let report: @Sendable (Event) -> Void

    /// - Parameters:
    ///   - writer: has been started.
    ///   - opened: what starting it gave.
    ///   - clock: the writer's own.
    ///   - waiting: which of AWS's waiting periods are kept.
    ///   - generator: where message ids come from.
    ///   - report: told of events, on any thread.
    package init(
        writer: StoreWriter,
        opened: StoreWriter.Opened,
        clock: any TimeSource,
        waiting: Waiting = .none,
        generator: any RandomNumberGenerator & Sendable,
        report: @escaping @Sendable (Event) -> Void
    ) {
        self.writer = writer
        self.clock = clock
        self.waiting = waiting
        self.report = report
        reader = opened.reader
        catalog = QueueCatalog(opened.queues)
        seal = ReceiptHandleSeal(secret: opened.secret)
        messageIds = Mutex(generator)
        polls = LongPolls(writer: writer, clock: clock)
        moves = MoveTasks(writer: writer, polls: polls, clock: clock, generator: generator)
        for task in opened.runningMoves { moves.carryOn(task) }
        writer.add(polls)
        writer.add(moves)
    }

    package func perform(
        _ action: AnyAction,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) -> (any WaitingCall)? {
        do throws(SQSError) {
            return try start(action, for: caller, reply: reply)
        } catch {
            reply(Answer(error))
            return nil
        }
    }

    /// Ends all long polls with an empty answer and lets no new one wait; for a server that is about to stop.
    package func drain() { polls.drain() }

    private func start(
        _ action: AnyAction,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) -> (any WaitingCall)? {
        switch action {
        case .createQueue(let action): try create(action, for: caller, reply: reply)
        case .deleteQueue(let action): try delete(action, for: caller, reply: reply)
        case .purgeQueue(let action): try purge(action, for: caller, reply: reply)
        case .getQueueUrl(let action): reply(Answer(try url(action, for: caller)))
        case .listQueues(let action): reply(Answer(try list(action, for: caller)))
        case .listDeadLetterSourceQueues(let action): reply(Answer(try list(action, for: caller)))
        case .getQueueAttributes(let action): try attributes(action, for: caller, reply: reply)
        case .setQueueAttributes(let action): try set(action, for: caller, reply: reply)
        case .addPermission(let action): try add(action, for: caller, reply: reply)
        case .removePermission(let action): try remove(action, for: caller, reply: reply)
        case .tagQueue(let action): try tag(action, for: caller, reply: reply)
        case .untagQueue(let action): try untag(action, for: caller, reply: reply)
        case .listQueueTags(let action): reply(Answer(try tags(action, for: caller)))
        case .sendMessage(let action): try send(action, for: caller, reply: reply)
        case .sendMessageBatch(let action): try send(action, for: caller, reply: reply)
        case .receiveMessage(let action): return try receive(action, for: caller, reply: reply)
        case .deleteMessage(let action): try delete(action, for: caller, reply: reply)
        case .deleteMessageBatch(let action): try delete(action, for: caller, reply: reply)
        case .changeMessageVisibility(let action): try change(action, for: caller, reply: reply)
        case .changeMessageVisibilityBatch(let action): try change(action, for: caller, reply: reply)
        case .startMessageMoveTask(let action): try start(action, reply: reply)
        case .cancelMessageMoveTask(let action): try cancel(action, reply: reply)
        case .listMessageMoveTasks(let action): try list(action, reply: reply)
        }
        return nil
    }
}

// MARK: - What all actions use

extension QueueService {
    /// Has a command carried out and its outcome told; a command that was refused, or a store that failed, is told here.
    func submit(
        _ command: StoreCommand,
        reply: @escaping @Sendable (Answer) -> Void,
        then tell: @escaping @Sendable (Outcome) -> Answer
    ) {
        writer.submit(command) { [self] result in
            switch result {
            case .success(.refused(let error)): reply(Answer(error))
            case .success(let outcome): reply(tell(outcome))
            case .failure(let error): reply(Answer(callersError(for: error)))
            }
        }
    }

    /// The one place where a failure of the store becomes an answer of SQS.
    ///
    /// Its cause goes to the operator.
    func callersError(for error: StoreError) -> SQSError {
        switch error {
        case .full:
            report(.storeIsFull(error))
            return .unavailable("The server has no space left to store messages. Try again later.")
        case .failed: return .internalFailure
        case .closed: return .unavailable("The server is shutting down.")
        }
    }

    /// Reads the counts of a queue beside the writer where the store can, and on its thread where it cannot.
    func count(_ queue: QueueRecord, then: @escaping @Sendable (Result<MessageCounts, SQSError>) -> Void) {
        guard let reader else {
            return writer.submit(.count(queue.id)) { [self] result in
                switch result {
                case .success(.counted(let counts)): then(.success(counts))
                case .success: then(.failure(.queueDoesNotExist))
                case .failure(let error): then(.failure(callersError(for: error)))
                }
            }
        }
        readers.async { [self] in
            do throws(StoreError) {
                then(.success(try reader.counts(of: queue.id, at: clock.now)))
            } catch {
                then(.failure(callersError(for: error)))
            }
        }
    }

    /// Ids for some messages.
    func makeMessageIds(_ count: Int) -> [MessageId] {
        messageIds.withLock { generator in (0..<count).map { _ in MessageId(using: &generator) } }
    }

    /// Takes a damaged message out of its queue and tells the operator.
    func quarantine(_ message: ReceivedMessage, from queue: QueueRecord) {
        report(.damagedMessage(message.messageId, queue: queue.address))
        writer.submit(.quarantine(queue.id, message.handle.message)) { [self] result in
            switch result {
            // Its group may go on, and there is room for another one in flight.
            case .success: polls.messagesWereDeleted(from: queue.id, count: 1)
            case .failure(let error): _ = callersError(for: error)
            }
        }
    }
}
