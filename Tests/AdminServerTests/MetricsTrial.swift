import AdminServer
import PrometheusText
import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

/// The metrics of a daemon of which tests play the service.
final class MetricsTrial {
    let clock = ManualClock()
    let registry: PrometheusRegistry
    let metrics: ServiceMetrics

    init(queueLimit: Int = 1000, queues: [QueueRecord] = [], corruptMessages: Int = 0) {
        registry = ServiceMetrics.makeRegistry(queueLimit: queueLimit)
        metrics = ServiceMetrics(registry: registry, queues: queues, corruptMessages: corruptMessages)
    }

    func tell(_ event: ServiceEvent) { metrics.observe(event, at: clock.now) }

    /// The lines of what was counted, comments left out.
    var lines: Set<String> { Set(dataLines(String(decoding: registry.exposition(), as: UTF8.self))) }

    func page(_ operating: StubOperator, _ change: (inout DaemonFigures) -> Void = { _ in }) async -> [String] {
        var daemon = DaemonFigures(version: "1.2.3", swift: "6.3", sqlite: "3.40", startedAt: ManualClock.start)
        change(&daemon)
        let page = MetricsPage(
            registry: registry,
            metrics: metrics,
            operating: operating,
            clock: clock,
            daemon: daemon
        )
        return dataLines(String(decoding: await page.bytes(), as: UTF8.self))
    }
}

func dataLines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
}

/// A queue of the default region and account, unless told otherwise.
func queue(
    _ number: Int64,
    _ name: String,
    region: String = "us-east-1",
    deadLetters: String? = nil
) throws -> QueueRecord {
    let address = try #require(QueueAddress(arn: "arn:aws:sqs:\(region):000000000000:\(name)"))
    var attributes = QueueAttributes(isFIFO: name.hasSuffix(".fifo"))
    if let deadLetters {
        let arn = "arn:aws:sqs:us-east-1:000000000000:\(deadLetters)"
        let policy = #"{"deadLetterTargetArn":"\#(arn)","maxReceiveCount":3}"#
        attributes = try attributes.setting([TextEntry("RedrivePolicy", policy)])
    }
    return QueueRecord(
        id: QueueID(number),
        address: address,
        attributes: attributes,
        tags: [:],
        createdAt: ManualClock.start,
        modifiedAt: ManualClock.start
    )
}
