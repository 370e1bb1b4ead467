import Dispatch
import QueueStore
import QueueTesting
import SQSModel
import Synchronization
import Testing

/// A writer over a reference store that can be made to fail.
final class WriterTrial: Sendable {
    let clock = ManualClock()
    let control = FaultyStore.Control()
    private let writer: StoreWriter
    private let failed = Recorder()

    init() throws {
        let control = control
        let failed = failed
        writer = StoreWriter(
            clock: clock,
            onFailure: { failed.add($0) },
            open: { FaultyStore(ReferenceStore(), control: control) }
        )
        let opened = try writer.start()
        #expect(opened.queues == [])
        #expect(opened.secret.count == 16)
    }

    var failures: [StoreError] { failed.errors }

    func add(_ agent: any WriterAgent) { writer.add(agent) }
    func poke() { writer.poke() }
    func stop() { writer.stop() }

    func submitTogether(_ commands: [StoreCommand], to answers: Answers) {
        var together: [(command: StoreCommand, completion: StoreWriter.Completion)] = []
        for command in commands { answers.expect { together.append((command, $0)) } }
        writer.submitTogether(together)
    }

    func submit(_ command: StoreCommand, to answers: Answers) {
        answers.expect { writer.submit(command, completion: $0) }
    }

    /// Hands over a command and waits for its outcome.
    func outcome(of command: StoreCommand) throws(StoreError) -> Outcome {
        let answers = Answers()
        submit(command, to: answers)
        answers.wait(for: 1)
        switch answers.results[0] {
        case .success(let outcome): return outcome
        case .failure(let error): throw error
        case nil: preconditionFailure("an answer that was waited for is there")
        }
    }

    /// Waits until the writer has seen the present time: whatever was due is done then.
    func settle() {
        // The first command may join a turn whose time was read before; the second one cannot, and the third one comes
        // after the second one's turn has ended.
        for _ in 0..<3 { _ = try? outcome(of: .count(QueueID(9))) }
    }

    func createQueue() throws -> QueueID {
        let address = try StoreTrial.address("letters")
        let definition = QueueDefinition(address: address, attributes: [], tags: [], quietSeconds: 60)
        guard case .queue(let record) = try outcome(of: .createQueue(definition)) else {
            throw Violation("a queue is made")
        }
        return record.id
    }

    func message(for queue: QueueID) -> SendCommand {
        let id = MessageId(high: 0, low: 1)
        let message = NewMessage(messageId: id, body: "a", md5OfBody: MD5Digest(of: "a"), senderId: "000000000000")
        return SendCommand(queue: queue, messages: [message])
    }
}

/// Failures that were told.
private final class Recorder: Sendable {
    private let list = Mutex<[StoreError]>([])

    var errors: [StoreError] { list.withLock(\.self) }

    func add(_ error: StoreError) { list.withLock { $0.append(error) } }
}

/// Answers to numbered commands, and the order in which they came.
final class Answers: Sendable {
    private struct State {
        var expected = 0
        var results: [Int: Result<Outcome, StoreError>] = [:]
        var order: [Int] = []
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    /// Gives the next command its completion.
    func expect(_ submit: (@escaping StoreWriter.Completion) -> Void) {
        let number = state.withLock { state in
            defer { state.expected += 1 }
            return state.expected
        }
        submit { [self] result in
            state.withLock { state in
                state.results[number] = result
                state.order.append(number)
            }
            signal.signal()
        }
    }

    /// Waits for so many more answers.
    func wait(for count: Int) {
        for _ in 0..<count { signal.wait() }
    }

    var results: [Int: Result<Outcome, StoreError>] { state.withLock { $0.results } }
    var order: [Int] { state.withLock { $0.order } }

    /// The results in the order of the commands.
    var inOrder: [Result<Outcome, StoreError>] {
        state.withLock { state in (0..<state.expected).compactMap { state.results[$0] } }
    }

    var timesAnswered: [Int] {
        state.withLock { state in
            var times = [Int](repeating: 0, count: state.expected)
            for number in state.order { times[number] += 1 }
            return times
        }
    }

    var areSentInOrder: Bool {
        let sequences = inOrder.compactMap { result -> MessageSequence? in
            guard case .success(.sent(let records)) = result else { return nil }
            return records.first?.sequence
        }
        return sequences.count == inOrder.count && zip(sequences, sequences.dropFirst()).allSatisfy(<)
    }
}

extension Result<Outcome, StoreError> {
    var outcome: Outcome? { try? get() }

    var error: StoreError? {
        guard case .failure(let error) = self else { return nil }
        return error
    }

    var handled: [HandleOutcome]? {
        guard case .success(.handled(let outcomes)) = self else { return nil }
        return outcomes
    }

    var counts: MessageCounts? {
        guard case .success(.counted(let counts)) = self else { return nil }
        return counts
    }
}

extension Outcome {
    var isSent: Bool {
        guard case .sent = self else { return false }
        return true
    }
}

/// Wants to be called at regular moments and counts the calls.
final class CountingAgent: WriterAgent {
    private struct State {
        var next: Instant?
        var turns = 0
        var calls = 0
        var seen: Instant?
    }

    private let period: Duration?
    private let state: Mutex<State>
    private let called = DispatchSemaphore(value: 0)
    private let turned = DispatchSemaphore(value: 0)

    /// Without a period it never wants to be called.
    init(every period: Duration?, from start: Instant) {
        self.period = period
        state = Mutex(State(next: period.map { start.adding(seconds: Int($0.components.seconds)) }))
    }

    var turns: Int { state.withLock { $0.turns } }
    var calls: Int { state.withLock { $0.calls } }

    func turn(at now: Instant) -> Instant? {
        let (next, isCall) = state.withLock { state -> (Instant?, Bool) in
            state.turns += 1
            guard let next = state.next, let period, next <= now else { return (state.next, false) }
            state.calls += 1
            state.next = next.adding(seconds: Int(period.components.seconds))
            return (state.next, true)
        }
        turned.signal()
        if isCall { called.signal() }
        return next
    }

    func waitForCall() { called.wait() }
    func waitForTurn(at now: Instant) { turned.wait() }
}

/// Stands at a gate during one of its turns.
final class HeldAgent: WriterAgent {
    private let heldTurn: Int
    private let gate: Gate
    private let count = Mutex(0)
    private let turned = DispatchSemaphore(value: 0)

    /// Turns are counted from 1.
    init(atTurn heldTurn: Int, gate: Gate) {
        self.heldTurn = heldTurn
        self.gate = gate
    }

    func turn(at now: Instant) -> Instant? {
        let number = count.withLock { count in
            count += 1
            return count
        }
        if number == heldTurn { gate.pass() }
        turned.signal()
        return nil
    }

    /// Waits for so many more turns to end; false when they do not come.
    func waitForTurns(_ count: Int) -> Bool {
        (0..<count).allSatisfy { _ in turned.wait(timeout: .now() + .seconds(10)) == .success }
    }
}

/// Submits once, at its first turn.
final class SubmittingAgent: WriterAgent {
    private let submit: Mutex<(@Sendable () -> Void)?>

    init(_ submit: @escaping @Sendable () -> Void) { self.submit = Mutex(submit) }

    func turn(at now: Instant) -> Instant? {
        let submit = submit.withLock { submit in
            defer { submit = nil }
            return submit
        }
        submit?()
        return nil
    }
}
