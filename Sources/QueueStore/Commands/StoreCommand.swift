package import SQSModel

/// One verb of a queue with its values.
package enum StoreCommand: Sendable {
    case createQueue(QueueDefinition)
    case updateQueue(QueueID, QueueUpdate)
    case deleteQueue(QueueID)
    /// Removes all messages; refused within `quietSeconds` of the last time (PQ-2), never when that is 0.
    case purgeQueue(QueueID, quietSeconds: Int)
    case send(SendCommand)
    case receive(ReceiveCommand)
    case delete(QueueID, [ReceiptHandle])
    case changeVisibility(QueueID, [VisibilityChange])
    /// Begins a move task; refused with K-BUSY while the source has a running one.
    case startMove(MoveDefinition)
    /// Moves a slice of a running task's messages: at most as many as there are ids for them.
    case moveMessages(MoveTask.ID, newIds: [MessageId])
    /// Ends a task of this source; refused with K-TASK unless it runs.
    case cancelMove(MoveTask.ID, source: QueueID)
    /// A read: the latest tasks of a source, newest first.
    case listMoves(QueueID, limit: Int)
    /// A read, for stores without readers.
    case count(QueueID)
    /// A read, for stores without readers: messages as they are, none of them touched.
    case peek(QueueID, PageRequest)
    /// Takes a message out of its queue whose content is damaged, and keeps it aside.
    case quarantine(QueueID, MessageSequence)
    /// An operator's hand on messages that he has named.
    case operate(OperateCommand)
    /// Puts exported messages back.
    case restore(QueueID, [RestoredMessage])
    /// A read, for stores without readers.
    case inquire(QueueID, Inquiry)
}

extension StoreCommand {
    /// Whether the command leaves more in the store than there was.
    package var needsSpace: Bool {
        switch self {
        case .createQueue, .updateQueue, .send, .startMove, .moveMessages, .restore: true
        case .operate(let command): command.needsSpace
        case .deleteQueue, .purgeQueue, .receive, .delete, .changeVisibility, .cancelMove, .listMoves, .count, .peek,
            .quarantine, .inquire:
            false
        }
    }
}

/// What a command did.
///
/// A command that is refused changed nothing.
package enum Outcome: Sendable {
    case refused(SQSError)
    /// Of `createQueue` and `updateQueue`.
    case queue(QueueRecord)
    /// Of `deleteQueue` and `quarantine`.
    case done
    /// Of `purgeQueue`: how many messages were removed, those included that had expired and were still there.
    case purged(Int)
    case sent([SentRecord])
    case received(ReceivedBatch)
    /// Of `delete` and `changeVisibility`, one per handle.
    case handled([HandleOutcome])
    case counted(MessageCounts)
    /// Of `peek`.
    case peeked(MessagePage)
    /// Of `startMove`, `moveMessages` and `cancelMove`.
    case moving(MoveProgress)
    /// Of `listMoves`.
    case moves([MoveTask])
    /// Of `operate`.
    case operated(OperatedBatch)
    /// Of `restore`: when each of the messages shows.
    case restored([Instant])
    /// Of `inquire`.
    case found(Finding)
}

/// A queue that is to exist.
package struct QueueDefinition: Sendable {
    package let address: QueueAddress
    /// As the caller gave them.
    package let attributes: [TextEntry]
    package let tags: [TextEntry]
    /// How long a deleted queue's name stays blocked (CQ-6); 0 for not at all.
    package let quietSeconds: Int

    package init(address: QueueAddress, attributes: [TextEntry], tags: [TextEntry], quietSeconds: Int) {
        self.address = address
        self.attributes = attributes
        self.tags = tags
        self.quietSeconds = quietSeconds
    }
}

/// A change to a queue that depends on what the queue is now.
package enum QueueUpdate: Sendable {
    case attributes([TextEntry])
    case addPermission(QueuePolicy.Grant)
    case removePermission(label: String)
    case tag([TextEntry])
    case untag([String])
}

/// Messages for one queue, checked.
package struct SendCommand: Sendable {
    package let queue: QueueID
    package let messages: [NewMessage]

    package init(queue: QueueID, messages: [NewMessage]) {
        self.queue = queue
        self.messages = messages
    }
}

/// A message that a queue accepts.
package struct NewMessage: Hashable, Sendable {
    package var messageId: MessageId
    package var body: String
    package var md5OfBody: MD5Digest
    package var attributes: MessageAttributes
    /// `nil` where there are no attributes.
    package var md5OfAttributes: MD5Digest?
    package var traceHeader: String?
    package var senderId: String
    /// Seconds; the queue's own when `nil`.
    package var delaySeconds: Int?
    package var groupId: FIFOIdentifier?
    /// FIFO only: given, or made from the body.
    package var deduplicationId: FIFOIdentifier?

    package init(messageId: MessageId, body: String, md5OfBody: MD5Digest, senderId: String) {
        self.messageId = messageId
        self.body = body
        self.md5OfBody = md5OfBody
        self.senderId = senderId
        attributes = .none
    }

    /// What counts against MaximumMessageSize: body and attributes (MSG-10).
    package var bytes: Int { body.utf8.count + attributes.bytes }
}

/// What became of a message that was sent.
package struct SentRecord: Hashable, Sendable {
    /// The first message's own where this one is its duplicate (DED-2).
    package let messageId: MessageId
    package let sequence: MessageSequence
    package let visibleAt: Instant
    package let isDuplicate: Bool

    package init(messageId: MessageId, sequence: MessageSequence, visibleAt: Instant, isDuplicate: Bool = false) {
        self.messageId = messageId
        self.sequence = sequence
        self.visibleAt = visibleAt
        self.isDuplicate = isDuplicate
    }
}

/// A receive of one queue.
package struct ReceiveCommand: Sendable {
    package let queue: QueueID
    /// 1 … 10.
    package let limit: Int
    /// Seconds; the queue's own when `nil`.
    package let visibilityTimeoutSeconds: Int?
    package var attemptId: FIFOIdentifier?
    /// Whether a standard queue at its in-flight limit answers OverLimit rather than nothing (RCV-13).
    package var isShortPoll = true
    /// Asked at the last moment; a receiver that has gone away takes no message.
    package var isWanted: @Sendable () -> Bool = { true }

    package init(queue: QueueID, limit: Int, visibilityTimeoutSeconds: Int? = nil) {
        self.queue = queue
        self.limit = limit
        self.visibilityTimeoutSeconds = visibilityTimeoutSeconds
    }
}

/// What a receive got.
package struct ReceivedBatch: Sendable {
    package var messages: [ReceivedMessage]
    /// When messages that are hidden now can be received again, as far as is known; for those who wait.
    package var nextVisible: Instant?
    /// Dead-letter queues that messages were moved to on the way, with how many.
    package var moved: [QueueID: Int]
    /// Whether messages are there that deleting others sets free.
    package var waitsForDeletes = false

    package init(messages: [ReceivedMessage] = [], nextVisible: Instant? = nil, moved: [QueueID: Int] = [:]) {
        self.messages = messages
        self.nextVisible = nextVisible
        self.moved = moved
    }
}

/// A message as it was taken.
package struct ReceivedMessage: Hashable, Sendable {
    package var handle: ReceiptHandle
    package var messageId: MessageId
    package var body: String
    /// As computed when the message was sent; the reader of the body compares it.
    package var md5OfBody: MD5Digest
    package var attributes: MessageAttributes
    /// As computed when the message was sent, too.
    package var md5OfAttributes: MD5Digest?
    package var traceHeader: String?
    package var senderId: String
    package var sentAt: Instant
    package var firstReceivedAt: Instant
    /// Until when this receive hides it.
    package var visibleAt: Instant
    /// This receive included.
    package var receiveCount: Int
    package var groupId: FIFOIdentifier?
    package var deduplicationId: FIFOIdentifier?
    package var deadLetterSourceArn: String?

    package init(handle: ReceiptHandle, message: NewMessage, sentAt: Instant, firstReceivedAt: Instant, count: Int) {
        self.handle = handle
        messageId = message.messageId
        body = message.body
        md5OfBody = message.md5OfBody
        attributes = message.attributes
        md5OfAttributes = message.md5OfAttributes
        traceHeader = message.traceHeader
        senderId = message.senderId
        groupId = message.groupId
        deduplicationId = message.deduplicationId
        self.sentAt = sentAt
        self.firstReceivedAt = firstReceivedAt
        visibleAt = handle.receivedAt
        receiveCount = count
    }
}

/// A new visibility timeout for a received message.
package struct VisibilityChange: Hashable, Sendable {
    package let handle: ReceiptHandle
    /// From now, 0 … 43200.
    package let seconds: Int

    package init(handle: ReceiptHandle, seconds: Int) {
        self.handle = handle
        self.seconds = seconds
    }
}

/// What a receipt handle did (table of section 7).
package enum HandleOutcome: Hashable, Sendable {
    /// The handle had its effect; with the moment at which the message shows again, if it does.
    case done(visibleAt: Instant?)
    /// A delete with an older handle: success without effect (DEL-5).
    case kept
    /// The message is not in the queue any more.
    case gone
    /// FIFO: the visibility timeout of this receive has ended (H-EXPIRED).
    case expired
    /// More than twelve hours since the receive (V-TOTAL).
    case beyondTotal
}
