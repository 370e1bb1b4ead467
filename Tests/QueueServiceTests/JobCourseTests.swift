import Dispatch
import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Synchronization
import Testing

@Suite("The course of jobs")
struct JobCourseTests {
    private func trial(_ kind: StoreKind, messages: Int) throws -> (OperatorTrial, url: String) {
        let trial = try OperatorTrial(kind)
        let url = try trial.calls.queue()
        for index in 0..<messages { try trial.calls.send("\(index)", to: url) }
        return (trial, url)
    }

    @Test(arguments: StoreKind.operators, [1, 7, 25, 499])
    func `No second sees more messages than the rate, and each sees as many`(kind: StoreKind, rate: Int) async throws {
        let count = min(2 * rate + 5, 300)
        let (trial, _) = try trial(kind, messages: count)
        let start = trial.calls.clock.now.milliseconds
        // What had been done after each slice, and when.
        let done = Mutex<[(at: Int64, done: Int)]>([])
        try await trial.hands.carryOut(SelectionJob(.delete) { $0.ratePerSecond = rate }, on: trial.queue()) {
            [clock = trial.calls.clock] progress in
            done.withLock { $0.append((clock.now.milliseconds - start, progress.done)) }
        }
        let steps = done.withLock { $0 }
        for begin in stride(from: Int64(0), through: 3000, by: 100) {
            let before = steps.last { $0.at < begin }?.done ?? 0
            let until = steps.last { $0.at < begin + 1000 }?.done ?? 0
            #expect(until - before <= rate)
            #expect(until - before == min(rate, count - before))
        }
        #expect(steps.last?.done == count)
    }

    @Test(arguments: StoreKind.operators)
    func `A message that is received after it was selected is left to its receiver`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 5)
        trial.pause.set { [service = trial.calls.service, pause = trial.pause] in
            pause.set {}
            let receive = ServiceTrial.receiving(url, max: 2, hide: 600)
            _ = try PendingCall(.receiveMessage(receive), for: ServiceTrial.caller, to: service).wait()
        }
        let progress = try await trial.carryOut(SelectionJob(.delete) { $0.ratePerSecond = 10 })
        #expect(progress.figures == [5, 3, 2])
        #expect(try await trial.bodies() == ["1", "2"])
    }

    @Test(arguments: StoreKind.operators)
    func `Messages that come while a job runs are not its own`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 5)
        trial.pause.set { [service = trial.calls.service] in
            var action = SendMessage()
            action.queueUrl = url
            action.message.messageBody = "late"
            _ = try PendingCall(.sendMessage(action), for: ServiceTrial.caller, to: service).wait()
        }
        let progress = try await trial.carryOut(SelectionJob(.delete) { $0.ratePerSecond = 10 })
        #expect(progress.figures == [5, 5, 0])
        #expect(try await trial.bodies() == ["late", "late", "late", "late"])
    }

    /// With this rate a page has ten messages: what was put back would be on the second.
    @Test(arguments: StoreKind.operators)
    func `Messages that a job puts back into the queue do not meet it again`(kind: StoreKind) async throws {
        let (trial, _) = try trial(kind, messages: 15)
        let progress = try await trial.carryOut(SelectionJob(.requeue) { $0.ratePerSecond = 10 })
        #expect(progress.figures == [15, 15, 0])
        #expect(try await trial.bodies() == (0..<15).map { "\($0)" })
    }

    @Test(arguments: StoreKind.operators)
    func `What was done before a job was ended stays done`(kind: StoreKind) async throws {
        struct HangUp: Error {}
        let (trial, _) = try trial(kind, messages: 350)
        await #expect(throws: HangUp.self) {
            try await trial.hands.carryOut(SelectionJob(.delete), on: trial.queue()) { progress in
                if progress.done == 200 { throw HangUp() }
            }
        }
        #expect(try await trial.bodies().count == 150)
    }

    @Test(arguments: StoreKind.operators)
    func `A job that is cancelled ends between two slices`(kind: StoreKind) async throws {
        let (trial, _) = try trial(kind, messages: 350)
        let queue = try trial.queue()
        let job = Task { [hands = trial.hands] in
            try await hands.carryOut(SelectionJob(.delete), on: queue) { progress in
                if progress.done == 100 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        await #expect(throws: CancellationError.self) { try await job.value }
        #expect(try await trial.bodies().count == 250)
    }

    @Test(arguments: StoreKind.operators)
    func `A full disk ends a job, and who called is told`(kind: StoreKind) async throws {
        let (trial, _) = try trial(kind, messages: 3)
        trial.calls.observation.failNext(.full("test"))
        await #expect(throws: SQSError.self) { try await trial.carryOut(SelectionJob(.requeue)) }
        #expect(try await trial.bodies().count == 3)
    }

    /// Everything that was there is moved and nothing that others do is lost; none of them waits long for its turn.
    @Test(arguments: StoreKind.operators.filter { $0.description != "reference" })
    func `A job over twenty thousand messages lets others work`(kind: StoreKind) async throws {
        let trial = try OperatorTrial(kind)
        let url = try trial.calls.queue()
        try trial.calls.queue("other")
        try fill(url, batches: 2000, trial)
        let others = Sender(to: url, of: trial.calls.service)
        others.start()
        let target = try trial.queue("other")
        let progress = try await trial.carryOut(SelectionJob(.move(to: target)))
        let sent = await others.stop()
        #expect(progress.figures.dropLast().allSatisfy { $0 >= 20_000 })
        #expect(progress.skipped == 0)
        #expect(sent > 10)
        let total = 20_000 + sent
        #expect(
            try trial.calls.attribute("ApproximateNumberOfMessages", of: ServiceTrial.url("other"))
                == "\(progress.done)"
        )
        #expect(try trial.calls.attribute("ApproximateNumberOfMessages", of: url) == "\(total - progress.done)")
    }

    private func fill(_ url: String, batches: Int, _ trial: OperatorTrial) throws {
        for _ in 0..<batches {
            var action = SendMessageBatch()
            action.queueUrl = url
            action.entries = (0..<10).map { index in
                var entry = SendMessageBatch.Entry()
                entry.id = "\(index)"
                entry.message.messageBody = "message"
                return entry
            }
            try trial.calls.call(.sendMessageBatch(action))
        }
    }
}

/// Sends one message after the other, each when the last one is stored.
private final class Sender: Sendable {
    private let url: String
    private let service: QueueService
    private let isOver = Atomic(false)
    private let sent = Atomic(0)
    private let thread = DispatchQueue(label: "sender")

    init(to url: String, of service: QueueService) {
        self.url = url
        self.service = service
    }

    func start() {
        thread.async { [self] in
            var action = SendMessage()
            action.queueUrl = url
            action.message.messageBody = "late"
            while !isOver.load(ordering: .acquiring) {
                let call = PendingCall(.sendMessage(action), for: ServiceTrial.caller, to: service)
                guard case .success(.success) = Result(catching: { try call.wait() }) else { return }
                sent.add(1, ordering: .relaxed)
            }
        }
    }

    /// - Returns: how many were stored.
    func stop() async -> Int {
        isOver.store(true, ordering: .releasing)
        return await withCheckedContinuation { continuation in
            thread.async { [self] in continuation.resume(returning: sent.load(ordering: .relaxed)) }
        }
    }
}
