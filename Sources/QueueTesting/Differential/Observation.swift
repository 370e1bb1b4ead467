import QueueStore
import SQSModel

/// An outcome without the numbers that stores choose for themselves: what has to be the same in all of them.
enum Observation: Hashable {
    case refused(SQSError)
    case queue(ObservedQueue)
    case done
    case sent([ObservedSend])
    case received([ObservedMessage], moved: [String: Int])
    case handled([HandleOutcome])
    case counted(MessageCounts)
    case peeked([ObservedPeek])
    case moving(MoveTask, arrivals: [String: [Instant]])
    case moves([MoveTask])
    case operated([OperationOutcome], arrivals: [String: [Instant]])
    case restored([Instant])
    /// What a search has found.
    case found([ObservedPeek])
}

/// A group and its first message, without its sequence.
struct ObservedGroup: Hashable {
    let name: String
    let messages: Int
    let head: [ObservedPeek]

    init(_ group: GroupRecord) {
        name = group.name
        messages = group.messages
        head = ObservedPeek.all(of: group.head.map { [$0] } ?? [])
    }
}

extension Finding {
    /// The message that was found, if it is one; what holds it back is told by looks.
    var observed: [ObservedPeek] {
        switch self {
        case .message(let message?), .searched(let message?, _): ObservedPeek.all(of: [message])
        case .overview, .message, .searched, .groups, .messageIds: []
        }
    }
}

struct ObservedQueue: Hashable {
    let name: String
    let attributes: QueueAttributes
    let tags: [String: String]
    let createdAt: Instant
    let modifiedAt: Instant
    let purgedAt: Instant?

    init(_ record: QueueRecord) {
        name = record.address.name.text
        attributes = record.attributes
        tags = record.tags
        createdAt = record.createdAt
        modifiedAt = record.modifiedAt
        purgedAt = record.purgedAt
    }
}

extension MoveTask {
    /// The task without the number that its store gave to the source.
    var observed: MoveTask {
        var task = MoveTask(
            id: id,
            source: QueueID(0),
            sourceArn: sourceArn,
            destinationArn: destinationArn,
            messagesPerSecond: messagesPerSecond,
            startedAt: startedAt,
            toMove: toMove
        )
        task.status = status
        task.moved = moved
        task.failureReason = failureReason
        return task
    }
}

struct ObservedSend: Hashable {
    let messageId: MessageId
    let isDuplicate: Bool
    /// Of a duplicate nobody needs to know it.
    let visibleAt: Instant?

    init(_ record: SentRecord) {
        messageId = record.messageId
        isDuplicate = record.isDuplicate
        visibleAt = record.isDuplicate ? nil : record.visibleAt
    }
}

struct ObservedMessage: Hashable {
    /// With the handle's queue and sequence made the same for all.
    let message: ReceivedMessage

    init(_ message: ReceivedMessage) {
        var message = message
        message.handle = ReceiptHandle(
            queue: QueueID(0),
            message: MessageSequence(0),
            receive: message.handle.receive,
            receivedAt: message.handle.receivedAt
        )
        self.message = message
    }
}

extension ObservedMessage: CustomStringConvertible {
    var description: String {
        "\(message.body) (receive \(message.handle.receive) at \(message.handle.receivedAt), count "
            + "\(message.receiveCount), sent \(message.sentAt), first \(message.firstReceivedAt), "
            + "from \(message.deadLetterSourceArn ?? "nowhere"))"
    }
}

/// A message that was looked at, with places in its queue instead of sequences.
struct ObservedPeek: Hashable {
    let message: StoredMessage
    let standing: PeekedMessage.Standing

    /// - Returns: one for each message of a queue, all of which are given.
    static func all(of messages: [PeekedMessage]) -> [ObservedPeek] {
        let sequences = messages.map(\.message.sequence)
        func place(_ sequence: MessageSequence) -> MessageSequence {
            MessageSequence(Int64(sequences.firstIndex(of: sequence) ?? -1))
        }
        return messages.map { peeked in
            let stored = peeked.message
            var message = StoredMessage(
                stored.content,
                sequence: place(stored.sequence),
                sentAt: stored.sentAt,
                storedAt: stored.storedAt,
                visibleAt: stored.visibleAt
            )
            message.receiveCount = stored.receiveCount
            message.receivesElsewhere = stored.receivesElsewhere
            message.firstReceivedAt = stored.firstReceivedAt
            message.deadLetterSourceArn = stored.deadLetterSourceArn
            guard case .blocked(let blocker) = peeked.standing else {
                return ObservedPeek(message: message, standing: peeked.standing)
            }
            let placed = PeekedMessage.Blocker(
                sequence: place(blocker.sequence),
                visibleAt: blocker.until,
                expiresAt: blocker.until
            )
            return ObservedPeek(message: message, standing: .blocked(placed))
        }
    }
}

extension ObservedPeek: CustomStringConvertible {
    var description: String {
        "\(message.content.body) (\(standing), \(message.receiveCount) receives, \(message.receivesElsewhere) elsewhere, "
            + "visible \(message.visibleAt), stored \(message.storedAt))"
    }
}

/// When a receive that got nothing may be tried again.
///
/// A store may be too early, which costs one look; it must not be too late.
struct ObservedWait {
    let nextVisible: Instant?
    let waitsForDeletes: Bool

    func isNoLater(than other: ObservedWait, at now: Instant) -> Bool {
        if let nextVisible, nextVisible <= now { return false }
        guard waitsForDeletes || !other.waitsForDeletes else { return false }
        return (nextVisible ?? .distantFuture) <= (other.nextVisible ?? .distantFuture)
    }
}
