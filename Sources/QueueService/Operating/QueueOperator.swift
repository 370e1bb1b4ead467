package import QueueStore
package import SQSModel
import Dispatch

/// The operators' hands and eyes: what `QueueOperating` promises, over the service and its store.
package final class QueueOperator: QueueOperating {
    let service: QueueService
    let clock: any TimeSource
    let reading: StoreReading
    /// Where conditions on messages are judged: not on the thread that reads, as a regular expression may take long.
    let matching = DispatchQueue(label: "operators-matching", attributes: .concurrent)
    let sleep: @Sendable (Duration) async throws -> Void
    private let writer: StoreWriter
    private let watch: ServiceWatch
    private let overviews: OverviewCache
    private let backups: StoreBackups

    /// - Parameters:
    ///   - service: does what callers can do, too.
    ///   - writer: the service's own.
    ///   - opened: what starting it gave.
    ///   - watch: observes the service.
    ///   - clock: the writer's own.
    ///   - sleep: waits by that clock, for jobs that have a rate and backups.
    package init(
        service: QueueService,
        writer: StoreWriter,
        opened: StoreWriter.Opened,
        watch: ServiceWatch,
        clock: any TimeSource,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.service = service
        self.writer = writer
        self.watch = watch
        self.clock = clock
        self.sleep = sleep
        overviews = OverviewCache(clock: clock)
        backups = StoreBackups(opened.operatorsReader, pace: BackupPace(clock: clock, sleep: sleep))
        reading = StoreReading(opened.operatorsReader, writer: writer, clock: clock) { service.callersError(for: $0) }
    }

    // MARK: Figures

    package func overviews(of queues: [QueueRecord]) async throws(SQSError) -> [QueueID: QueueOverview] {
        try await overviews.overviews(of: queues.map(\.id)) { (queues) throws(SQSError) in
            try await reading.overviews(of: queues)
        }
    }

    package func activity(of queue: QueueRecord) -> ActivityRecord {
        watch.activity.record(of: queue.id, at: clock.now)
    }

    package func longPolls(at queue: QueueRecord) -> Int { service.polls.waiting(at: queue.id) }

    package func holder(of message: MessageSequence) -> HolderRecord? {
        watch.holders.holder(of: message, at: clock.now)
    }

    package func clients() -> [ClientRecord] { watch.holders.clients(at: clock.now) }

    package func events() -> LiveFeed { watch.live.subscribe() }

    // MARK: Backup

    package func backUp(to path: String) async throws(SQSError) { try await backups.backUp(to: path) }

    // MARK: What all hands use

    /// Has a command carried out.
    ///
    /// - Parameters:
    ///   - command: what to do.
    ///   - settle: called with its outcome on the writer's thread, before anything else happens; `nil` where this is no
    ///     outcome of such a command.
    /// - Returns: what settling made of the outcome.
    /// - Throws: why it was refused, or what a failing store is explained with.
    func submit<Value: Sendable>(
        _ command: StoreCommand,
        _ settle: @escaping @Sendable (Outcome) -> Value?
    ) async throws(SQSError) -> Value {
        let result: Result<Value, SQSError> = await withCheckedContinuation { continuation in
            writer.submit(command) { [service] result in
                switch result {
                case .success(.refused(let error)): continuation.resume(returning: .failure(error))
                case .success(let outcome):
                    continuation.resume(returning: settle(outcome).map { .success($0) } ?? .failure(.internalFailure))
                case .failure(let error): continuation.resume(returning: .failure(service.callersError(for: error)))
                }
            }
        }
        return try result.get()
    }
}
