package import QueueStore
package import SQSModel
import Dispatch
import Synchronization

/// The meaning of the 23 actions: the order of checks, what the store is asked to do, how its outcome is told.
///
/// Calls arrive on any thread and are answered from the writer's; nothing here blocks. An action is checked with the
/// queue as the catalog has it; whatever depends on more than one queue or on messages is decided inside the store.
package final class QueueService: CallHandling, Inspecting {
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
        /// Messages of a queue cannot be forwarded: the other queue does not exist, or is of the other type. Told once.
        case notForwarded(from: QueueAddress, to: QueueAddress)
    }

    /// All queues as they are now.
    package let catalog: QueueCatalog
    let seal: ReceiptHandleSeal
    let polls: LongPolls
    let moves: MoveTasks
    let clock: any TimeSource
    let waiting: Waiting
    let audience: Audience
    let autoCreation: AutoCreation
    let forwarding: Forwarding
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
    ///   - observers: told of everything that happens, each in this order.
    ///   - autoCreation: whether and how queues are made when somebody calls for them.
    ///   - forwarding: which queues' messages go elsewhere.
    ///   - report: told of events, on any thread.
    package init(
        writer: StoreWriter,
        opened: StoreWriter.Opened,
        clock: any TimeSource,
        waiting: Waiting = .none,
        generator: any RandomNumberGenerator & Sendable,
        observers: [any ServiceObserver] = [],
        autoCreation: AutoCreation = AutoCreation(),
        forwarding: Forwarding = Forwarding(),
        report: @escaping @Sendable (Event) -> Void
    ) {
        self.writer = writer
        self.clock = clock
        self.waiting = waiting
        self.report = report
        self.autoCreation = autoCreation
        self.forwarding = forwarding
        audience = Audience(observers, clock: clock)
        reader = opened.reader
        catalog = QueueCatalog(opened.queues)
        seal = ReceiptHandleSeal(secret: opened.secret)
        messageIds = Mutex(generator)
        polls = LongPolls(writer: writer, audience: audience, clock: clock)
        moves = MoveTasks(writer: writer, polls: polls, audience: audience, clock: clock, generator: generator)
        for task in opened.runningMoves { moves.carryOn(task) }
        writer.add(polls)
        writer.add(moves)
        if !audience.isEmpty { writer.add(ExpiryWatch(audience: audience)) }
    }

    package func perform(
        _ action: AnyAction,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) -> (any WaitingCall)? {
        if autoCreation.isEnabled, let address = missingQueue(of: action, for: caller) {
            return create(address, thenPerform: action, for: caller, reply: reply)
        }
        return carryOut(action, for: caller, reply: reply)
    }

    /// Carries out an action on what there is.
    func carryOut(
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

    /// Tells all observers what a commit has done; called on the writer's thread, in the order of the commits.
    ///
    /// The event is not even made where nobody observes.
    package func tell(_ event: @autoclosure () -> ServiceEvent) { audience.hear(event()) }

    /// How many receives wait, at all queues.
    package var waitingPolls: Int { polls.count }

    /// How many receives wait at a queue.
    package func waitingPolls(at queue: QueueRecord) -> Int { polls.waiting(at: queue.id) }

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
    ///
    /// - Parameters:
    ///   - command: what to do.
    ///   - other: carried out in the same commit right before it.
    ///   - reply: gets the answer.
    ///   - tell: what an outcome is answered with.
    func submit(
        _ command: StoreCommand,
        after other: (command: StoreCommand, completion: StoreWriter.Completion)? = nil,
        reply: @escaping @Sendable (Answer) -> Void,
        then tell: @escaping @Sendable (Outcome) -> Answer
    ) {
        guard let other else { return writer.submit(command) { [self] result in reply(answer(result, tell)) } }
        submit(command, after: [other], reply: reply, then: tell)
    }

    /// Has one command carried out and its outcome told, and others in the same commit right before it.
    func submit(
        _ command: StoreCommand,
        after others: [(command: StoreCommand, completion: StoreWriter.Completion)],
        reply: @escaping @Sendable (Answer) -> Void,
        then tell: @escaping @Sendable (Outcome) -> Answer
    ) {
        let completion: StoreWriter.Completion = { [self] result in reply(answer(result, tell)) }
        writer.submitTogether(others + [(command, completion)])
    }

    /// Has a command carried out.
    func submit(_ command: StoreCommand, completion: @escaping StoreWriter.Completion) {
        writer.submit(command, completion: completion)
    }

    private func answer(_ result: Result<Outcome, StoreError>, _ tell: (Outcome) -> Answer) -> Answer {
        switch result {
        case .success(.refused(let error)): Answer(error)
        case .success(let outcome): tell(outcome)
        case .failure(let error): Answer(callersError(for: error))
        }
    }

    /// Brings a queue that the store has made, or found, to everybody's knowledge.
    ///
    /// - Returns: whether it is new.
    @discardableResult
    func welcome(_ record: QueueRecord) -> Bool {
        guard catalog.put(record) else { return false }
        tell(.queueCreated(record))
        return true
    }

    /// Tells the operator.
    func notice(_ event: Event) { report(event) }

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

    /// Shows some messages of a queue as they are, none of them touched.
    ///
    /// - Parameters:
    ///   - queue: whose messages.
    ///   - page: which of them.
    ///   - reply: called once, never on the writer's thread; with Q-NONE where there is no such queue.
    package func peek(
        queue: QueueAddress,
        page: PageRequest,
        reply: @escaping @Sendable (Result<MessagePage, SQSError>) -> Void
    ) {
        guard let record = catalog.record(at: queue) else { return reply(.failure(.queueDoesNotExist)) }
        guard let reader else {
            return writer.submit(.peek(record.id, page)) { [self] result in
                readers.async { [self] in
                    switch result {
                    case .success(.peeked(let page)): reply(.success(page))
                    case .success: reply(.failure(.queueDoesNotExist))
                    case .failure(let error): reply(.failure(callersError(for: error)))
                    }
                }
            }
        }
        readers.async { [self] in
            do throws(StoreError) {
                let found = try reader.messages(of: record.id, page: page, at: clock.now)
                reply(found.map { .success($0) } ?? .failure(.queueDoesNotExist))
            } catch {
                reply(.failure(callersError(for: error)))
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
            case .success(let outcome):
                // Its group may go on, and there is room for another one in flight.
                polls.messagesWereDeleted(from: queue.id, count: 1)
                if case .done = outcome { tell(.quarantined(queue)) }
            case .failure(let error): _ = callersError(for: error)
            }
        }
    }
}
