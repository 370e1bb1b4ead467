import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Queues that are made when somebody calls for them")
struct TemplateTests {
    private let recorder = EventRecorder()

    private func trial(_ kind: StoreKind = .reference, waiting: QueueService.Waiting = .none) throws -> ServiceTrial {
        var templates = QueueTemplates()
        templates.isEnabled = true
        templates.standard = .init(attributes: [TextEntry("DelaySeconds", "0"), TextEntry("VisibilityTimeout", "7")])
        templates.standard.tags = [TextEntry("made", "automatically")]
        templates.fifo = .init(attributes: [TextEntry("ContentBasedDeduplication", "true")])
        return try ServiceTrial(
            kind,
            ServiceTrial.Setup(waiting: waiting, observers: [recorder], autoCreation: AutoCreation(templates))
        )
    }

    /// An action of each kind that names a queue by its URL, and GetQueueUrl.
    private static func actions(on name: String) -> [AnyAction] {
        let url = ServiceTrial.url(name)
        var find = GetQueueUrl()
        find.queueName = name
        var read = GetQueueAttributes()
        read.queueUrl = url
        var set = SetQueueAttributes()
        set.queueUrl = url
        set.attributes = [TextEntry("DelaySeconds", "1")]
        var send = SendMessage()
        send.queueUrl = url
        send.message.messageBody = "hello"
        var batch = SendMessageBatch()
        batch.queueUrl = url
        var entry = SendMessageBatch.Entry()
        entry.id = "a"
        entry.message.messageBody = "hello"
        batch.entries = [entry]
        var purge = PurgeQueue()
        purge.queueUrl = url
        var list = ListQueueTags()
        list.queueUrl = url
        var tag = TagQueue()
        tag.queueUrl = url
        tag.tags = [TextEntry("a", "b")]
        return [
            .getQueueUrl(find), .getQueueAttributes(read), .setQueueAttributes(set), .sendMessage(send),
            .sendMessageBatch(batch), .receiveMessage(ServiceTrial.receiving(url)), .purgeQueue(purge),
            .listQueueTags(list), .tagQueue(tag),
        ]
    }

    @Test(arguments: 0..<9)
    func `each action that can use a new queue is given one`(position: Int) throws {
        let trial = try trial()
        let action = Self.actions(on: "letters")[position]
        try trial.call(action)
        #expect(recorder.words.first == "created letters")
        let queue = try #require(recorder.queue("letters"))
        #expect(queue.attributes.visibilityTimeout == 7)
        #expect(queue.tags == ["made": "automatically"])
    }

    @Test
    func `the action is carried out on the new queue`() throws {
        let trial = try trial()
        try trial.send("hello", to: ServiceTrial.url("letters"))
        #expect(try trial.receiveOne(ServiceTrial.url("letters")).body == "hello")
        #expect(recorder.words.count { $0 == "created letters" } == 1)
    }

    @Test(arguments: StoreKind.both)
    func `a name that ends in .fifo gives a FIFO queue`(kind: StoreKind) throws {
        let trial = try trial(kind)
        try trial.send("hello", to: ServiceTrial.url("letters.fifo"), group: "g")
        let queue = try #require(recorder.queue("letters.fifo"))
        #expect(queue.attributes.fifo?.contentBasedDeduplication == true)
    }

    @Test
    func `the queue is the caller's own`() throws {
        let trial = try trial()
        var find = GetQueueUrl()
        find.queueName = "letters"
        let region = try #require(Region("eu-west-1"))
        let account = try #require(AccountId("111111111111"))
        let caller = Caller(region: region, account: account, endpoint: ServiceTrial.endpoint)
        guard case .getQueueUrl(let response) = try trial.begin(.getQueueUrl(find), by: caller).wait().get() else {
            throw Violation("no URL")
        }
        #expect(response.queueUrl == "\(ServiceTrial.endpoint)/111111111111/letters")
        #expect(recorder.queue("letters")?.address.region == region)
    }

    @Test(arguments: StoreKind.both)
    func `RCV-5: a receive that called for its queue waits there, until it is given up`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let url = ServiceTrial.url("letters")
        let first = try trial.poll(url)
        let second = try trial.poll(url)
        let third = try trial.poll(url)
        try trial.settle()
        first.abandon()
        for body in ["1", "2"] { try trial.send(body, to: url) }
        try trial.settle()
        #expect(try second.bodies() == ["1"])
        #expect(try third.bodies() == ["2"])
    }

    @Test(arguments: StoreKind.both)
    func `two callers at once get the same queue`(kind: StoreKind) throws {
        let trial = try trial(kind)
        let calls = (0..<20).map { _ in trial.begin(Self.actions(on: "letters")[3]) }
        for call in calls { _ = try call.wait().get() }
        #expect(recorder.words.count { $0 == "created letters" } == 1)
        #expect(recorder.words.count { $0.hasPrefix("sent letters") } == 20)
    }

    @Test
    func `Q-NONE: nothing is made for handles, for a deletion, or under a name that no queue can have`() throws {
        let trial = try trial()
        var delete = DeleteQueue()
        delete.queueUrl = ServiceTrial.url("letters")
        var actions = [
            ServiceTrial.deleting("handle", from: ServiceTrial.url("letters")),
            ServiceTrial.changing("handle", to: 0, in: ServiceTrial.url("letters")),
            .deleteQueue(delete),
        ]
        actions += Self.actions(on: "no queue!")
        actions += Self.actions(on: "")
            .filter { if case .getQueueUrl = $0 { false } else { true } }
        for action in actions { #expect(try trial.error(action).code == .nonExistentQueue) }
        #expect(recorder.words.isEmpty)
    }

    @Test
    func `CQ-6: a name that may not be used again yet is refused as CreateQueue refuses it`() throws {
        let trial = try trial(waiting: .aws)
        let url = try trial.queue()
        try trial.deleteQueue(url)
        #expect(try trial.error(Self.actions(on: "letters")[3]).code == .queueDeletedRecently)
        try trial.advance(seconds: 60)
        try trial.send("hello", to: url)
    }

    @Test
    func `Q-NONE: nothing is made unless that is switched on`() throws {
        let trial = try ServiceTrial(.reference, ServiceTrial.Setup(observers: [recorder]))
        for action in Self.actions(on: "letters") { #expect(try trial.error(action).code == .nonExistentQueue) }
        #expect(recorder.words.isEmpty)
    }
}
