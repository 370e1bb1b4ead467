import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Observers of the service")
struct ObserverTests {
    private let recorder = EventRecorder()

    private func trial(_ kind: StoreKind) throws -> ServiceTrial {
        try ServiceTrial(kind, ServiceTrial.Setup(observers: [recorder]))
    }

    @Test(arguments: StoreKind.both)
    func `a message's life is told in the order of the commits, with their moments`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        try trial.advance(seconds: 1)
        let message = try trial.receiveOne(url)
        try trial.advance(seconds: 1)
        try trial.call(ServiceTrial.deleting(message.receiptHandle, from: url))
        #expect(
            recorder.words
                == [
                    "created letters", #"sent letters ["hello"], 0 duplicates"#, #"received letters ["hello"]"#,
                    "deleted letters 1",
                ]
        )
        let start = ManualClock.start
        #expect(recorder.moments == [start, start, start.adding(seconds: 1), start.adding(seconds: 2)])
    }

    @Test(arguments: StoreKind.both)
    func `messages are told by their ids too, where somebody wants to know`(kind: StoreKind) async throws {
        let live = LiveEvents()
        let trial = try ServiceTrial(kind, ServiceTrial.Setup(observers: [recorder, live]))
        let url = try trial.queue()
        for body in ["one", "two"] { try trial.send(body, to: url) }
        let first = try trial.receiveOne(url)
        try trial.call(ServiceTrial.changing(first.receiptHandle, to: 20, in: url))
        guard case .visibilityChanged(_, _, let none) = recorder.all.last else { throw Violation("no change") }
        #expect(none.isEmpty)
        let feed = live.subscribe()
        try trial.call(ServiceTrial.changing(first.receiptHandle, to: 10, in: url))
        guard case .visibilityChanged(_, _, let changed) = recorder.all.last else { throw Violation("no change") }
        #expect(Array(changed.values) == [first.messageId])
        try trial.call(ServiceTrial.deleting(first.receiptHandle, from: url))
        guard case .deleted(_, let handles, let deleted) = recorder.all.last else { throw Violation("no deletion") }
        #expect(handles.map { deleted[$0.message] } == [first.messageId])
        // A second time there is nothing to tell of.
        let count = recorder.all.count
        try trial.call(ServiceTrial.deleting(first.receiptHandle, from: url))
        #expect(recorder.all.count == count)
        withExtendedLifetime(feed) {}
    }

    @Test(arguments: StoreKind.both)
    func `a queue is told of as new once, and of each change`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        try trial.queue()
        try trial.set(["DelaySeconds": "1"], of: url)
        var tag = TagQueue()
        tag.queueUrl = url
        tag.tags = [TextEntry("team", "post")]
        try trial.call(.tagQueue(tag))
        var permission = AddPermission()
        permission.queueUrl = url
        permission.label = "all"
        permission.awsAccountIds = ["111111111111"]
        permission.actions = ["SendMessage"]
        try trial.call(.addPermission(permission))
        for body in ["one", "two"] { try trial.send(body, to: url) }
        var purge = PurgeQueue()
        purge.queueUrl = url
        try trial.call(.purgeQueue(purge))
        try trial.deleteQueue(url)
        try trial.queue()
        #expect(
            recorder.words
                == [
                    "created letters", "changed letters", "changed letters", "changed letters",
                    #"sent letters ["one"], 0 duplicates"#, #"sent letters ["two"], 0 duplicates"#, "purged letters 2",
                    "queue deleted letters", "created letters",
                ]
        )
        guard case .queueChanged(let record) = recorder.all[1] else { throw Violation("no change") }
        #expect(record.attributes.delaySeconds == 1)
    }

    @Test(arguments: StoreKind.both)
    func `DED-2: a duplicate is told as one`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue("letters.fifo")
        try trial.send("1", to: url, group: "g")
        try trial.send("1", to: url, group: "g")
        #expect(
            recorder.words.suffix(2)
                == [#"sent letters.fifo ["1"], 0 duplicates"#, #"sent letters.fifo ["1"], 1 duplicates"#]
        )
    }

    @Test(arguments: StoreKind.both)
    func `a poll is told when it ends: with what it got, or with nothing`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        let first = try trial.poll(url)
        let second = try trial.poll(url, wait: 5)
        recorder.clear()
        try trial.send("hello", to: url)
        try trial.settle()
        #expect(try first.bodies() == ["hello"])
        try trial.advance(seconds: 5)
        #expect(try second.bodies() == [])
        #expect(try trial.receive(url).isEmpty)
        #expect(
            recorder.words
                == [
                    #"sent letters ["hello"], 0 duplicates"#, #"received letters ["hello"]"#,
                    "received nothing letters", "received nothing letters",
                ]
        )
        guard case .received(_, let messages, let caller) = recorder.all[1] else { throw Violation("nothing") }
        #expect(caller == ServiceTrial.caller)
        #expect(messages.first?.visibleAt == ManualClock.start.adding(seconds: 30))
    }

    @Test(arguments: StoreKind.both)
    func `DEL-5: only handles that had an effect are told`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        let old = try trial.receiveOne(url, hide: 0).receiptHandle
        let new = try trial.receiveOne(url).receiptHandle
        recorder.clear()
        try trial.call(ServiceTrial.deleting(old, from: url))
        #expect(recorder.words.isEmpty)
        try trial.call(ServiceTrial.changing(new, to: 7, in: url))
        try trial.call(ServiceTrial.deleting(new, from: url))
        try trial.call(ServiceTrial.deleting(new, from: url))
        _ = try trial.error(ServiceTrial.changing(new, to: 7, in: url))
        #expect(recorder.words == ["visibility letters 1", "deleted letters 1"])
        guard case .visibilityChanged(_, let changes, _) = recorder.all[0] else { throw Violation("no change") }
        #expect(changes.first?.visibleAt == ManualClock.start.adding(seconds: 7))
    }

    @Test(arguments: StoreKind.both)
    func `DLQ-1, MV-3: dead letters are told, and their way back`(kind: StoreKind) throws {
        let trial = try trial(kind)
        try trial.queue("dead")
        let url = try trial.queue("letters", deadLetters: "dead")
        for body in ["1", "2"] { try trial.send(body, to: url) }
        _ = try trial.receive(url, hide: 0)
        recorder.clear()
        #expect(try trial.receive(url).isEmpty)
        #expect(recorder.words == ["dead-lettered letters 2", "received nothing letters"])
        var move = StartMessageMoveTask()
        move.sourceArn = ServiceTrial.arn("dead")
        recorder.clear()
        try trial.call(.startMessageMoveTask(move))
        try trial.settle()
        #expect(recorder.words == ["redriven 2"])
    }

    @Test(arguments: StoreKind.both)
    func `LC-5: what housekeeping removes is told`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
        try trial.send("hello", to: url)
        let queue = try #require(recorder.queue("letters"))
        recorder.clear()
        trial.observation.tellNext(expired: [queue.id: 1])
        try trial.advance(seconds: 120)
        #expect(recorder.words == ["expired 1"])
    }

    @Test(arguments: StoreKind.both)
    func `a message that is set aside is told`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        trial.observation.damage("hello")
        #expect(try trial.receive(url).isEmpty)
        try trial.settle()
        #expect(recorder.words.last == "quarantined letters")
    }

    @Test(arguments: StoreKind.both)
    func `what fails is not told`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        recorder.clear()
        trial.observation.failNext(.full("no space"))
        var action = SendMessage()
        action.queueUrl = url
        action.message.messageBody = "hello"
        _ = try trial.error(.sendMessage(action))
        _ = try trial.error(ServiceTrial.deleting("nonsense", from: url))
        #expect(recorder.words.isEmpty)
    }

    @Test(arguments: StoreKind.both)
    func `polls that wait can be counted`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let first = try trial.queue("first")
        let second = try trial.queue("second")
        let poll = try trial.poll(first, wait: 5)
        _ = try trial.poll(first, wait: 9)
        _ = try trial.poll(second, wait: 9)
        #expect(trial.service.waitingPolls == 3)
        poll.abandon()
        #expect(trial.service.waitingPolls == 2)
        let queue = try #require(recorder.queue("first"))
        #expect(trial.service.waitingPolls(at: queue) == 1)
        try trial.advance(seconds: 9)
        #expect(trial.service.waitingPolls == 0)
    }
}
