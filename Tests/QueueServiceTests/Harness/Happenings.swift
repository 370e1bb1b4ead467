import QueueService
import QueueStore
import QueueTesting
import SQSModel

/// Events as the service would tell them, for those that listen to it.
enum Happenings {
    static func queue(_ number: Int64 = 1) throws -> QueueRecord {
        QueueRecord(
            id: QueueID(number),
            address: try StoreTrial.address("queue-\(number)"),
            attributes: QueueAttributes(isFIFO: false),
            tags: [:],
            createdAt: ManualClock.start,
            modifiedAt: ManualClock.start
        )
    }

    static func caller(_ address: String) -> Caller {
        Caller(endpoint: ServiceTrial.endpoint, client: Client(address: address, userAgent: "test"))
    }

    static func message() -> NewMessage {
        NewMessage(messageId: MessageId(high: 0, low: 1), body: "a", md5OfBody: MD5Digest(of: "a"), senderId: "0")
    }

    /// A receive of messages with these numbers, hidden for some seconds.
    static func received(
        _ numbers: some Sequence<Int64>,
        from queue: QueueRecord,
        by address: String,
        at now: Instant,
        hidden seconds: Int = 30,
        count: Int = 1
    ) -> ServiceEvent {
        let messages = numbers.map { number in
            let handle = handle(number, of: queue, at: now)
            var message = ReceivedMessage(
                handle: handle,
                message: message(),
                sentAt: now,
                firstReceivedAt: now,
                count: count
            )
            message.visibleAt = now.adding(seconds: seconds)
            return message
        }
        return .received(queue, messages, by: caller(address))
    }

    static func handle(_ number: Int64, of queue: QueueRecord, at now: Instant) -> ReceiptHandle {
        ReceiptHandle(queue: queue.id, message: MessageSequence(number), receive: 1, receivedAt: now)
    }

    static func sent(_ count: Int, to queue: QueueRecord, at now: Instant, duplicates: Int = 0) -> ServiceEvent {
        let records = (0..<count).map { index in
            SentRecord(
                messageId: MessageId(high: 0, low: 1),
                sequence: MessageSequence(Int64(index)),
                visibleAt: now,
                isDuplicate: index < duplicates
            )
        }
        return .sent(queue, Array(repeating: message(), count: count), records)
    }
}
