internal import AdminAPI
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

/// The queues that send their dead letters to others.
struct DeadLetterSources {
    private let names: [QueueAddress: [String]]

    init(_ queues: [QueueRecord]) {
        var names: [QueueAddress: [String]] = [:]
        for queue in queues {
            guard let policy = queue.attributes.redrivePolicy,
                let target = QueueAddress(arn: policy.deadLetterTargetArn)
            else { continue }
            names[target, default: []].append(queue.address.name.text)
        }
        self.names = names.mapValues { $0.sorted() }
    }

    func names(for queue: QueueRecord) -> [String] { names[queue.address] ?? [] }
}

extension QueueSummary {
    init(
        _ queue: QueueRecord,
        _ overview: QueueOverview,
        activity: ActivityRecord,
        sources: [String],
        longPolls: Int,
        now: Instant
    ) {
        let policy = queue.attributes.redrivePolicy
        self.init(
            queueName: queue.address.name.text,
            queueArn: queue.address.arn,
            region: queue.address.region.text,
            account: queue.address.account.text,
            isFifo: queue.attributes.isFIFO,
            approximateNumberOfMessages: overview.counts.visible,
            approximateNumberOfMessagesNotVisible: overview.counts.inFlight,
            approximateNumberOfMessagesDelayed: overview.counts.delayed,
            bytes: overview.bytes,
            approximateAgeOfOldestMessage: overview.oldestStoredAt.map { max(0, now.seconds(since: $0)) },
            rates: QueueRates(
                sent: activity.sentPerSecond,
                received: activity.receivedPerSecond,
                deleted: activity.deletedPerSecond
            ),
            deadLetterQueue: policy.map {
                QueueAddress(arn: $0.deadLetterTargetArn)?.name.text ?? $0.deadLetterTargetArn
            },
            maxReceiveCount: policy?.maxReceiveCount,
            deadLetterSources: sources,
            longPolls: longPolls
        )
    }
}

extension QueueTotals {
    init(_ totals: ActivityRecord.Totals) {
        self.init()
        sent = totals.sent
        received = totals.received
        redelivered = totals.redelivered
        deleted = totals.deleted
        deduplicated = totals.deduplicated
        deadLettered = totals.deadLettered
        redriven = totals.redriven
        expired = totals.expired
        purged = totals.purged
        emptyReceives = totals.emptyReceives
    }
}

extension ActivityStep {
    init(_ step: ActivityRecord.Step) {
        self.init(
            startedAt: Date(step.start),
            sent: step.sent,
            received: step.received,
            deleted: step.deleted,
            emptyReceives: step.emptyReceives
        )
    }
}
