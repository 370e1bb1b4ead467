internal import PrometheusText

/// What is read when somebody asks.
extension MetricTable {
    // MARK: Queues

    static let visible = gauge("sqsd_queue_messages_visible", "Messages that can be received.")
    static let inFlight = gauge("sqsd_queue_messages_inflight", "Messages that receivers hold.")
    static let delayed = gauge("sqsd_queue_messages_delayed", "Messages that are not shown yet.")
    static let bytes = gauge(
        "sqsd_queue_bytes",
        "Size of the queue's messages, whatever their state, body and attributes."
    )
    static let oldestAge = gauge(
        "sqsd_queue_oldest_message_age_seconds",
        "Time since the oldest message came into the queue; 0 where there is none."
    )
    static let heldBackGroups = gauge(
        "sqsd_queue_inflight_groups",
        "Message groups of a FIFO queue whose first message is hidden."
    )
    static let deadLetterSources = gauge(
        "sqsd_queue_dead_letter_sources",
        "Queues whose dead letters go to this one; only where there are any."
    )
    static let consumers = gauge(
        "sqsd_consumers",
        "Clients that have received from the queue in the last five minutes, or wait for its messages."
    )

    static let queues = [visible, inFlight, delayed, bytes, oldestAge, heldBackGroups, deadLetterSources, consumers]

    // MARK: The daemon

    static let longPolls = gauge("sqsd_long_polls", "Receives that wait for messages.")
    static let connections = gauge(
        "sqsd_connections",
        "Connections that are open to the API of SQS: active while a call is carried out or waits, else idle."
    )
    static let queueCount = gauge("sqsd_queues", "Queues that there are.")
    static let storeBytes = gauge("sqsd_store_bytes", "Size of the store's files: db, and wal for its log.")
    static let diskFree = gauge("sqsd_disk_free_bytes", "Space of the data directory's disk that the daemon can use.")
    static let diskSize = gauge("sqsd_disk_size_bytes", "Size of the data directory's disk.")
    static let diskFreeLimit = gauge(
        "sqsd_disk_free_limit_bytes",
        "Free space below which the daemon says that it is not ready; 0 for never."
    )
    static let ready = gauge("sqsd_ready", "1 while calls are taken and the store answers, else 0.")
    static let draining = gauge("sqsd_draining", "1 while the daemon is ending, else 0.")
    static let startTime = gauge("sqsd_start_time_seconds", "When the daemon started, in seconds since 1970.")
    static let buildInfo = gauge("sqsd_build_info", "1, with the versions of what runs as its labels.")

    static let daemon = [
        longPolls, connections, queueCount, storeBytes, diskFree, diskSize, diskFreeLimit, ready, draining, startTime,
        buildInfo,
    ]

    // MARK: The process, under the names that all exporters use

    static let cpu = MetricFamily(
        "process_cpu_seconds_total",
        .counter,
        help: "Time of processors that the process has used, its own and the system's for it."
    )
    static let residentMemory = gauge("process_resident_memory_bytes", "Memory of the process that is in RAM.")
    static let virtualMemory = gauge("process_virtual_memory_bytes", "Memory that the process has mapped.")
    static let openFiles = gauge("process_open_fds", "Files and connections that the process has open.")
    static let mostOpenFiles = gauge("process_max_fds", "Files and connections that it may have open.")
    static let threads = gauge("process_threads", "Threads of the process.")

    static let process = [cpu, residentMemory, virtualMemory, openFiles, mostOpenFiles, threads]

    private static func gauge(_ name: String, _ help: String) -> MetricFamily {
        MetricFamily(name, .gauge, help: help)
    }
}
