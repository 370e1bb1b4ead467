import QueueService
import QueueTesting
import SQSModel
import Testing

@Suite("Long polls")
struct LongPollTests {
    // MARK: What wakes them

    @Test(arguments: StoreKind.both)
    func `RCV-6: a send wakes a poll`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let poll = try trial.poll(url)
        #expect(try poll.answer() == nil)
        try trial.send("hello", to: url)
        try trial.settle()
        #expect(try poll.bodies() == ["hello"])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-6: the end of a delay wakes a poll, and no earlier moment does`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let poll = try trial.poll(url)
        try trial.send("later", to: url, delay: 9)
        try trial.send("soon", to: url, delay: 5)
        try trial.advance(milliseconds: 4999)
        #expect(try poll.answer() == nil)
        try trial.advance(milliseconds: 1)
        #expect(try poll.bodies() == ["soon"])
        let next = try trial.poll(url)
        try trial.advance(seconds: 4)
        #expect(try next.bodies() == ["later"])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-6: the end of a visibility timeout wakes a poll`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        _ = try trial.receiveOne(url, hide: 7)
        let poll = try trial.poll(url)
        try trial.advance(milliseconds: 6999)
        #expect(try poll.answer() == nil)
        try trial.advance(milliseconds: 1)
        #expect(try poll.bodies() == ["hello"])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-6: a visibility timeout that is made to end wakes a poll`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        let handle = try trial.receiveOne(url).receiptHandle
        let first = try trial.poll(url)
        try trial.call(ServiceTrial.changing(handle, to: 0, in: url))
        try trial.settle()
        #expect(try first.bodies() == ["hello"])
        try trial.call(ServiceTrial.changing(handle, to: 3, in: url))
        let second = try trial.poll(url)
        try trial.advance(seconds: 3)
        #expect(try second.bodies() == ["hello"])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-6: deleting the message that its group waits for wakes a poll`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters.fifo")
        try trial.send("1", to: url, group: "g")
        try trial.send("2", to: url, group: "g")
        let first = try trial.receiveOne(url)
        let poll = try trial.poll(url)
        #expect(try poll.answer() == nil)
        try trial.call(ServiceTrial.deleting(first.receiptHandle, from: url))
        try trial.settle()
        #expect(try poll.bodies() == ["2"])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-6: a delete wakes a poll for what became visible behind a message in flight`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters.fifo", ["DelaySeconds": "5"])
        try trial.send("1", to: url, group: "g")
        try trial.advance(seconds: 5)
        let first = try trial.receiveOne(url)
        try trial.send("2", to: url, group: "g")
        let poll = try trial.poll(url)
        try trial.advance(seconds: 8)
        #expect(try poll.answer() == nil)
        try trial.call(ServiceTrial.deleting(first.receiptHandle, from: url))
        try trial.settle()
        #expect(try poll.bodies() == ["2"])
    }

    @Test(arguments: StoreKind.both)
    func `FIF-8: a shorter delay of the queue wakes a poll`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters.fifo", ["DelaySeconds": "900"])
        try trial.send("hello", to: url, group: "g")
        let poll = try trial.poll(url)
        try trial.set(["DelaySeconds": "0"], of: url)
        try trial.settle()
        #expect(try poll.bodies() == ["hello"])
    }

    @Test(arguments: StoreKind.both, ["", ".fifo"])
    func `RCV-6: a dead letter that arrives wakes a poll`(kind: StoreKind, suffix: String) throws {
        let trial = try ServiceTrial(kind)
        let dead = try trial.queue("dead\(suffix)")
        let url = try trial.queue("letters\(suffix)", deadLetters: "dead\(suffix)")
        try trial.send("hello", to: url, group: suffix.isEmpty ? nil : "g")
        _ = try trial.receiveOne(url, hide: 0)
        let poll = try trial.poll(dead)
        #expect(try poll.answer() == nil)
        #expect(try trial.receive(url).isEmpty)
        try trial.settle()
        #expect(try poll.bodies() == ["hello"])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-6: a message that a move task brings wakes a poll`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let dead = try trial.queue("dead")
        let url = try trial.queue("letters", deadLetters: "dead")
        try trial.send("hello", to: url)
        _ = try trial.receiveOne(url, hide: 0)
        #expect(try trial.receive(url).isEmpty)
        #expect(try trial.attribute("ApproximateNumberOfMessages", of: dead) == "1")
        let poll = try trial.poll(url)
        var move = StartMessageMoveTask()
        move.sourceArn = ServiceTrial.arn("dead")
        try trial.call(.startMessageMoveTask(move))
        try trial.settle()
        #expect(try poll.bodies() == ["hello"])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-13: a poll at the limit in flight is woken by a delete`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind, messagesInFlight: 2)
        let url = try trial.queue()
        for body in ["1", "2", "3"] { try trial.send(body, to: url) }
        let taken = try trial.receive(url, max: 2)
        #expect(try trial.error(.receiveMessage(ServiceTrial.receiving(url))) == .tooManyInFlight)
        let poll = try trial.poll(url)
        #expect(try poll.answer() == nil)
        try trial.call(ServiceTrial.deleting(taken[0].receiptHandle, from: url))
        try trial.settle()
        #expect(try poll.bodies() == ["3"])
    }

    // MARK: How they end

    @Test(arguments: StoreKind.both, [1, 20])
    func `RCV-5: a poll ends at exactly its deadline`(kind: StoreKind, wait: Int) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let poll = try trial.poll(url, wait: wait)
        try trial.advance(milliseconds: Int64(wait) * 1000 - 1)
        #expect(try poll.answer() == nil)
        try trial.advance(milliseconds: 1)
        #expect(try poll.bodies() == [])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-5: a poll with a shorter wait ends before one that came earlier`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let long = try trial.poll(url, wait: 20)
        let short = try trial.poll(url, wait: 1)
        try trial.advance(seconds: 1)
        #expect(try short.bodies() == [])
        #expect(try long.answer() == nil)
    }

    @Test(arguments: StoreKind.both)
    func `RCV-5: the call's wait goes before the queue's`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters", ["ReceiveMessageWaitTimeSeconds": "2"])
        #expect(try trial.begin(.receiveMessage(ServiceTrial.receiving(url, wait: 0))).wait().get() != .nothing)
        let poll = trial.begin(.receiveMessage(ServiceTrial.receiving(url)))
        try trial.advance(milliseconds: 1999)
        #expect(try poll.answer() == nil)
        try trial.advance(milliseconds: 1)
        #expect(try poll.bodies() == [])
    }

    @Test(arguments: StoreKind.both)
    func `DQ-3: deleting a queue ends its polls`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let other = try trial.queue("other")
        let polls = [try trial.poll(url), try trial.poll(url)]
        let stays = try trial.poll(other)
        try trial.deleteQueue(url)
        for poll in polls { #expect(try poll.wait() == .failure(.queueDoesNotExist)) }
        #expect(try stays.answer() == nil)
        try trial.queue()
        let next = try trial.poll(url)
        try trial.send("hello", to: url)
        try trial.settle()
        #expect(try next.bodies() == ["hello"])
    }

    @Test(arguments: StoreKind.both)
    func `draining ends all polls at once, and new ones do not wait`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let polls = try (1...5).map { _ in try trial.poll(url) }
        polls[2].abandon()
        trial.service.drain()
        for poll in polls { #expect(try poll.wait() == .success(.receiveMessage(.init(messages: [])))) }
        let late = trial.begin(.receiveMessage(ServiceTrial.receiving(url, wait: 20)))
        #expect(try late.wait() == .success(.receiveMessage(.init(messages: []))))
        try trial.send("hello", to: url)
        #expect(try trial.receiveOne(url).body == "hello")
    }

    @Test(arguments: StoreKind.both)
    func `draining and stopping right away answers all polls`(kind: StoreKind) throws {
        for _ in 0..<200 {
            let trial = try ServiceTrial(kind)
            let url = try trial.queue()
            let poll = trial.begin(.receiveMessage(ServiceTrial.receiving(url, wait: 20)))
            try trial.reopen()
            #expect(try poll.wait() == .success(.receiveMessage(.init(messages: []))))
        }
    }

    // MARK: Who is served

    @Test(arguments: StoreKind.both)
    func `RCV-7: polls are served first come, first served`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let polls = try (1...5).map { _ in try trial.poll(url) }
        for (index, poll) in polls.enumerated() {
            try trial.send("\(index)", to: url)
            try trial.settle()
            #expect(try poll.bodies() == ["\(index)"])
            for later in polls[(index + 1)...] { #expect(try later.answer() == nil) }
        }
    }

    @Test(arguments: StoreKind.both)
    func `RCV-7: a poll that found nothing keeps its place`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters.fifo")
        try trial.send("1", to: url, group: "g")
        let taken = try trial.receiveOne(url)
        let polls = try (1...3).map { _ in try trial.poll(url) }
        try trial.send("2", to: url, group: "g")
        try trial.settle()
        try trial.call(ServiceTrial.deleting(taken.receiptHandle, from: url))
        try trial.settle()
        #expect(try polls.map { try $0.bodies() } == [["2"], nil, nil])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-7: an abandoned poll takes nothing, and the next one gets the message`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let gone = try trial.poll(url)
        let next = try trial.poll(url)
        gone.abandon()
        try trial.send("hello", to: url)
        try trial.settle()
        #expect(try next.bodies() == ["hello"])
        try trial.advance(seconds: 20)
        #expect(try gone.bodies() == [])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-7: a thousand polls get one each of a thousand messages`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let polls = (1...1000).map { _ in trial.begin(.receiveMessage(ServiceTrial.receiving(url, wait: 20, max: 1))) }
        try trial.settle()
        let before = trial.observation.receives
        for index in 1...1000 { try trial.send("\(index)", to: url) }
        try trial.settle()
        let bodies = try polls.flatMap { try $0.bodies() ?? [] }
        #expect(bodies.count == 1000)
        #expect(Set(bodies).count == 1000)
        #expect(trial.observation.receives - before <= 2100, "each message wakes one poll, and that one the next")
    }

    @Test(arguments: StoreKind.both)
    func `RCV-7: polls that wait are not tried again and again`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        try trial.send("hidden", to: url)
        _ = try trial.receiveOne(url, hide: 1000)
        let before = trial.observation.receives
        let polls = try (1...50).map { _ in try trial.poll(url) }
        for second in 1...19 {
            try trial.send("\(second)", to: url, delay: 900)
            try trial.advance(seconds: 1)
        }
        #expect(trial.observation.receives - before == 1)
        for poll in polls { #expect(try poll.answer() == nil) }
    }

    @Test(arguments: StoreKind.both)
    func `RCV-7: a hidden message that shows wakes a few polls, however many have asked`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters", ["VisibilityTimeout": "15"])
        let polls = try (1...100).map { _ in try trial.poll(url) }
        for index in 1...50 { try trial.send("\(index)", to: url) }
        try trial.settle()
        for poll in polls[..<50] {
            guard case .receiveMessage(let response) = try poll.wait().get() else { continue }
            for message in response.messages.dropFirst(0) {
                if message.body != "50" { try trial.call(ServiceTrial.deleting(message.receiptHandle, from: url)) }
            }
        }
        let before = trial.observation.receives
        try trial.advance(seconds: 15)
        #expect(try polls[50].bodies() == ["50"])
        #expect(trial.observation.receives - before <= 3)
    }
}
