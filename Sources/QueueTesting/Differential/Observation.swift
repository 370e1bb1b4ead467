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
    case moving(MoveTask, arrivals: [String: [Instant]])
    case moves([MoveTask])
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
