package import SQSModel

/// What else can be asked of a queue, besides counts and pages of messages; nothing is touched by it.
package enum Inquiry: Hashable, Sendable {
    case overview
    /// One message by its number, in no time.
    case message(MessageSequence)
    /// One message by its id, which no index knows: looks at a slice of the queue and says where to go on.
    case search(MessageId, after: MessageSequence?)
    /// Message groups that have messages, by name.
    case groups(after: String?, limit: Int)
    /// What messages are called, by their numbers, in no time.
    case messageIds([MessageSequence])
}

/// The answer to an inquiry.
package enum Finding: Hashable, Sendable {
    case overview(QueueOverview)
    /// Of `message`: `nil` where it is not in the queue.
    case message(PeekedMessage?)
    /// Of `search`: what was found, or else where to go on, `nil` at the end.
    case searched(PeekedMessage?, next: MessageSequence?)
    /// Of `groups`: with the name to go on after, `nil` at the end.
    case groups([GroupRecord], next: String?)
    /// Of `messageIds`: of those that are in the queue, expired ones perhaps among them.
    case messageIds([MessageSequence: MessageId])
}

/// The figures of a queue at one moment.
package struct QueueOverview: Hashable, Sendable {
    package var counts: MessageCounts
    /// Of all its messages: their bodies and attributes.
    package var bytes: Int
    /// When its oldest message came into it.
    package var oldestStoredAt: Instant?
    /// FIFO: groups that have messages, and those of them whose first message is hidden; messages that have expired count
    /// here until they are removed.
    package var groups: Int?
    package var groupsHeldBack: Int?

    package init(
        counts: MessageCounts,
        bytes: Int = 0,
        oldestStoredAt: Instant? = nil,
        groups: Int? = nil,
        groupsHeldBack: Int? = nil
    ) {
        self.counts = counts
        self.bytes = bytes
        self.oldestStoredAt = oldestStoredAt
        self.groups = groups
        self.groupsHeldBack = groupsHeldBack
    }
}

/// A message group of a queue that has messages; of a FIFO queue, or of a standard one that is used fairly.
package struct GroupRecord: Hashable, Sendable {
    package var name: String
    package var messages: Int
    /// FIFO: the first message, which holds back the others where it is hidden.
    package var head: PeekedMessage?

    package init(name: String, messages: Int, head: PeekedMessage?) {
        self.name = name
        self.messages = messages
        self.head = head
    }
}
