package import Foundation

/// A queue in a list.
package struct QueueSummary: Codable, Hashable, Sendable {
    package var queueName: String
    package var queueArn: String
    package var region: String
    package var account: String
    package var isFifo: Bool
    /// Visible, also those that wait behind another message of their group (FIF-7).
    package var approximateNumberOfMessages: Int
    package var approximateNumberOfMessagesNotVisible: Int
    package var approximateNumberOfMessagesDelayed: Int
    /// Of all these messages together: their bodies and attributes.
    package var bytes: Int
    /// Seconds since the oldest message came into this queue; `nil` where there is none.
    package var approximateAgeOfOldestMessage: Double?
    package var rates: QueueRates
    /// Where its dead letters go.
    package var deadLetterQueue: String?
    package var maxReceiveCount: Int?
    /// Queues whose dead letters come here, by name.
    package var deadLetterSources: [String]
    /// Receives that wait for its messages.
    package var longPolls: Int

    package init(
        queueName: String,
        queueArn: String,
        region: String,
        account: String,
        isFifo: Bool,
        approximateNumberOfMessages: Int,
        approximateNumberOfMessagesNotVisible: Int,
        approximateNumberOfMessagesDelayed: Int,
        bytes: Int = 0,
        approximateAgeOfOldestMessage: Double?,
        rates: QueueRates,
        deadLetterQueue: String?,
        maxReceiveCount: Int?,
        deadLetterSources: [String],
        longPolls: Int
    ) {
        self.queueName = queueName
        self.queueArn = queueArn
        self.region = region
        self.account = account
        self.isFifo = isFifo
        self.approximateNumberOfMessages = approximateNumberOfMessages
        self.approximateNumberOfMessagesNotVisible = approximateNumberOfMessagesNotVisible
        self.approximateNumberOfMessagesDelayed = approximateNumberOfMessagesDelayed
        self.bytes = bytes
        self.approximateAgeOfOldestMessage = approximateAgeOfOldestMessage
        self.rates = rates
        self.deadLetterQueue = deadLetterQueue
        self.maxReceiveCount = maxReceiveCount
        self.deadLetterSources = deadLetterSources
        self.longPolls = longPolls
    }
}

/// Messages per second over the last ten seconds.
package struct QueueRates: Codable, Hashable, Sendable {
    package var sent: Double
    package var received: Double
    package var deleted: Double

    package init(sent: Double = 0, received: Double = 0, deleted: Double = 0) {
        self.sent = sent
        self.received = received
        self.deleted = deleted
    }
}

package struct QueueList: Codable, Hashable, Sendable {
    package var queues: [QueueSummary]
    /// What to give as `after` for the rest; `nil` at the end.
    package var next: String?

    package init(queues: [QueueSummary], next: String? = nil) {
        self.queues = queues
        self.next = next
    }
}

/// All about one queue but its messages.
package struct QueueDetail: Codable, Hashable, Sendable {
    package var summary: QueueSummary
    /// As GetQueueAttributes gives them for `All`.
    package var attributes: [String: String]
    package var tags: [String: String]
    /// Message groups that have messages, and those of them that are held back at their first message; FIFO queues only.
    package var groups: Int?
    package var groupsHeldBack: Int?
    package var totals: QueueTotals

    package init(
        summary: QueueSummary,
        attributes: [String: String],
        tags: [String: String],
        groups: Int?,
        groupsHeldBack: Int?,
        totals: QueueTotals
    ) {
        self.summary = summary
        self.attributes = attributes
        self.tags = tags
        self.groups = groups
        self.groupsHeldBack = groupsHeldBack
        self.totals = totals
    }
}

/// Counters of a queue since the daemon started.
package struct QueueTotals: Codable, Hashable, Sendable {
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

/// What happened in a queue over some time, in steps of equal length, the oldest first.
package struct QueueActivity: Codable, Hashable, Sendable {
    package var queueName: String
    package var stepSeconds: Int
    package var steps: [ActivityStep]

    package init(queueName: String, stepSeconds: Int, steps: [ActivityStep]) {
        self.queueName = queueName
        self.stepSeconds = stepSeconds
        self.steps = steps
    }
}

package struct ActivityStep: Codable, Hashable, Sendable {
    package var startedAt: Date
    package var sent: Int
    package var received: Int
    package var deleted: Int
    package var emptyReceives: Int

    package init(startedAt: Date, sent: Int, received: Int, deleted: Int, emptyReceives: Int) {
        self.startedAt = startedAt
        self.sent = sent
        self.received = received
        self.deleted = deleted
        self.emptyReceives = emptyReceives
    }
}
