internal import Metrics
package import PrometheusText
package import QueueService
package import QueueStore
internal import Synchronization

/// Counts what happens to messages and what the store does.
///
/// Told on the writer's thread after each commit: per event one lookup of the queue, per message a few atomic additions.
package final class ServiceMetrics: ServiceObserver, WriterWatcher {
    private let registry: PrometheusRegistry
    private let queues: Mutex<[QueueID: QueueInstruments]>
    private let commits: Counter
    private let commitDuration: Timer
    private let syncDuration: Timer
    private let batchSize: Recorder
    private let fullErrors: Counter
    private let fatalErrors: [StoreError.Fault: Counter]
    private let corruptMessages: Meter
    private let refusedForSpace: Counter

    /// - Parameters:
    ///   - registry: where it is counted.
    ///   - queues: those that there are.
    ///   - corruptMessages: that were set aside in earlier runs.
    package init(registry: PrometheusRegistry, queues: [QueueRecord], corruptMessages: Int = 0) {
        func counter(_ family: MetricFamily, _ dimensions: [(String, String)] = []) -> Counter {
            Counter(label: family.name, dimensions: dimensions, factory: registry)
        }
        self.registry = registry
        let instruments = queues.map { ($0.id, QueueInstruments(of: $0, in: registry)) }
        self.queues = Mutex(Dictionary(instruments) { first, _ in first })
        commits = counter(MetricTable.commits)
        commitDuration = Timer(label: MetricTable.commitDuration.name, factory: registry)
        syncDuration = Timer(label: MetricTable.syncDuration.name, factory: registry)
        batchSize = Recorder(label: MetricTable.batchSize.name, dimensions: [], aggregate: true, factory: registry)
        fullErrors = counter(MetricTable.storeErrors, [("kind", "full")])
        let fatalErrors = StoreError.Fault.allCases.map { fault in
            (fault, counter(MetricTable.storeErrors, [("kind", fault.rawValue)]))
        }
        self.fatalErrors = Dictionary(fatalErrors) { first, _ in first }
        self.corruptMessages = Meter(label: MetricTable.corruptMessages.name, factory: registry)
        self.corruptMessages.set(corruptMessages)
        refusedForSpace = counter(MetricTable.rejected, [("reason", "disk")])
    }

    /// Makes the registry that `ServiceMetrics` and its page expect.
    ///
    /// - Parameter queueLimit: how many queues have figures of their own; the others share `_other`.
    /// - Returns: a registry that knows all metrics which are counted, and has counted nothing.
    package static func makeRegistry(queueLimit: Int = 1000) -> PrometheusRegistry {
        PrometheusRegistry(families: MetricTable.counted, limiting: ["queue", "dlq"], to: queueLimit)
    }

    package func observe(_ event: ServiceEvent, at now: Instant) {
        switch event {
        case .queueCreated(let queue): _ = instruments(of: queue)
        case .queueChanged, .visibilityChanged: break
        case .queueDeleted(let queue): forget(queue)
        case .purged(let queue, let count): instruments(of: queue).purged.increment(by: count)
        case .sent(let queue, let messages, let records): instruments(of: queue).sent(messages, records)
        case .received(let queue, let messages, by: _): instruments(of: queue).received(messages)
        case .receivedNothing(let queue, by: _): instruments(of: queue).emptyReceives.increment()
        case .deleted(let queue, let handles, _): instruments(of: queue).deleted(handles, at: now)
        case .deadLettered(let source, let target, let count):
            let dimensions = [("queue", instruments(of: source).label), ("dlq", label(of: target))]
            add(count, to: MetricTable.deadLettered, dimensions)
        case .redriven(let source, to: _, let count): instruments(of: source)?.redriven.increment(by: count)
        case .operated(let queue, .delete, let messages, _):
            instruments(of: queue).deleted.increment(by: messages.count)
        case .operated: break
        case .restored(let queue, let count):
            add(count, to: MetricTable.restored, [("queue", instruments(of: queue).label)])
        case .expired(let queue, let count): instruments(of: queue)?.expired.increment(by: count)
        case .quarantined(let queue):
            corruptMessages.increment()
            add(1, to: MetricTable.quarantined, [("queue", instruments(of: queue).label)])
        }
    }

    /// A call was refused because the disk is full.
    package func callWasRefusedForSpace() { refusedForSpace.increment() }

    // MARK: The store

    package func committed(commands: Int, in time: Duration) {
        commits.increment()
        batchSize.record(commands)
        commitDuration.recordNanoseconds(time.nanoseconds)
    }

    package func synced(in time: Duration) { syncDuration.recordNanoseconds(time.nanoseconds) }

    package func failed(_ error: StoreError) {
        switch error {
        case .full: fullErrors.increment()
        case .failed(_, let fault): fatalErrors[fault]?.increment()
        case .closed: break
        }
    }

    /// Comes as an event of the service, too, and is counted there.
    package func expired(_ counts: [QueueID: Int]) {}
}

extension ServiceMetrics {
    /// The label under which a queue's figures stand; `nil` where it has none of its own.
    func ownLabels(of queue: QueueID) -> MetricLabels? {
        guard let instruments = instruments(of: queue), instruments.label != PrometheusRegistry.other else {
            return nil
        }
        return instruments.labels
    }

    private func instruments(of queue: QueueRecord) -> QueueInstruments {
        queues.withLock { queues in
            if let known = queues[queue.id] { return known }
            let made = QueueInstruments(of: queue, in: registry)
            queues[queue.id] = made
            return made
        }
    }

    /// - Returns: `nil` for a queue that is gone.
    private func instruments(of queue: QueueID) -> QueueInstruments? { queues.withLock { $0[queue] } }

    private func label(of queue: QueueID) -> String { instruments(of: queue)?.label ?? PrometheusRegistry.other }

    private func forget(_ queue: QueueRecord) {
        guard let gone = queues.withLock({ $0.removeValue(forKey: queue.id) }) else { return }
        registry.forget(gone.label)
    }

    /// Counts what happens seldom: its series are made when it does.
    private func add(_ count: Int, to family: MetricFamily, _ dimensions: [(String, String)]) {
        Counter(label: family.name, dimensions: dimensions, factory: registry).increment(by: count)
    }
}

extension Duration {
    /// - Returns: whole nanoseconds, at most what fits.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return isTooLarge ? .max : whole + attoseconds / 1_000_000_000
    }
}
