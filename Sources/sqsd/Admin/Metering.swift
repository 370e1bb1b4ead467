import AdminAPI
import AdminServer
import PrometheusText
import QueueService
import QueueStore
import SQLite
import SQLiteStore

/// What is counted while the daemon runs, and where.
struct Metering: Sendable {
    let registry: PrometheusRegistry
    let service: ServiceMetrics
    let requests: RequestMetrics

    /// - Parameters:
    ///   - opened: what the store has brought with it.
    ///   - queueLimit: how many queues have figures of their own.
    init(_ opened: StoreWriter.Opened, queueLimit: Int) {
        registry = ServiceMetrics.makeRegistry(queueLimit: queueLimit)
        service = ServiceMetrics(
            registry: registry,
            queues: opened.queues,
            corruptMessages: opened.corruptMessages
        )
        requests = RequestMetrics(registry: registry)
    }

    /// Counts what the service tells operators.
    func note(_ event: QueueService.Event) {
        if case .storeIsFull = event { service.callWasRefusedForSpace() }
    }
}

extension Daemon {
    /// The page of all figures.
    func metricsPage(_ rooms: Rooms, operating: any QueueOperating, directory: String?) -> MetricsPage {
        var figures = DaemonFigures(
            version: Version.text,
            swift: Compiler.swift,
            sqlite: Connection.libraryVersion,
            startedAt: rooms.clock.now
        )
        figures.dataDirectory = directory
        figures.diskFreeLimit = configuration.minimumFreeBytes
        figures.storeFiles = [("db", DataFile.database), ("wal", DataFile.log)].compactMap { label, name in
            directory.map { DaemonFigures.StoreFile(label: label, path: "\($0)/\(name)") }
        }
        figures.connections = { [whereabouts = rooms.whereabouts] in
            let open = whereabouts.connections
            // Counted one after the other, while calls begin and end.
            let active = min(open, whereabouts.activeConnections)
            return [("active", active), ("idle", open - active)].map { .init(state: $0, count: $1) }
        }
        figures.isReady = { [readiness = rooms.readiness] in await readiness.report().status == "ok" }
        figures.isDraining = { [readiness = rooms.readiness] in readiness.phase == .draining }
        return MetricsPage(
            registry: rooms.metering.registry,
            metrics: rooms.metering.service,
            operating: operating,
            clock: rooms.clock,
            daemon: figures
        )
    }
}
