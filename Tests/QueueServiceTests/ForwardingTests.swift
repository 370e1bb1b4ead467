import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Forwarding")
struct ForwardingTests {
    private let recorder = EventRecorder()
    private let forwarding = Forwarding()

    private func trial(_ kind: StoreKind) throws -> ServiceTrial {
        try ServiceTrial(kind, ServiceTrial.Setup(observers: [recorder], forwarding: forwarding))
    }

    private func route(_ source: String, copyTo: String? = nil, moveTo: String? = nil) throws {
        let route = Forwarding.Route(
            copyTo: try copyTo.map { try StoreTrial.address($0) },
            moveTo: try moveTo.map { try StoreTrial.address($0) }
        )
        forwarding.replace(with: [try StoreTrial.address(source): route])
    }

    private func bodies(_ trial: ServiceTrial, _ url: String) throws -> [String] {
        try trial.receive(url).map(\.body)
    }

    @Test(arguments: StoreKind.both)
    func `a copy goes to the other queue, under an id of its own`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        let other = try trial.queue("copies")
        try route("letters", copyTo: "copies")
        let sent = try trial.send("hello", to: url)
        let message = try trial.receiveOne(url)
        let copy = try trial.receiveOne(other)
        #expect(message.messageId == sent.messageId)
        #expect(copy.body == "hello")
        #expect(copy.messageId != sent.messageId)
    }

    @Test(arguments: StoreKind.both)
    func `a message that is moved is in the other queue only, and its sender sees no difference`(
        kind: StoreKind
    ) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        let other = try trial.queue("new")
        try route("letters", moveTo: "new")
        let sent = try trial.send("hello", to: url)
        #expect(try bodies(trial, url) == [])
        let message = try trial.receiveOne(other)
        #expect(message.messageId == sent.messageId)
        #expect(message.md5OfBody == sent.md5OfBody)
    }

    @Test(arguments: StoreKind.both)
    func `both at once, for batches too, and only the first step is gone`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let urls = try ["letters", "new", "copies", "further"].map { try trial.queue($0) }
        let addresses = try ["letters", "new", "copies", "further"].map { try StoreTrial.address($0) }
        forwarding.replace(with: [
            addresses[0]: Forwarding.Route(copyTo: addresses[2], moveTo: addresses[1]),
            addresses[2]: Forwarding.Route(moveTo: addresses[3]),
        ])
        var batch = SendMessageBatch()
        batch.queueUrl = urls[0]
        batch.entries = ["a", "b"].map { id in
            var entry = SendMessageBatch.Entry()
            entry.id = id
            entry.message.messageBody = id
            return entry
        }
        guard case .sendMessageBatch(let response) = try trial.call(.sendMessageBatch(batch)) else {
            throw Violation("no batch")
        }
        #expect(response.successful.map(\.id) == ["a", "b"])
        #expect(try urls.map { try bodies(trial, $0) } == [[], ["a", "b"], ["a", "b"], []])
    }

    @Test(arguments: StoreKind.both)
    func `DED-2: FIFO copies keep group and deduplication id`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue("letters.fifo")
        let other = try trial.queue("copies.fifo")
        try route("letters.fifo", copyTo: "copies.fifo")
        for body in ["1", "2", "1"] { try trial.send(body, to: url, group: "g") }
        #expect(try bodies(trial, url) == ["1", "2"])
        #expect(try bodies(trial, other) == ["1", "2"])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-6: a copy wakes a poll, and observers hear of it`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        let poll = try trial.poll(try trial.queue("copies"))
        try route("letters", copyTo: "copies")
        recorder.clear()
        try trial.send("hello", to: url)
        try trial.settle()
        #expect(try poll.bodies() == ["hello"])
        #expect(
            recorder.words.prefix(2)
                == [#"sent copies ["hello"], 0 duplicates"#, #"sent letters ["hello"], 0 duplicates"#]
        )
    }

    @Test(arguments: StoreKind.both, ["missing", "other.fifo", "letters"])
    func `a route that leads nowhere is told once, and messages stay where they were sent`(
        kind: StoreKind,
        target: String
    ) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        try trial.queue("other.fifo")
        try route("letters", copyTo: target, moveTo: target)
        for body in ["1", "2"] { try trial.send(body, to: url) }
        #expect(try bodies(trial, url) == ["1", "2"])
        #expect(trial.events.count == 1)
        guard case .notForwarded(let source, let named) = trial.events.first else { throw Violation("nothing told") }
        #expect(source.name.text == "letters")
        #expect(named.name.text == target)
        try route("letters", copyTo: target)
        try trial.send("3", to: url)
        #expect(trial.events.count == 2, "a new table is told of anew")
    }

    @Test(arguments: StoreKind.both)
    func `P-UNAVAILABLE: without room nothing is stored in either queue`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = try trial.queue()
        let other = try trial.queue("copies")
        try route("letters", copyTo: "copies")
        trial.observation.failNext(.full("no space"))
        var action = SendMessage()
        action.queueUrl = url
        action.message.messageBody = "hello"
        #expect(try trial.error(.sendMessage(action)).code == .serviceUnavailable)
        #expect(try bodies(trial, url) == [])
        #expect(try bodies(trial, other) == [])
    }
}
