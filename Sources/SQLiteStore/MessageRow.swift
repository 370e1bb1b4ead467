import QueueStore
import SQLite
import SQSModel

/// The group that a message is in: a lane of a FIFO queue, or a tenant of a standard one (by `message_groups.id`).
enum Group: Hashable {
    case lane(Int64)
    case tenant(Int64)

    init?(lane: Int64?, tenant: Int64?) {
        if let lane {
            self = .lane(lane)
        } else if let tenant {
            self = .tenant(tenant)
        } else {
            return nil
        }
    }

    var id: Int64 {
        switch self {
        case .lane(let id), .tenant(let id): id
        }
    }

    var lane: Int64? { if case .lane(let id) = self { id } else { nil } }
    var tenant: Int64? { if case .tenant(let id) = self { id } else { nil } }
}

/// A message as the tables have it, its payload included.
struct MessageRow {
    let id: Int64
    let visibleAt: Instant
    let enqueuedAt: Instant
    let receiveCount: Int
    /// Receives before it came into this queue (DLQ-6).
    let receivesElsewhere: Int
    let firstReceivedAt: Instant?
    let group: Group?
    /// Whether it was restored, and so may be older than what lies in front of it.
    let isRestored: Bool
    /// What counts against MaximumMessageSize.
    let bytes: Int
    let content: NewMessage
    let sentAt: Instant
    let deadLetterSourceArn: String?

    /// Reads the row that a statement stands at, whose columns are those of `SQL.columns`.
    ///
    /// A payload that damage has left without an id or without digests gets ones that fit nothing: whoever delivers it
    /// compares them, and sets the message aside.
    init(_ row: borrowing Statement) {
        id = row.integer(0)
        visibleAt = Instant(milliseconds: row.integer(1))
        enqueuedAt = Instant(milliseconds: row.integer(2))
        receiveCount = Int(row.integer(3))
        receivesElsewhere = Int(row.integer(4))
        firstReceivedAt = row.optionalInteger(5).map { Instant(milliseconds: $0) }
        group = Group(lane: row.optionalInteger(6), tenant: row.optionalInteger(7))
        let messageId = MessageId(bytes: row.bytes(8))
        let md5 = messageId == nil ? nil : MD5Digest(stored: row.bytes(10))
        var content = NewMessage(
            messageId: messageId ?? MessageId(high: 0, low: 0),
            body: row.text(9),
            md5OfBody: md5 ?? .ofNothing,
            senderId: row.text(13)
        )
        content.attributes = MessageAttributes(stream: row.bytes(11))
        content.md5OfAttributes = row.isNull(18) ? nil : MD5Digest(stored: row.bytes(18)) ?? .ofNothing
        content.traceHeader = row.optionalText(14)
        content.groupId = row.optionalText(15).map { FIFOIdentifier(stored: $0) }
        content.deduplicationId = row.optionalText(16).map { FIFOIdentifier(stored: $0) }
        self.content = content
        sentAt = Instant(milliseconds: row.integer(12))
        deadLetterSourceArn = row.optionalText(17)
        isRestored = !row.isNull(19)
        bytes = Int(row.integer(20))
    }

    /// The message as its receiver gets it, with the count and the handle of one more receive.
    func received(from queue: QueueID, at now: Instant, hiddenUntil visibleAt: Instant) -> ReceivedMessage {
        let handle = ReceiptHandle(
            queue: queue,
            message: MessageSequence(id),
            receive: receiveCount + 1,
            receivedAt: now
        )
        return received(as: handle, hiddenUntil: visibleAt)
    }

    /// The message as the receive of this handle got it, or gets it.
    func received(as handle: ReceiptHandle, hiddenUntil visibleAt: Instant) -> ReceivedMessage {
        var message = ReceivedMessage(
            handle: handle,
            message: content,
            sentAt: sentAt,
            firstReceivedAt: firstReceivedAt ?? handle.receivedAt,
            count: handle.receive
        )
        message.visibleAt = visibleAt
        message.deadLetterSourceArn = deadLetterSourceArn
        return message
    }
}
