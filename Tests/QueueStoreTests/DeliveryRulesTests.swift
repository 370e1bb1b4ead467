import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Delivery")
struct DeliveryRulesTests {
    static let start = ManualClock.start

    static func attributes(
        isFIFO: Bool = false,
        _ entries: KeyValuePairs<String, String> = [:]
    ) throws -> QueueAttributes {
        try QueueAttributes(isFIFO: isFIFO).setting(entries.map { TextEntry($0.key, $0.value) })
    }

    static func message(
        _ number: Int64,
        group: String? = nil,
        visibleIn seconds: Int = 0,
        receives: Int = 0
    ) -> StoredMessage {
        var content = NewMessage(
            messageId: MessageId(high: 0, low: UInt64(number)),
            body: "\(number)",
            md5OfBody: MD5Digest(of: "\(number)"),
            senderId: "000000000000"
        )
        content.groupId = group.map { FIFOIdentifier(stored: $0) }
        let visibleAt = start.adding(seconds: seconds)
        var message = StoredMessage(content, sequence: MessageSequence(number), sentAt: start, visibleAt: visibleAt)
        message.receiveCount = receives
        return message
    }

    static func numbers(_ messages: some Sequence<StoredMessage>) -> [Int64] { messages.map(\.sequence.number) }

    @Test(
        arguments: [
            (waited: 0 as Int64, visibleIn: 10, receives: 0, state: MessageState.delayed),
            (9999, 10, 0, .delayed), (10_000, 10, 0, .visible),
            (0, 10, 1, .inFlight), (9999, 10, 3, .inFlight), (10_000, 10, 3, .visible),
            (59_999, 0, 0, .visible), (60_000, 0, 0, .expired),
            (59_999, 600, 1, .inFlight), (60_000, 600, 1, .expired), (60_000, 900, 0, .expired),
        ]
    )
    func `section 7: a message's state`(waited: Int64, visibleIn: Int, receives: Int, state: MessageState) throws {
        let attributes = try Self.attributes(["MessageRetentionPeriod": "60"])
        let message = Self.message(1, visibleIn: visibleIn, receives: receives)
        #expect(message.state(in: attributes, at: Self.start.adding(milliseconds: waited)) == state)
    }

    @Test(
        arguments: [
            (own: nil as Int?, queue: "0", standard: 0, fifo: 0), (nil, "5", 5, 5), (0, "5", 0, 5), (900, "5", 900, 5),
        ]
    )
    func `SND-9: whose delay counts`(own: Int?, queue: String, standard: Int, fifo: Int) throws {
        var message = Self.message(1).content
        message.delaySeconds = own
        for (isFIFO, seconds) in [(false, standard), (true, fifo)] {
            let attributes = try Self.attributes(isFIFO: isFIFO, ["DelaySeconds": queue])
            #expect(message.firstVisible(in: attributes, sentAt: Self.start) == Self.start.adding(seconds: seconds))
        }
    }

    @Test func `LC-7: earliest visible first, then as sent`() throws {
        let messages = [
            Self.message(1, visibleIn: 3, receives: 1), Self.message(2, visibleIn: 1), Self.message(3, visibleIn: 1),
            Self.message(4, visibleIn: 9), Self.message(5),
        ]
        let order = try Self.attributes().deliverable(from: messages, at: Self.start.adding(seconds: 3))
        #expect(Self.numbers(order) == [5, 2, 3, 1])
    }

    @Test(arguments: [(waited: Duration.milliseconds(29_999), delivered: 0), (.milliseconds(30_000), 3)])
    func `FIF-2: a message in flight holds back its group until its timeout`(waited: Duration, delivered: Int) throws {
        let clock = ManualClock()
        let group = [
            Self.message(1, group: "g", visibleIn: 30, receives: 1), Self.message(2, group: "g"),
            Self.message(3, group: "g"),
        ]
        clock.advance(by: waited)
        #expect(try Self.attributes(isFIFO: true).deliverable(fromGroup: group, at: clock.now).count == delivered)
    }

    @Test func `FIF-3, FIF-4: groups one after the other, by the time of their heads`() throws {
        let messages = [
            Self.message(1, group: "a", visibleIn: 2, receives: 1), Self.message(2, group: "b"),
            Self.message(3, group: "a"), Self.message(4, group: "c", visibleIn: 9, receives: 1),
            Self.message(5, group: "c"), Self.message(6, group: "b"),
        ]
        let attributes = try Self.attributes(isFIFO: true)
        let now = Self.start.adding(seconds: 2)
        #expect(Self.numbers(attributes.deliverable(from: messages, at: now)) == [2, 6, 1, 3])
        #expect(attributes.nextVisible(among: messages, isFull: false, at: now) == Self.start.adding(seconds: 9))
        #expect(attributes.counts(of: messages, at: now) == MessageCounts(visible: 5, inFlight: 1), "FIF-7")
    }

    @Test func `FIF-5: an expired head frees its group, and its expiry is waited for`() throws {
        let attributes = try Self.attributes(isFIFO: true, ["MessageRetentionPeriod": "60"])
        let head = Self.message(1, group: "g", visibleIn: 600, receives: 1)
        var next = Self.message(2, group: "g")
        next.storedAt = Self.start.adding(seconds: 10)
        let expiry = Self.start.adding(seconds: 60)
        #expect(attributes.nextVisible(among: [head, next], isFull: false, at: Self.start) == expiry)
        #expect(attributes.deliverable(from: [head, next], at: expiry.adding(milliseconds: -1)) == [])
        #expect(attributes.deliverable(from: [head, next], at: expiry) == [next])
    }

    @Test func `FIF-8: the delay of today, for what was never received`() throws {
        let message = Self.message(1, group: "g", visibleIn: 10)
        let received = Self.message(1, group: "g", visibleIn: 10, receives: 1)
        let attributes = try Self.attributes(isFIFO: true, ["DelaySeconds": "4"])
        #expect(message.visibleAt(in: attributes) == Self.start.adding(seconds: 4))
        #expect(received.visibleAt(in: attributes) == Self.start.adding(seconds: 10))
        #expect(message.visibleAt(in: try Self.attributes(["DelaySeconds": "4"])) == Self.start.adding(seconds: 10))
    }

    @Test func `RCV-13: at the limit, the first in flight that ends makes room`() throws {
        let attributes = try Self.attributes(["MessageRetentionPeriod": "60"])
        let messages = [
            Self.message(1, visibleIn: 40, receives: 1), Self.message(2, visibleIn: 5), Self.message(3),
            Self.message(4, visibleIn: 600, receives: 2),
        ]
        #expect(attributes.nextVisible(among: messages, isFull: true, at: Self.start) == Self.start.adding(seconds: 40))
        #expect(attributes.nextVisible(among: messages, isFull: false, at: Self.start) == Self.start.adding(seconds: 5))
        let last = [messages[3]]
        #expect(attributes.nextVisible(among: last, isFull: true, at: Self.start) == Self.start.adding(seconds: 60))
        #expect(attributes.nextVisible(among: [], isFull: true, at: Self.start) == nil)
    }

    @Test(arguments: [(inFlight: 29, others: 0, isNoisy: false), (30, 0, true), (30, 269, true), (30, 270, false)])
    func `FAIR-3: thirty in flight and more than a tenth`(inFlight: Int, others: Int, isNoisy: Bool) throws {
        let messages = (0..<inFlight + others).map { number in
            Self.message(Int64(number), group: number < inFlight ? "loud" : nil, visibleIn: 9, receives: 1)
        }
        let noisy = try Self.attributes().noisyTenants(among: messages, at: Self.start)
        #expect(noisy.map(\.text) == (isNoisy ? ["loud"] : []))
    }

    @Test(
        arguments: [
            (event: 0 as Int?, seconds: 60, waited: 59_999 as Int64, expected: true), (0, 60, 60_000, false),
            (0, 0, 0, false), (nil, 60, 0, false), (0, 1, 999, true), (0, 1, 1000, false),
        ]
    )
    func `PQ-2, CQ-6: how long it is quiet`(event: Int?, seconds: Int, waited: Int64, expected: Bool) {
        let since = event.map { Self.start.adding(seconds: $0) }
        let now = Self.start.adding(milliseconds: waited)
        #expect(isQuiet(since: since, seconds: seconds, at: now) == expected)
    }

    @Test func `times stay within what can be told`() {
        #expect(Instant.distantFuture.adding(milliseconds: 1) == .distantFuture)
        #expect(Self.start.adding(seconds: .max) == .distantFuture)
        #expect(Instant(milliseconds: 1999).seconds == 1)
    }
}
