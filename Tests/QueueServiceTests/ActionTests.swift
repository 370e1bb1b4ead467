import QueueService
import QueueTesting
import SQSModel
import Testing

@Suite("What actions answer")
struct ActionTests {
    // MARK: Queues

    @Test(arguments: StoreKind.both)
    func `CQ-3: a queue that exists is found again with equal attributes, defaults counting`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters", ["DelaySeconds": "5"])
        #expect(url == ServiceTrial.url("letters"))
        #expect(try trial.queue("letters") == url)
        #expect(try trial.queue("letters", ["VisibilityTimeout": "030"]) == url)
        try trial.set(["DelaySeconds": "6"], of: url)
        var action = CreateQueue()
        action.queueName = "letters"
        action.attributes = [TextEntry("DelaySeconds", "5")]
        #expect(try trial.error(.createQueue(action)) == .queueExists(differingIn: "DelaySeconds"))
        #expect(try trial.attribute("DelaySeconds", of: url) == "6")
    }

    @Test(arguments: StoreKind.both)
    func `CQ-6, PQ-2: AWS's waiting periods are kept where they are asked for`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind, waiting: .aws)
        let url = try trial.queue()
        var purge = PurgeQueue()
        purge.queueUrl = url
        #expect(try trial.call(.purgeQueue(purge)) == .nothing)
        try trial.advance(milliseconds: 59_999)
        #expect(try trial.error(.purgeQueue(purge)) == .purgeInProgress("letters"))
        try trial.advance(milliseconds: 1)
        try trial.call(.purgeQueue(purge))
        try trial.deleteQueue(url)
        var create = CreateQueue()
        create.queueName = "letters"
        try trial.advance(milliseconds: 59_999)
        #expect(try trial.error(.createQueue(create)) == .queueDeletedRecently)
        try trial.advance(milliseconds: 1)
        try trial.call(.createQueue(create))
    }

    @Test(arguments: StoreKind.both)
    func `DQ-1: a queue made anew under its old name is empty`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        try trial.send("hello", to: url)
        for _ in 0..<20 {
            // All three on their way at once: they take effect in their order.
            var remove = DeleteQueue()
            remove.queueUrl = url
            var create = CreateQueue()
            create.queueName = "letters"
            let calls = [trial.begin(.deleteQueue(remove)), trial.begin(.createQueue(create))]
            #expect(try calls[0].wait() == .success(.nothing))
            #expect(try calls[1].wait() == .success(.createQueue(.init(queueUrl: url))))
            #expect(try trial.receive(url).isEmpty)
        }
    }

    @Test(arguments: StoreKind.both)
    func `A-4: All names what a fresh queue has`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        var action = GetQueueAttributes()
        action.queueUrl = url
        #expect(try trial.call(.getQueueAttributes(action)) == .getQueueAttributes(.init(attributes: [])))
        action.attributeNames = ["All", "QueueArn"]
        guard case .getQueueAttributes(let response) = try trial.call(.getQueueAttributes(action)) else {
            throw Violation("no attributes")
        }
        let expected: KeyValuePairs<String, String> = [
            "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesDelayed": "0",
            "ApproximateNumberOfMessagesNotVisible": "0", "CreatedTimestamp": "1700000000",
            "LastModifiedTimestamp": "1700000000", "QueueArn": ServiceTrial.arn("letters"), "DelaySeconds": "0",
            "MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600", "ReceiveMessageWaitTimeSeconds": "0",
            "VisibilityTimeout": "30", "SqsManagedSseEnabled": "true",
        ]
        #expect(Set(response.attributes) == Set(expected.entries))
        #expect(response.attributes.count == expected.count)
    }

    @Test(arguments: StoreKind.both)
    func `PRM-2, PRM-4: permissions come and go with the policy`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        var add = AddPermission()
        add.queueUrl = url
        add.label = "a"
        add.awsAccountIds = ["111122223333"]
        add.actions = ["SendMessage"]
        #expect(try trial.call(.addPermission(add)) == .nothing)
        let arn = ServiceTrial.arn("letters")
        let statement =
            #"{"Sid":"a","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"#
            + #""Action":"SQS:SendMessage","Resource":"\#(arn)"}"#
        let policy = #"{"Version":"2008-10-17","Id":"\#(arn)/SQSDefaultPolicy","Statement":[\#(statement)]}"#
        #expect(try trial.attribute("Policy", of: url) == policy)
        #expect(try trial.error(.addPermission(add)) == .labelExists("a"))
        var remove = RemovePermission()
        remove.queueUrl = url
        remove.label = "a"
        #expect(try trial.call(.removePermission(remove)) == .nothing)
        #expect(try trial.attribute("Policy", of: url) == nil)
    }

    @Test(arguments: StoreKind.both)
    func `TAG-1, TAG-2: tags are set, replaced and removed`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        var tag = TagQueue()
        tag.queueUrl = url
        tag.tags = [TextEntry("b", "1"), TextEntry("a", ""), TextEntry("b", "2")]
        #expect(try trial.call(.tagQueue(tag)) == .nothing)
        var list = ListQueueTags()
        list.queueUrl = url
        let both = [TextEntry("a", ""), TextEntry("b", "2")]
        #expect(try trial.call(.listQueueTags(list)) == .listQueueTags(.init(tags: both)))
        var untag = UntagQueue()
        untag.queueUrl = url
        untag.tagKeys = ["a", "absent"]
        #expect(try trial.call(.untagQueue(untag)) == .nothing)
        #expect(try trial.call(.listQueueTags(list)) == .listQueueTags(.init(tags: [TextEntry("b", "2")])))
        tag.tags = (0..<50).map { TextEntry("key \($0)", "") }
        #expect(try trial.error(.tagQueue(tag)) == .tooManyTags("letters"))
    }

    // MARK: Messages

    @Test(arguments: StoreKind.both)
    func `SND-10: a sender learns id, digests and, from a FIFO queue, the number`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let plain = try trial.send("hello", to: try trial.queue())
        #expect(plain.md5OfBody.hex == "5d41402abc4b2a76b9719d911017c592")
        #expect(plain.md5OfAttributes == nil)
        #expect(plain.md5OfSystemAttributes == nil)
        #expect(plain.sequenceNumber == nil)
        let fifo = try trial.queue("letters.fifo")
        let first = try trial.send("1", to: fifo, group: "g")
        let again = try trial.send("1", to: fifo, group: "g")
        let second = try trial.send("2", to: fifo, group: "g")
        #expect(again == first)
        let numbers = [first, second].compactMap(\.sequenceNumber)
        #expect(numbers.map(\.utf8.count) == [20, 20])
        #expect(numbers[0] < numbers[1])
    }

    @Test(arguments: StoreKind.both)
    func `RCV-8, RCV-11: a receiver sees the system attributes that apply`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters.fifo")
        let sent = try trial.send("hello", to: url, group: "g")
        try trial.advance(seconds: 1)
        _ = try trial.receiveOne(url, hide: 0)
        try trial.advance(seconds: 1)
        let message = try trial.receiveOne(url)
        #expect(message.messageId == sent.messageId)
        #expect(message.md5OfBody == sent.md5OfBody)
        let expected: KeyValuePairs<String, String> = [
            "SenderId": "000000000000", "SentTimestamp": "1700000000000", "ApproximateReceiveCount": "2",
            "ApproximateFirstReceiveTimestamp": "1700000001000", "SequenceNumber": sent.sequenceNumber ?? "",
            "MessageDeduplicationId": "hello", "MessageGroupId": "g",
        ]
        #expect(Set(message.attributes) == Set(expected.entries))
    }

    @Test(arguments: StoreKind.both)
    func `BAT-3: good entries are stored beside bad ones, and BAT-4: of a FIFO batch none is`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters", ["MaximumMessageSize": "1024"])
        func entry(_ id: String, _ body: String?, group: String? = nil) -> SendMessageBatch.Entry {
            var entry = SendMessageBatch.Entry()
            entry.id = id
            entry.message.messageBody = body
            entry.message.messageGroupId = group
            entry.message.messageDeduplicationId = group.map { _ in id }
            return entry
        }
        var action = SendMessageBatch()
        action.queueUrl = url
        let big = String(repeating: "a", count: 1025)
        action.entries = [entry("a", "1"), entry("b", nil), entry("c", big), entry("d", "\u{1}"), entry("e", "2")]
        guard case .sendMessageBatch(let response) = try trial.call(.sendMessageBatch(action)) else {
            throw Violation("no batch")
        }
        #expect(response.successful.map(\.id) == ["a", "e"])
        #expect(
            response.failed == [
                BatchResultErrorEntry(id: "b", error: .missingParameter("SendMessageBatchRequestEntry.2.MessageBody")),
                BatchResultErrorEntry(id: "c", error: .entryTooLong(limit: 1024)),
                BatchResultErrorEntry(id: "d", error: .invalidMessageContents),
            ]
        )
        #expect(try trial.receive(url).map(\.body) == ["1", "2"])
        action.queueUrl = try trial.queue("letters.fifo")
        action.entries = [entry("a", "1", group: "g"), entry("b", "\u{1}", group: "g")]
        #expect(try trial.error(.sendMessageBatch(action)) == .invalidMessageContents)
        #expect(try trial.receive(ServiceTrial.url("letters.fifo")).isEmpty)
    }

    @Test(arguments: StoreKind.both)
    func `RRA-2: a receive with the same attempt id gets the same messages`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters.fifo")
        try trial.send("1", to: url, group: "g")
        var action = ServiceTrial.receiving(url)
        action.receiveRequestAttemptId = "try"
        let first = try trial.call(.receiveMessage(action))
        try trial.advance(seconds: 20)
        #expect(try trial.call(.receiveMessage(action)) == first)
        try trial.advance(seconds: 29)
        #expect(try trial.receive(url).isEmpty)
        action.receiveRequestAttemptId = "a b"
        let error = SQSError.invalidFIFOId("a b", parameter: "ReceiveRequestAttemptId")
        #expect(try trial.error(.receiveMessage(action)) == error)
    }
}
