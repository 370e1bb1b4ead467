package import SQSModel

/// What an operator does with messages that he has named, whoever holds them.
package struct OperateCommand: Sendable {
    package let queue: QueueID
    /// In the order in which it is done.
    package let messages: [MessageSequence]
    package let deed: Deed
    /// Whether messages in flight are left to those who hold them.
    package let sparesInFlight: Bool

    package init(queue: QueueID, messages: [MessageSequence], deed: Deed, sparesInFlight: Bool) {
        if let newIds = deed.newIds {
            precondition(newIds.count == messages.count, "each message that is moved or copied gets an id of its own")
        }
        self.queue = queue
        self.messages = messages
        self.deed = deed
        self.sparesInFlight = sparesInFlight
    }

    package enum Deed: Sendable {
        /// Takes them out of the queue for good.
        case delete
        /// Lets those that are hidden be received at once; for others nothing changes.
        case release
        /// Puts them at the end of a queue as new messages: new id, new age, no receives (MV-6).
        ///
        /// Without a destination each returns to the queue that it came from as a dead letter (MV-3). There is an id for
        /// each message.
        case move(to: QueueID?, newIds: [MessageId])
        /// The same, and leaves them where they are.
        case copy(to: QueueID, newIds: [MessageId])
    }
}

extension OperateCommand.Deed {
    /// Where the messages go, if it is one queue for all of them.
    package var destination: QueueID? {
        switch self {
        case .delete, .release: nil
        case .move(let queue, _): queue
        case .copy(let queue, _): queue
        }
    }

    /// `nil` where messages keep their ids.
    package var newIds: [MessageId]? {
        switch self {
        case .delete, .release: nil
        case .move(_, let newIds), .copy(_, let newIds): newIds
        }
    }
}

extension OperateCommand {
    var needsSpace: Bool {
        switch deed {
        case .delete, .release: false
        case .move, .copy: true
        }
    }
}

/// What became of one of the messages.
package enum OperationOutcome: Hashable, Sendable {
    case done
    /// It is not in the queue any more.
    case gone
    /// It is in flight and was left there.
    case spared
    /// No queue is known to which it could return, or that queue is gone.
    case nowhereToGo
}

/// What became of all of them, one outcome per message in the same order.
package struct OperatedBatch: Sendable {
    package var outcomes: [OperationOutcome]
    /// When messages show that were released, moved or copied, by the queue that they are in now.
    package var arrivals: [QueueID: [Instant]]

    package init(outcomes: [OperationOutcome] = [], arrivals: [QueueID: [Instant]] = [:]) {
        self.outcomes = outcomes
        self.arrivals = arrivals
    }
}

/// A message that was exported and comes back as it was, under a new number and at the end of its queue.
package struct RestoredMessage: Hashable, Sendable {
    package var content: NewMessage
    package var sentAt: Instant
    package var storedAt: Instant
    package var visibleAt: Instant
    package var receiveCount: Int
    package var receivesElsewhere: Int
    package var firstReceivedAt: Instant?
    package var deadLetterSourceArn: String?

    package init(_ content: NewMessage, sentAt: Instant, storedAt: Instant, visibleAt: Instant) {
        self.content = content
        self.sentAt = sentAt
        self.storedAt = storedAt
        self.visibleAt = visibleAt
        receiveCount = 0
        receivesElsewhere = 0
    }
}
