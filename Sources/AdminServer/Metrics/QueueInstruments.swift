internal import Metrics
internal import PrometheusText
internal import QueueStore
internal import SQSModel

/// What is measured of one queue: looked up once, then each measurement is a few atomic additions.
///
/// Queues that share the label `_other` share the series behind it.
final class QueueInstruments: Sendable {
    let label: String
    /// The label as it is written.
    let labels: MetricLabels
    let sent: Counter
    let received: Counter
    let redelivered: Counter
    let deleted: Counter
    let deduplicated: Counter
    let expired: Counter
    let redriven: Counter
    let purged: Counter
    let emptyReceives: Counter
    let size: Recorder
    let wait: Timer
    let processing: Timer

    init(of queue: QueueRecord, in registry: PrometheusRegistry) {
        let label = registry.place(for: queue.label)
        let dimensions = [("queue", label)]
        func counter(_ family: MetricFamily) -> Counter {
            Counter(label: family.name, dimensions: dimensions, factory: registry)
        }
        self.label = label
        labels = MetricLabels([("queue", label)])
        sent = counter(MetricTable.sent)
        received = counter(MetricTable.received)
        redelivered = counter(MetricTable.redelivered)
        deleted = counter(MetricTable.deleted)
        deduplicated = counter(MetricTable.deduplicated)
        expired = counter(MetricTable.expired)
        redriven = counter(MetricTable.redriven)
        purged = counter(MetricTable.purged)
        emptyReceives = counter(MetricTable.emptyReceives)
        size = Recorder(label: MetricTable.size.name, dimensions: dimensions, aggregate: true, factory: registry)
        wait = Timer(label: MetricTable.wait.name, dimensions: dimensions, factory: registry)
        processing = Timer(label: MetricTable.processing.name, dimensions: dimensions, factory: registry)
    }

    func sent(_ messages: [NewMessage], _ records: [SentRecord]) {
        var stored = 0
        for (message, record) in zip(messages, records) where !record.isDuplicate {
            stored += 1
            size.record(message.bytes)
        }
        if stored > 0 { sent.increment(by: stored) }
        if stored < records.count { deduplicated.increment(by: records.count - stored) }
    }

    func received(_ messages: [ReceivedMessage]) {
        var again = 0
        for message in messages {
            if message.receiveCount > 1 {
                again += 1
            } else {
                wait.record(from: message.sentAt, to: message.firstReceivedAt)
            }
        }
        received.increment(by: messages.count)
        if again > 0 { redelivered.increment(by: again) }
    }

    func deleted(_ handles: [ReceiptHandle], at now: Instant) {
        for handle in handles { processing.record(from: handle.receivedAt, to: now) }
        deleted.increment(by: handles.count)
    }
}

extension Timer {
    /// A stretch of time; one that seems to run backwards, as after a change of the clock between two runs, is none.
    fileprivate func record(from start: Instant, to end: Instant) {
        recordMilliseconds(max(0, end.milliseconds - start.milliseconds))
    }
}

extension QueueRecord {
    /// How a queue is called in labels: by its name, or where another region or account may have one of that name, its
    /// ARN.
    var label: String {
        address.region == .default && address.account == .default ? "\(address.name)" : address.arn
    }
}
