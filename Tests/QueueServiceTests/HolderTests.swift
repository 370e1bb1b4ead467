import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Who holds what")
struct HolderTests {
    private let holders = Holders()
    private let recorder = EventRecorder()

    private func trial(_ kind: StoreKind) throws -> ServiceTrial {
        try ServiceTrial(kind, ServiceTrial.Setup(observers: [holders, recorder]))
    }

    /// The number of the message that was received last.
    private func lastReceived() throws -> MessageSequence {
        for event in recorder.all.reversed() {
            if case .received(_, let messages, _) = event, let message = messages.last { return message.handle.message }
        }
        throw Violation("nothing was received")
    }

    // MARK: Through the service

    @Test(arguments: StoreKind.both)
    func `a message is held by its receiver until it is deleted`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        try trial.advance(seconds: 3)
        let caller = Happenings.caller("127.0.0.1:5000")
        let answer = try trial.begin(.receiveMessage(ServiceTrial.receiving(url)), by: caller).wait().get()
        guard case .receiveMessage(let response) = answer else { throw Violation("no receive") }
        let message = try lastReceived()
        let holder = try #require(holders.holder(of: message, at: trial.clock.now))
        #expect(holder == HolderRecord(client: caller.client, since: ManualClock.start.adding(seconds: 3)))
        let client = try #require(holders.clients(at: trial.clock.now).first)
        #expect(client.holds == 1)
        try trial.call(ServiceTrial.deleting(response.messages.first?.receiptHandle, from: url))
        #expect(holders.holder(of: message, at: trial.clock.now) == nil)
        #expect(holders.clients(at: trial.clock.now).map(\.holds) == [0])
    }

    @Test(arguments: StoreKind.both)
    func `CMV-2: a message is held as long as its visibility timeout says, and not once that is 0`(
        kind: StoreKind
    ) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        let handle = try trial.receiveOne(url, hide: 10).receiptHandle
        let message = try lastReceived()
        try trial.call(ServiceTrial.changing(handle, to: 20, in: url))
        try trial.advance(milliseconds: 19_999)
        #expect(holders.holder(of: message, at: trial.clock.now) != nil)
        try trial.advance(milliseconds: 1)
        #expect(holders.holder(of: message, at: trial.clock.now) == nil)
        let again = try trial.receiveOne(url).receiptHandle
        #expect(holders.holder(of: message, at: trial.clock.now) != nil)
        try trial.call(ServiceTrial.changing(again, to: 0, in: url))
        #expect(holders.holder(of: message, at: trial.clock.now) == nil)
    }

    @Test(arguments: StoreKind.both)
    func `DLQ-1: nobody holds a dead letter until it is received there`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let dead = try trial.queue("dead")
        let url = try trial.queue("letters", deadLetters: "dead")
        try trial.send("hello", to: url)
        _ = try trial.receiveOne(url, hide: 5)
        let message = try lastReceived()
        try trial.advance(seconds: 5)
        #expect(try trial.receive(url).isEmpty)
        #expect(holders.holder(of: message, at: trial.clock.now) == nil)
        _ = try trial.receiveOne(dead)
        #expect(holders.holder(of: try lastReceived(), at: trial.clock.now) != nil)
        #expect(holders.clients(at: trial.clock.now).map(\.holds) == [1])
    }

    @Test(arguments: StoreKind.both)
    func `nobody holds messages of a queue that was purged or deleted`(kind: StoreKind) throws {
        let trial = try trial(kind)
        for name in ["purged", "deleted", "kept"] {
            let url = try trial.queue(name)
            try trial.send("hello", to: url)
            _ = try trial.receiveOne(url)
            if name == "deleted" { try trial.deleteQueue(url) }
            var purge = PurgeQueue()
            purge.queueUrl = url
            if name == "purged" { try trial.call(.purgeQueue(purge)) }
        }
        #expect(holders.count == 1)
        #expect(holders.holder(of: try lastReceived(), at: trial.clock.now) != nil)
    }

    // MARK: By themselves

    @Test
    func `what a purged queue gets afterwards is held again, and counts alone`() throws {
        let queue = try Happenings.queue()
        let now = ManualClock.start
        holders.observe(Happenings.received(1...300, from: queue, by: "a", at: now), at: now)
        holders.observe(.purged(queue, count: 300), at: now)
        #expect((1...300).allSatisfy { holders.holder(of: MessageSequence($0), at: now) == nil })
        // Nothing is swept by the purge itself.
        #expect(holders.count == 300)
        holders.observe(Happenings.received(301...302, from: queue, by: "a", at: now), at: now)
        #expect(holders.holder(of: MessageSequence(301), at: now) != nil)
        #expect(holders.clients(at: now).map(\.holds) == [2])
        #expect(holders.clients(at: now).map(\.queues) == [[queue.id]])
        #expect(holders.count == 2)
    }

    @Test
    func `a client of many queues that were deleted is remembered with those that are there`() throws {
        let now = ManualClock.start
        for number in 1...100 as ClosedRange<Int64> {
            let queue = try Happenings.queue(number)
            holders.observe(Happenings.received([number], from: queue, by: "a", at: now), at: now)
            if number > 1 { holders.observe(.queueDeleted(queue), at: now) }
        }
        let client = try #require(holders.clients(at: now).first)
        #expect(client.queues == [try Happenings.queue(1).id])
        #expect(client.holds == 1 && client.received == 100)
    }

    @Test
    func `an operator's hand ends a hold, but looking at a copy does not`() throws {
        let queue = try Happenings.queue()
        let now = ManualClock.start
        holders.observe(Happenings.received(1...4, from: queue, by: "a", at: now), at: now)
        holders.observe(.operated(queue, .delete, [MessageSequence(1)]), at: now)
        holders.observe(.operated(queue, .release, [MessageSequence(2)]), at: now)
        holders.observe(.operated(queue, .move(to: nil, newIds: []), [MessageSequence(3)]), at: now)
        holders.observe(.operated(queue, .copy(to: queue.id, newIds: []), [MessageSequence(4)]), at: now)
        #expect((1...4).map { holders.holder(of: MessageSequence($0), at: now) != nil } == [false, false, false, true])
    }

    @Test
    func `a queue that was deleted is no longer one that a client receives from`() throws {
        let queues = try [Happenings.queue(1), Happenings.queue(2)]
        let now = ManualClock.start
        for queue in queues { holders.observe(.receivedNothing(queue, by: Happenings.caller("a")), at: now) }
        holders.observe(.queueDeleted(queues[0]), at: now)
        #expect(holders.clients(at: now).map(\.queues) == [[queues[1].id]])
    }

    @Test
    func `whoever receives a message next is its holder`() throws {
        let queue = try Happenings.queue()
        let now = ManualClock.start
        holders.observe(Happenings.received([1], from: queue, by: "a", at: now, hidden: 1), at: now)
        let later = now.adding(seconds: 1)
        holders.observe(Happenings.received([1], from: queue, by: "b", at: later), at: later)
        #expect(holders.holder(of: MessageSequence(1), at: later)?.client.address == "b")
        let holds = Dictionary(uniqueKeysWithValues: holders.clients(at: later).map { ($0.client.address, $0.holds) })
        #expect(holds == ["a": 0, "b": 1])
    }

    @Test
    func `what has ended is swept, so that little more is kept than what is held`() throws {
        let queue = try Happenings.queue()
        var now = ManualClock.start
        for number in 1...10_000 as ClosedRange<Int64> {
            now = now.adding(milliseconds: 100)
            holders.observe(Happenings.received([number], from: queue, by: "a", at: now, hidden: 10), at: now)
        }
        // 100 are held at each moment.
        #expect(holders.count <= 200)
        #expect(holders.clients(at: now).map(\.holds) == [100])
        #expect(holders.count == 100)
        #expect(holders.clients(at: now.adding(seconds: 10)).map(\.holds) == [0])
    }

    @Test
    func `beyond the bounds the oldest messages and the clients longest unseen go`() throws {
        var bounds = Holders.Bounds()
        bounds.messages = 10
        bounds.clients = 2
        let holders = Holders(bounds: bounds)
        let queue = try Happenings.queue()
        let now = ManualClock.start
        for (numbers, client) in [(1...6 as ClosedRange<Int64>, "a"), (7...9, "b"), (10...12, "a"), (13...13, "c")] {
            holders.observe(Happenings.received(numbers, from: queue, by: client, at: now), at: now)
        }
        #expect(holders.count == 10)
        #expect((1...13).filter { holders.holder(of: MessageSequence($0), at: now) != nil } == Array(4...13))
        #expect(Set(holders.clients(at: now).map(\.client.address)) == ["a", "c"])
    }

    @Test
    func `a client is known for an hour after it asked, and longer while it holds something`() throws {
        let queue = try Happenings.queue()
        let now = ManualClock.start
        holders.observe(.receivedNothing(queue, by: Happenings.caller("a")), at: now)
        holders.observe(Happenings.received([1], from: queue, by: "b", at: now, hidden: 7200), at: now)
        #expect(holders.clients(at: now.adding(seconds: 3600)).count == 2)
        let later = now.adding(seconds: 3601)
        let known = try #require(holders.clients(at: later).first)
        #expect(holders.clients(at: later).count == 1)
        #expect(known.client.address == "b")
        #expect(known.queues == [queue.id])
        #expect(known.received == 1)
        #expect(known.lastSeen == now)
        #expect(holders.clients(at: now.adding(seconds: 7200)).isEmpty)
    }
}
