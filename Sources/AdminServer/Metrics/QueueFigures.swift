internal import PrometheusText
internal import QueueService
internal import QueueStore
internal import SQSModel

/// What is told of the queues that have figures of their own, at one moment.
struct QueueFigures {
    private static let recentSeconds: Int64 = 300

    private struct Row {
        let labels: MetricLabels
        let overview: QueueOverview
        let deadLetterSources: Int
        let consumers: Int
    }

    private let now: Instant
    private var rows: [Row] = []
    private(set) var count = 0
    private(set) var longPolls = 0

    /// Asks for each queue's figures, which costs no look at messages where they are known from a moment ago.
    static func gather(
        from operating: any QueueOperating,
        metrics: ServiceMetrics,
        at now: Instant
    ) async -> QueueFigures {
        let queues = operating.queues()
        let sources = Dictionary(
            queues.compactMap { $0.attributes.redrivePolicy?.deadLetterTargetArn }.map { ($0, 1) },
            uniquingKeysWith: +
        )
        let recently = now.adding(milliseconds: -recentSeconds * 1000)
        var consumers: [QueueID: Int] = [:]
        for client in operating.clients() where client.lastSeen >= recently {
            for queue in client.queues { consumers[queue, default: 0] += 1 }
        }
        var figures = QueueFigures(now: now)
        figures.count = queues.count
        for queue in queues {
            let waiting = operating.longPolls(at: queue)
            figures.longPolls += waiting
            guard let labels = metrics.ownLabels(of: queue.id) else { continue }
            // A queue that was deleted since has no figures; a store that fails tells so in its own.
            guard let overview = try? await operating.overview(of: queue) else { continue }
            figures.rows.append(
                Row(
                    labels: labels,
                    overview: overview,
                    deadLetterSources: sources[queue.address.arn] ?? 0,
                    consumers: max(waiting, consumers[queue.id] ?? 0)
                )
            )
        }
        return figures
    }

    private init(now: Instant) { self.now = now }

    func write(to writer: inout ExpositionWriter) {
        func write(_ family: MetricFamily, _ value: (Row) -> Double?) {
            writer.write(family, rows.compactMap { row in value(row).map { MetricSample($0, row.labels) } })
        }
        write(MetricTable.visible) { Double($0.overview.counts.visible) }
        write(MetricTable.inFlight) { Double($0.overview.counts.inFlight) }
        write(MetricTable.delayed) { Double($0.overview.counts.delayed) }
        write(MetricTable.bytes) { Double($0.overview.bytes) }
        write(MetricTable.oldestAge) { row in
            row.overview.oldestStoredAt.map { max(0, now.seconds(since: $0)) } ?? 0
        }
        write(MetricTable.heldBackGroups) { $0.overview.groupsHeldBack.map(Double.init) }
        write(MetricTable.deadLetterSources) { $0.deadLetterSources > 0 ? Double($0.deadLetterSources) : nil }
        write(MetricTable.consumers) { Double($0.consumers) }
    }
}
