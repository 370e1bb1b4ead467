package import SQSModel

/// A queue's number inside the store, never given to another queue.
package struct QueueID: Hashable, Comparable, Sendable {
    package let number: Int64

    package init(_ number: Int64) { self.number = number }

    package static func < (left: QueueID, right: QueueID) -> Bool { left.number < right.number }
}

/// A message's place in the order of arrival, over all queues and restarts; never used twice.
package struct MessageSequence: Hashable, Comparable, Sendable {
    package let number: Int64

    package init(_ number: Int64) { self.number = number }

    package static func < (left: MessageSequence, right: MessageSequence) -> Bool { left.number < right.number }
}

/// All that is known of a queue but its messages.
package struct QueueRecord: Hashable, Sendable {
    package let id: QueueID
    package let address: QueueAddress
    package var attributes: QueueAttributes
    package var tags: [String: String]
    /// Over what deduplication ids are unique: what the attribute said when the queue was made.
    ///
    /// AWS was seen to keep to it whatever the attribute says later.
    package let deduplicationScope: DeduplicationScope
    package let createdAt: Instant
    /// Moves with each change of attributes.
    package var modifiedAt: Instant
    package var purgedAt: Instant?

    package init(
        id: QueueID,
        address: QueueAddress,
        attributes: QueueAttributes,
        tags: [String: String],
        deduplicationScope: DeduplicationScope? = nil,
        createdAt: Instant,
        modifiedAt: Instant,
        purgedAt: Instant? = nil
    ) {
        self.id = id
        self.address = address
        self.attributes = attributes
        self.tags = tags
        self.deduplicationScope = deduplicationScope ?? attributes.fifo?.deduplicationScope ?? .queue
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.purgedAt = purgedAt
    }
}

/// How many messages a queue holds, by state (section 7).
package struct MessageCounts: Hashable, Sendable {
    package var visible: Int
    package var inFlight: Int
    package var delayed: Int

    package init(visible: Int = 0, inFlight: Int = 0, delayed: Int = 0) {
        self.visible = visible
        self.inFlight = inFlight
        self.delayed = delayed
    }
}
