import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Redrive and deduplication")
struct RedriveRulesTests {
    static let start = ManualClock.start

    static func record(
        _ name: String,
        _ entries: KeyValuePairs<String, String> = [:],
        id: Int64 = 1
    ) throws -> QueueRecord {
        let address = try StoreTrial.address(name)
        let attributes = try QueueAttributes(isFIFO: address.name.isFIFO)
            .setting(entries.map { TextEntry($0.key, $0.value) })
        return QueueRecord(
            id: QueueID(id),
            address: address,
            attributes: attributes,
            tags: [:],
            createdAt: start,
            modifiedAt: start
        )
    }

    @Test(
        arguments: [
            (receives: 0, elsewhere: 0, isDue: false), (1, 0, false), (2, 0, true), (3, 0, true), (3, 2, false),
            (4, 2, true),
        ]
    )
    func `DLQ-1, DLQ-6: due after as many receives of this queue as are allowed`(
        receives: Int,
        elsewhere: Int,
        isDue: Bool
    ) throws {
        let policy = try RedrivePolicy(
            #"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":2}"#
        )
        var message = DeliveryRulesTests.message(1, receives: receives)
        message.receivesElsewhere = elsewhere
        #expect(message.isDue(under: policy) == isDue)
    }

    @Test func `DLQ-6: no dead-letter queue where it is gone or the queue itself`() throws {
        let dead = try Self.record("dead", id: 2)
        let policy = #"{"deadLetterTargetArn":"\#(dead.address.arn)","maxReceiveCount":2}"#
        let letters = try Self.record("letters", ["RedrivePolicy": policy])
        #expect(letters.deadLetterQueue { $0 == dead.address ? dead : nil } == dead)
        #expect(letters.deadLetterQueue { _ in nil } == nil)
        #expect(dead.deadLetterQueue { _ in dead } == nil)
        let itself = try Self.record("dead", ["RedrivePolicy": policy])
        #expect(itself.deadLetterQueue { _ in itself } == nil)
    }

    @Test func `DLQ-3 … DLQ-5: what a move keeps and what it changes`() throws {
        var message = DeliveryRulesTests.message(1, group: "g", visibleIn: 30, receives: 2)
        message.firstReceivedAt = Self.start.adding(seconds: 1)
        message.content.deduplicationId = FIFOIdentifier(stored: "x")
        let source = try StoreTrial.address("letters")
        let now = Self.start.adding(seconds: 60)
        for (name, isFIFO) in [("dead", false), ("dead.fifo", true)] {
            let target = try Self.record(name)
            let moved = message.moved(to: target, from: source, as: MessageSequence(9), at: now)
            #expect(moved.sequence == MessageSequence(9))
            #expect(moved.sentAt == Self.start)
            #expect(moved.storedAt == (isFIFO ? now : Self.start), "DLQ-4")
            #expect(moved.visibleAt(in: target.attributes) == now)
            #expect(moved.receiveCount == 2)
            #expect(moved.receivesElsewhere == 2)
            #expect(moved.firstReceivedAt == message.firstReceivedAt)
            #expect(moved.deadLetterSourceArn == source.arn)
            #expect(moved.content.messageId == message.content.messageId)
            #expect(moved.content.groupId == message.content.groupId)
            #expect(moved.content.deduplicationId?.text == (isFIFO ? message.content.messageId.text : "x"), "DED-8")
        }
    }

    @Test func `DED-2: the window is five minutes from the first send`() {
        let entry = DeduplicationEntry(
            messageId: MessageId(high: 0, low: 1),
            sequence: MessageSequence(1),
            sentAt: Self.start
        )
        #expect(entry.endsAt == Self.start.adding(milliseconds: 300_000))
    }

    @Test func `DED-5: keys are told apart by the scope that the queue was made with`() throws {
        var message = DeliveryRulesTests.message(1, group: "g").content
        message.deduplicationId = FIFOIdentifier(stored: "x")
        let id = FIFOIdentifier(stored: "x")
        let group = FIFOIdentifier(stored: "g")
        let wide = try Self.record("letters.fifo")
        #expect(wide.deduplicationKey(of: message) == DeduplicationKey(id: id, group: nil))
        var narrow = try Self.record("letters.fifo", ["DeduplicationScope": "messageGroup"])
        #expect(narrow.deduplicationKey(of: message) == DeduplicationKey(id: id, group: group))
        narrow.attributes = wide.attributes
        #expect(narrow.deduplicationKey(of: message) == DeduplicationKey(id: id, group: group), "A-12")
        #expect(try Self.record("letters").deduplicationKey(of: message) == nil)
    }

    @Test func `RRA-2: an attempt is repeated while all its messages are hidden by it`() {
        let visibleAt = Self.start.adding(seconds: 30)
        let handles = [1, 2].map {
            ReceiptHandle(queue: QueueID(1), message: MessageSequence($0), receive: 1, receivedAt: Self.start)
        }
        let attempt = ReceiveAttempt(startedAt: Self.start, handles: handles, visibleAt: visibleAt)
        let messages = [1, 2].map { DeliveryRulesTests.message($0, group: "g", visibleIn: 30, receives: 1) }
        let last = visibleAt.adding(milliseconds: -1)
        #expect(attempt.isRepeatable(with: messages, at: last))
        #expect(!attempt.isRepeatable(with: messages, at: visibleAt), "the timeout has ended")
        #expect(!attempt.isRepeatable(with: [messages[0]], at: last), "one was deleted")
        var changed = messages
        changed[1].visibleAt = Self.start.adding(seconds: 31)
        #expect(!attempt.isRepeatable(with: changed, at: last), "one was changed")
        changed = messages
        changed[0].receiveCount = 2
        #expect(!attempt.isRepeatable(with: changed, at: last), "one was received again")
        let long = ReceiveAttempt(startedAt: Self.start, handles: handles, visibleAt: Self.start.adding(seconds: 900))
        let hidden = [1, 2].map { DeliveryRulesTests.message($0, group: "g", visibleIn: 900, receives: 1) }
        #expect(long.isRepeatable(with: hidden, at: Self.start.adding(milliseconds: 299_999)))
        #expect(!long.isRepeatable(with: hidden, at: Self.start.adding(milliseconds: 300_000)))
    }
}
