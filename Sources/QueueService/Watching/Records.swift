package import QueueStore
package import SQSModel

/// What happened in a queue since the daemon started.
package struct ActivityRecord: Hashable, Sendable {
    package struct Totals: Hashable, Sendable {
        package var sent = 0
        package var received = 0
        package var redelivered = 0
        /// By receivers, and by operators, who have selected them.
        package var deleted = 0
        package var deduplicated = 0
        package var deadLettered = 0
        package var redriven = 0
        package var expired = 0
        /// By PurgeQueue only.
        package var purged = 0
        package var emptyReceives = 0

        package init() {}
    }

    /// One step of the history.
    package struct Step: Hashable, Sendable {
        package let start: Instant
        package var sent = 0
        package var received = 0
        package var deleted = 0
        package var emptyReceives = 0

        package init(start: Instant) { self.start = start }
    }

    package var totals = Totals()
    /// Messages per second over the last ten whole seconds.
    package var sentPerSecond = 0.0
    package var receivedPerSecond = 0.0
    package var deletedPerSecond = 0.0
    /// The last minute in seconds, the oldest first.
    package var seconds: [Step] = []
    /// The last hour in minutes, the oldest first.
    package var minutes: [Step] = []

    package init() {}
}

/// Who received a message.
package struct HolderRecord: Hashable, Sendable {
    package let client: Client
    package let since: Instant

    package init(client: Client, since: Instant) {
        self.client = client
        self.since = since
    }
}

/// Somebody who receives messages.
package struct ClientRecord: Hashable, Sendable {
    package let client: Client
    package var queues: Set<QueueID>
    package var received: Int
    /// Messages that it has received and that were neither deleted nor shown again, as far as is known.
    package var holds: Int
    package var lastSeen: Instant

    package init(client: Client, queues: Set<QueueID>, received: Int, holds: Int, lastSeen: Instant) {
        self.client = client
        self.queues = queues
        self.received = received
        self.holds = holds
        self.lastSeen = lastSeen
    }
}

/// Events as they happen, for one reader.
package struct LiveFeed: AsyncSequence, Sendable {
    package enum Element: Sendable {
        case event(ServiceEvent, at: Instant)
        /// The reader was too slow: so many events were dropped.
        case missed(Int)
    }

    private let stream: AsyncStream<Element>

    init(_ stream: AsyncStream<Element>) { self.stream = stream }

    package func makeAsyncIterator() -> AsyncStream<Element>.Iterator { stream.makeAsyncIterator() }
}
