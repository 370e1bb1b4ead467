import AdminAPI
import Foundation

extension Listing where Row == QueueSummary {
    /// What every list of queues begins with.
    static var depthColumns: [Column<QueueSummary>] {
        [
            Column("NAME", isKey: true) { .text($0.queueName) },
            Column("VISIBLE", isKey: true) { .count($0.approximateNumberOfMessages) },
            Column("IN FLIGHT") { .count($0.approximateNumberOfMessagesNotVisible) },
            Column("DELAYED") { .count($0.approximateNumberOfMessagesDelayed) },
            Column("OLDEST") { .duration(seconds: $0.approximateAgeOfOldestMessage) },
            Column("IN/S") { .rate($0.rates.sent) },
        ]
    }

    static var queues: Listing {
        Listing(
            name: \.queueName,
            columns: depthColumns + [
                Column("OUT/S") { .rate($0.rates.deleted) },
                Column("DEAD LETTERS", isSparse: true, style: { _ in .dim }) { .text($0.deadLetterQueue) },
                Column("SIZE", isWide: true) { .bytes($0.bytes) },
                Column("RECEIVED/S", isWide: true) { .rate($0.rates.received) },
                Column("MAX RECEIVES", isWide: true) { .count($0.maxReceiveCount) },
                Column("SOURCES", isWide: true) { .list($0.deadLetterSources) },
                Column("LONG POLLS", isWide: true) { .count($0.longPolls) },
                Column("FIFO", isWide: true) { .flag($0.isFifo) },
                Column("ARN", isWide: true) { .text($0.queueArn) },
            ]
        )
    }
}

extension Listing where Row == QueueDetail {
    static var queue: Listing {
        let figures: [Column<QueueDetail>] = [
            Column("NAME") { .text($0.summary.queueName) },
            Column("ARN") { .text($0.summary.queueArn) },
            Column("VISIBLE") { .count($0.summary.approximateNumberOfMessages) },
            Column("IN FLIGHT") { .count($0.summary.approximateNumberOfMessagesNotVisible) },
            Column("DELAYED") { .count($0.summary.approximateNumberOfMessagesDelayed) },
            Column("SIZE") { .bytes($0.summary.bytes) },
            Column("OLDEST") { .duration(seconds: $0.summary.approximateAgeOfOldestMessage) },
            Column("GROUPS", isSparse: true) { .count($0.groups) },
            Column("GROUPS HELD BACK", isSparse: true) { .count($0.groupsHeldBack) },
            Column("IN/S") { .rate($0.summary.rates.sent) },
            Column("RECEIVED/S") { .rate($0.summary.rates.received) },
            Column("OUT/S") { .rate($0.summary.rates.deleted) },
            Column("LONG POLLS") { .count($0.summary.longPolls) },
            Column("DEAD LETTERS") { .text($0.summary.deadLetterQueue) },
            Column("MAX RECEIVES", isSparse: true) { .count($0.summary.maxReceiveCount) },
            Column("SOURCES") { .list($0.summary.deadLetterSources) },
        ]
        return Listing(name: \.summary.queueName, columns: figures + settings + totals)
    }

    private static var settings: [Column<QueueDetail>] {
        [
            Column("VISIBILITY TIMEOUT") { $0.seconds("VisibilityTimeout") },
            Column("DELAY") { $0.seconds("DelaySeconds") },
            Column("RETENTION") { $0.seconds("MessageRetentionPeriod") },
            Column("WAIT TIME") { $0.seconds("ReceiveMessageWaitTimeSeconds") },
            Column("MAXIMUM SIZE") { .bytes($0.attributes["MaximumMessageSize"].flatMap { Int($0) }) },
            Column("DEDUPLICATION", isSparse: true) { $0.deduplication },
            Column("CREATED") { $0.time("CreatedTimestamp") },
            Column("MODIFIED") { $0.time("LastModifiedTimestamp") },
            Column("TAGS") { .list($0.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) },
            Column("POLICY", isWide: true) { .text($0.attributes["Policy"]) },
        ]
    }

    private static var totals: [Column<QueueDetail>] {
        [
            Column("SENT") { .count($0.totals.sent) },
            Column("RECEIVED") { .count($0.totals.received) },
            Column("RECEIVED AGAIN") { .count($0.totals.redelivered) },
            Column("DELETED") { .count($0.totals.deleted) },
            Column("DEAD LETTERED") { .count($0.totals.deadLettered) },
            Column("DEDUPLICATED", isWide: true) { .count($0.totals.deduplicated) },
            Column("REDRIVEN", isWide: true) { .count($0.totals.redriven) },
            Column("EXPIRED", isWide: true) { .count($0.totals.expired) },
            Column("PURGED", isWide: true) { .count($0.totals.purged) },
            Column("EMPTY RECEIVES", isWide: true) { .count($0.totals.emptyReceives) },
        ]
    }
}

extension QueueDetail {
    fileprivate func seconds(_ attribute: String) -> Cell {
        .duration(seconds: attributes[attribute].flatMap { Double($0) })
    }

    fileprivate func time(_ attribute: String) -> Cell {
        .time(attributes[attribute].flatMap { Double($0) }.map { Date(timeIntervalSince1970: $0) })
    }

    fileprivate var deduplication: Cell {
        guard summary.isFifo else { return .nothing }
        let scope = attributes["DeduplicationScope"] ?? "queue"
        return .text(
            attributes["ContentBasedDeduplication"] == "true" ? "by content, per \(scope)" : "by id, per \(scope)"
        )
    }
}
