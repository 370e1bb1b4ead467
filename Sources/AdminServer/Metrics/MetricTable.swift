package import PrometheusText

/// All metrics of the daemon; dashboards and alert rules use no others.
package enum MetricTable {
    package static let all: [MetricFamily] = counted + read

    /// Those that are counted as things happen.
    static let counted: [MetricFamily] = messages + requests + store
    /// Those that are read when somebody asks.
    static let read: [MetricFamily] = queues + daemon + process

    // MARK: What happens to messages

    static let sent = MetricFamily(
        "sqsd_messages_sent_total",
        .counter,
        help: "Messages that were sent to a queue and stored, duplicates not among them."
    )
    static let received = MetricFamily(
        "sqsd_messages_received_total",
        .counter,
        help: "Messages that were given to receivers, each time counted."
    )
    static let redelivered = MetricFamily(
        "sqsd_messages_redelivered_total",
        .counter,
        help: "Messages that were given to receivers, and not for the first time."
    )
    static let deleted = MetricFamily(
        "sqsd_messages_deleted_total",
        .counter,
        help: "Messages that receivers or operators have deleted."
    )
    static let deduplicated = MetricFamily(
        "sqsd_messages_deduplicated_total",
        .counter,
        help: "Messages that were not stored, as they repeat one of the last five minutes."
    )
    static let expired = MetricFamily(
        "sqsd_messages_expired_total",
        .counter,
        help: "Messages that were removed at the end of the queue's retention period."
    )
    static let deadLettered = MetricFamily(
        "sqsd_messages_dead_lettered_total",
        .counter,
        help: "Messages that went to a dead-letter queue, having been received too often."
    )
    static let redriven = MetricFamily(
        "sqsd_messages_redriven_total",
        .counter,
        help: "Messages that a move task or an operator has moved out of a queue."
    )
    static let restored = MetricFamily(
        "sqsd_messages_restored_total",
        .counter,
        help: "Messages that an import has put into a queue."
    )
    static let quarantined = MetricFamily(
        "sqsd_messages_quarantined_total",
        .counter,
        help: "Messages that were set aside because their body no longer matches its MD5."
    )
    static let purged = MetricFamily(
        "sqsd_messages_purged_total",
        .counter,
        help: "Messages that PurgeQueue has removed; those that operators select and delete are among the deleted."
    )
    static let emptyReceives = MetricFamily(
        "sqsd_empty_receives_total",
        .counter,
        help: "Receives that ended without a message, at once or after waiting."
    )
    static let size = MetricFamily(
        "sqsd_message_size_bytes",
        .histogram([256, 1024, 4096, 16384, 65536, 262_144, 1_048_576]),
        help: "Size of messages that were sent, body and attributes."
    )
    static let wait = MetricFamily(
        "sqsd_message_wait_seconds",
        .histogram([0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 21600]),
        help: "From when a message was sent to its first receive, its delay included."
    )
    static let processing = MetricFamily(
        "sqsd_message_process_seconds",
        .histogram([0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 21600]),
        help: "From a receive of a message to its deletion by that receiver."
    )

    private static let messages = [
        sent, received, redelivered, deleted, deduplicated, expired, deadLettered, redriven, restored, quarantined,
        purged, emptyReceives, size, wait, processing,
    ]

    // MARK: What callers ask

    static let calls = MetricFamily(
        "sqsd_requests_total",
        .counter,
        help: "Calls that were answered, by action, protocol and error code (OK where there is none)."
    )
    static let callDuration = MetricFamily(
        "sqsd_request_duration_seconds",
        .histogram([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]),
        help: "From when a call was complete to its answer; long polls with their wait."
    )
    static let rejected = MetricFamily(
        "sqsd_rejected_total",
        .counter,
        help: "Requests that were turned away, by reason: at the door, or because the disk is full."
    )

    private static let requests = [calls, callDuration, rejected]

    // MARK: What the store does

    static let commits = MetricFamily(
        "sqsd_store_commits_total",
        .counter,
        help: "Transactions of the store that succeeded."
    )
    static let commitDuration = MetricFamily(
        "sqsd_store_commit_seconds",
        diskTimes,
        help: "How long a transaction took, the wait for the disk included."
    )
    static let syncDuration = MetricFamily(
        "sqsd_store_sync_seconds",
        diskTimes,
        help: "How long the disk took to confirm what was written to the database or its log."
    )
    static let batchSize = MetricFamily(
        "sqsd_store_batch_size",
        .histogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]),
        help: "Commands that shared a transaction."
    )
    static let storeErrors = MetricFamily(
        "sqsd_store_errors_total",
        .counter,
        help: "Transactions that failed: full, as the disk is; io, corrupt or busy, after which the daemon ends."
    )

    static let corruptMessages = MetricFamily(
        "sqsd_corrupt_messages",
        .gauge,
        help: "Messages that are set aside because their body no longer matches its MD5, in this run or before."
    )

    /// From what a disk's own memory takes to a disk that cannot keep up.
    private static let diskTimes = MetricFamily.Kind.histogram([
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
    ])

    private static let store = [commits, commitDuration, syncDuration, batchSize, storeErrors, corruptMessages]
}
