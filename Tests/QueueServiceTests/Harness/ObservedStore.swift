import QueueStore
import SQSModel
import Synchronization

/// What a test sees of the store below the service, and what it does to it.
final class StoreObservation: Sendable {
    private struct State {
        var receives = 0
        var quarantined: [MessageSequence] = []
        var damaged: String?
        var failures: [StoreError] = []
        var expired: [QueueID: Int] = [:]
        /// Whether the last batch held nothing but a test's own question.
        var lastWasIdle = false
    }

    private let state = Mutex(State())

    /// Receives that have been carried out.
    var receives: Int { state.withLock { $0.receives } }
    var quarantined: [MessageSequence] { state.withLock { $0.quarantined } }
    var lastWasIdle: Bool { state.withLock { $0.lastWasIdle } }

    /// Lets each message with this body come out of the store with another one.
    func damage(_ body: String) { state.withLock { $0.damaged = body } }

    /// Lets the next batches fail, unless they are a test's own questions.
    func failNext(_ errors: StoreError...) { state.withLock { $0.failures = errors } }

    /// Lets the next housekeeping say that it has removed so many messages.
    func tellNext(expired: [QueueID: Int]) { state.withLock { $0.expired = expired } }

    fileprivate func takeExpired() -> [QueueID: Int] {
        state.withLock { state in
            defer { state.expired = [:] }
            return state.expired
        }
    }

    fileprivate func willApply(_ commands: [StoreCommand]) throws(StoreError) {
        let failure = state.withLock { state -> StoreError? in
            state.lastWasIdle = commands.count == 1 && commands[0].isQuestion
            for command in commands {
                switch command {
                case .receive: state.receives += 1
                case .quarantine(_, let message): state.quarantined.append(message)
                default: break
                }
            }
            guard !state.lastWasIdle, !state.failures.isEmpty else { return nil }
            return state.failures.removeFirst()
        }
        if let failure { throw failure }
    }

    fileprivate func observed(_ outcome: Outcome) -> Outcome {
        guard case .received(var batch) = outcome, let damaged = state.withLock({ $0.damaged }) else { return outcome }
        for index in batch.messages.indices where batch.messages[index].body == damaged {
            batch.messages[index].body += "?"
        }
        return .received(batch)
    }
}

extension StoreCommand {
    /// What tests ask to learn that the writer is done with everything else.
    static let question = StoreCommand.count(QueueID(0))

    fileprivate var isQuestion: Bool {
        guard case .count(QueueID(0)) = self else { return false }
        return true
    }
}

/// A store that is watched, and that fails where it is told to.
final class ObservedStore: QueueStore {
    private let store: any QueueStore
    private let observation: StoreObservation

    init(_ store: any QueueStore, _ observation: StoreObservation) {
        self.store = store
        self.observation = observation
    }

    var secret: [UInt8] { store.secret }
    var nextHousekeeping: Instant? { store.nextHousekeeping }

    func queues() throws(StoreError) -> [QueueRecord] { try store.queues() }
    func runningMoves() throws(StoreError) -> [MoveTask] { try store.runningMoves() }
    func housekeep(at now: Instant, limit: Int) throws(StoreError) -> [QueueID: Int] {
        let removed = try store.housekeep(at: now, limit: limit)
        let told = observation.takeExpired()
        return told.isEmpty ? removed : told
    }
    func tidy(isQuiet: Bool) throws(StoreError) { try store.tidy(isQuiet: isQuiet) }
    func makeReader() throws(StoreError) -> (any QueueReader)? { try store.makeReader() }
    func close() throws(StoreError) { try store.close() }

    func apply(_ commands: [StoreCommand], at now: Instant) throws(StoreError) -> [Outcome] {
        try observation.willApply(commands)
        return try store.apply(commands, at: now).map { observation.observed($0) }
    }
}
