import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Synchronization

/// The operators' hands over a service, beside those of its callers.
///
/// Who waits by its clock moves it, so that a job with a rate takes no time.
final class OperatorTrial {
    let calls: ServiceTrial
    let hands: QueueOperator
    let recorder = EventRecorder()
    /// Called before each time that a job waits.
    let pause: Hook

    init(_ kind: StoreKind) throws {
        let watch = ServiceWatch()
        let hook = Hook()
        calls = try ServiceTrial(kind, ServiceTrial.Setup(observers: watch.observers + [recorder]))
        pause = hook
        hands = QueueOperator(
            service: calls.service,
            writer: calls.writer,
            opened: calls.opened,
            watch: watch,
            clock: calls.clock
        ) { [clock = calls.clock] duration in
            try hook.call()
            clock.advance(by: duration)
        }
    }

    /// A queue by its name.
    func queue(_ name: String = "letters") throws -> QueueRecord {
        try hands.queue(name, region: .default, account: .default)
    }

    /// The bodies of a queue's messages, the oldest first.
    func bodies(_ name: String = "letters") async throws -> [String] {
        var request = BrowseRequest()
        request.limit = 1000
        return try await hands.messages(of: queue(name), request).messages.map(\.message.content.body)
    }

    /// Carries out a job to its end.
    ///
    /// - Returns: what was told of it, the end last.
    @discardableResult
    func carryOut(_ job: SelectionJob, on name: String = "letters") async throws -> JobProgress {
        let log = ProgressLog()
        try await hands.carryOut(job, on: queue(name)) { log.add($0) }
        guard let last = log.steps.last, last.isFinished, log.steps.count(where: \.isFinished) == 1 else {
            throw Violation("a job ended without saying so")
        }
        return last
    }
}

/// What a job told of itself.
final class ProgressLog: Sendable {
    private let progress = Mutex<[JobProgress]>([])

    var steps: [JobProgress] { progress.withLock { $0 } }

    func add(_ step: JobProgress) { progress.withLock { $0.append(step) } }
}

/// Something that a test does while something else is under way.
final class Hook: Sendable {
    private let action = Mutex<(@Sendable () throws -> Void)?>(nil)

    func set(_ action: @escaping @Sendable () throws -> Void) { self.action.withLock { $0 = action } }

    func call() throws { try action.withLock { $0 }?() }
}

extension JobProgress {
    /// Matched, done and skipped.
    var figures: [Int] { [matched, done, skipped] }
}

extension SelectionJob {
    /// A job with some of its settings.
    init(_ action: Action, _ set: (inout SelectionJob) throws -> Void) rethrows {
        self.init(action)
        try set(&self)
    }
}
