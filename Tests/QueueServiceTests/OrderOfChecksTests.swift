import QueueService
import QueueTesting
import SQSModel
import Testing

/// A call that breaks several rules, and the one that it has to be refused by.
struct BrokenCall: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let action: AnyAction
    let error: SQSError

    init(_ sentence: String, _ action: AnyAction, _ error: SQSError) {
        testDescription = sentence
        self.action = action
        self.error = error
    }
}

@Suite("Order of checks")
struct OrderOfChecksTests {
    @Test(arguments: BrokenCall.all)
    func `1.6: of several broken rules the first one answers`(call: BrokenCall) throws {
        for kind in StoreKind.both {
            let trial = try ServiceTrial(kind)
            try trial.queue("letters")
            try trial.queue("letters.fifo")
            try trial.queue("dead")
            try trial.queue("source", deadLetters: "dead")
            #expect(try trial.error(call.action) == call.error)
        }
    }
}

private let letters = ServiceTrial.url("letters")
private let fifo = ServiceTrial.url("letters.fifo")

private func sending(_ url: String?, _ change: (inout OutgoingMessage) -> Void) -> AnyAction {
    var action = SendMessage()
    action.queueUrl = url
    change(&action.message)
    return .sendMessage(action)
}

private func sendingBatch(_ url: String?, _ entries: [(id: String?, body: String?)]?) -> AnyAction {
    var action = SendMessageBatch()
    action.queueUrl = url
    action.entries = entries?.map { id, body in
        var entry = SendMessageBatch.Entry()
        entry.id = id
        entry.message.messageBody = body
        return entry
    }
    return .sendMessageBatch(action)
}

private func receiving(_ url: String?, max: Int? = nil, wait: Int? = nil, hide: Int? = nil) -> AnyAction {
    var action = ReceiveMessage()
    action.queueUrl = url
    action.maxNumberOfMessages = max
    action.waitTimeSeconds = wait
    action.visibilityTimeout = hide
    return .receiveMessage(action)
}

private func creating(_ name: String?, _ attributes: KeyValuePairs<String, String>) -> AnyAction {
    var action = CreateQueue()
    action.queueName = name
    action.attributes = attributes.entries
    return .createQueue(action)
}

private func moving(_ source: String?, to destination: String? = nil, rate: Int? = nil) -> AnyAction {
    var action = StartMessageMoveTask()
    action.sourceArn = source
    action.destinationArn = destination
    action.maxNumberOfMessagesPerSecond = rate
    return .startMessageMoveTask(action)
}

private func adding(_ label: String?, _ accounts: [String]?, _ actions: [String]?) -> AnyAction {
    var action = AddPermission()
    action.queueUrl = letters
    action.label = label
    action.awsAccountIds = accounts
    action.actions = actions
    return .addPermission(action)
}

extension BrokenCall {
    static let all = sends + batches + receives + handles + queues + moves + permissions

    private static let big = String(repeating: "a", count: Limits.messageBytes + 1)

    private static let sends: [BrokenCall] = [
        BrokenCall("Q-NONE before SND-1", sending(nil) { _ in }, .queueDoesNotExist),
        BrokenCall("SND-1 before SND-9", sending(letters) { $0.delaySeconds = 901 }, .missingParameter("MessageBody")),
        BrokenCall(
            "SND-2 before SND-3",
            sending(letters) { $0.messageBody = big + "\u{1}" },
            .messageTooLong(limit: Limits.messageBytes)
        ),
        BrokenCall(
            "SND-3 before SND-4",
            sending(letters) {
                $0.messageBody = "\u{1}"
                $0.messageAttributes = [MessageAttributeValue(name: "", dataType: "String")]
            },
            .invalidMessageContents
        ),
        BrokenCall(
            "SND-4 before SND-5",
            sending(letters) {
                $0.messageBody = "a"
                $0.messageAttributes = [MessageAttributeValue(name: "", dataType: "String")]
                $0.messageSystemAttributes = [MessageAttributeValue(name: "Other", dataType: "String")]
            },
            .emptyMessageAttributeName
        ),
        BrokenCall(
            "SND-5 before SND-6",
            sending(letters) {
                $0.messageBody = "a"
                $0.messageSystemAttributes = [MessageAttributeValue(name: "Other", dataType: "String")]
                $0.messageGroupId = ""
            },
            .invalidMessageSystemAttribute("Other")
        ),
        BrokenCall(
            "SND-6 before SND-7",
            sending(letters) {
                $0.messageBody = "a"
                $0.messageDeduplicationId = "id"
                $0.messageGroupId = "with space"
            },
            .invalidFIFOId("with space", parameter: "MessageGroupId")
        ),
        BrokenCall(
            "SND-7 before SND-9",
            sending(letters) {
                $0.messageBody = "a"
                $0.messageDeduplicationId = "id"
                $0.delaySeconds = -1
            },
            .deduplicationIdOnStandardQueue("id")
        ),
        BrokenCall(
            "SND-8, the group, before SND-8, deduplication",
            sending(fifo) { $0.messageBody = "a" },
            .missingParameter("MessageGroupId")
        ),
        BrokenCall(
            "SND-8 before SND-9",
            sending(fifo) {
                $0.messageBody = "a"
                $0.messageGroupId = "g"
                $0.delaySeconds = 901
            },
            .missingDeduplicationId
        ),
        BrokenCall(
            "SND-9: the range before the type of queue",
            sending(fifo) {
                $0.messageBody = "a"
                $0.messageGroupId = "g"
                $0.messageDeduplicationId = "id"
                $0.delaySeconds = 901
            },
            .invalidDelay(901)
        ),
    ]

    private static let batches: [BrokenCall] = [
        BrokenCall("Q-NONE before B-NOENTRIES", sendingBatch(nil, nil), .queueDoesNotExist),
        BrokenCall("B-NOENTRIES", sendingBatch(letters, nil), .missingEntries),
        BrokenCall("B-EMPTY", sendingBatch(letters, []), .emptyBatch("SendMessageBatchRequestEntry")),
        BrokenCall(
            "B-MANY before B-NOID",
            sendingBatch(letters, Array(repeating: (id: nil, body: "a"), count: 11)),
            .tooManyEntries(11)
        ),
        BrokenCall(
            "B-NOID before B-ID",
            sendingBatch(letters, [("a b", "a"), (nil, "a")]),
            .missingParameter("SendMessageBatchRequestEntry.2.Id")
        ),
        BrokenCall(
            "B-ID before B-DUP",
            sendingBatch(letters, [("a", "a"), ("a", "a"), ("", "a")]),
            .invalidBatchEntryId
        ),
        BrokenCall(
            "B-DUP before B-LONG",
            sendingBatch(letters, [("a", big), ("a", "a")]),
            .repeatedBatchEntryId("a")
        ),
        BrokenCall(
            "B-LONG before an entry's own failure",
            sendingBatch(letters, [("a", big), ("b", nil)]),
            .batchTooLong(Limits.messageBytes + 1)
        ),
        BrokenCall("BAT-4: B-NOGROUP fails the whole", sendingBatch(fifo, [("a", "a")]), .missingGroupInBatch),
    ]

    private static let receives: [BrokenCall] = [
        BrokenCall("Q-NONE before RCV-1", receiving("nowhere", max: 0), .queueDoesNotExist),
        BrokenCall("RCV-1 before RCV-2", receiving(letters, max: 0, wait: -1), .invalidMaxNumberOfMessages(0)),
        BrokenCall("RCV-1 at its other end", receiving(letters, max: 11, hide: -1), .invalidMaxNumberOfMessages(11)),
        BrokenCall("RCV-2 before RCV-3", receiving(letters, wait: 21, hide: 43_201), .invalidWaitTime(21)),
        BrokenCall("RCV-3", receiving(letters, hide: 43_201), .invalidReceiveVisibilityTimeout(43_201)),
        BrokenCall(
            "RCV-3 with numbers that nothing can hold",
            receiving(letters, wait: 20, hide: .max),
            .invalidReceiveVisibilityTimeout(.max)
        ),
    ]

    private static let handles: [BrokenCall] = [
        BrokenCall("Q-NONE before DEL-1", ServiceTrial.deleting(nil, from: "nowhere"), .queueDoesNotExist),
        BrokenCall("DEL-1", ServiceTrial.deleting("", from: letters), .missingParameter("ReceiptHandle")),
        BrokenCall("DEL-2", ServiceTrial.deleting("junk", from: letters), .invalidReceiptHandle("junk")),
        BrokenCall("Q-NONE before CMV-1", ServiceTrial.changing(nil, to: nil, in: "nowhere"), .queueDoesNotExist),
        BrokenCall(
            "CMV-1, a missing timeout, before CMV-7",
            ServiceTrial.changing("junk", to: nil, in: letters),
            .missingParameter("VisibilityTimeout")
        ),
        BrokenCall(
            "CMV-1, a missing handle, before the range",
            ServiceTrial.changing(nil, to: -1, in: letters),
            .missingParameter("ReceiptHandle")
        ),
        BrokenCall(
            "CMV-1, the range, before CMV-7",
            ServiceTrial.changing("junk", to: 43_201, in: letters),
            .invalidVisibilityTimeout(43_201)
        ),
        BrokenCall("CMV-7", ServiceTrial.changing("junk", to: 1, in: letters), .invalidReceiptHandle("junk")),
    ]

    private static let queues: [BrokenCall] = [
        BrokenCall("Q-NAMEMISSING before T-UNKNOWN", creating(nil, ["No": "1"]), .missingQueueName),
        BrokenCall("Q-NAMEEMPTY before T-UNKNOWN", creating("", ["No": "1"]), .emptyQueueName),
        BrokenCall("Q-NAME before T-UNKNOWN", creating("a b", ["No": "1"]), .invalidQueueName),
        BrokenCall("Q-NAME for .fifo without FifoQueue", creating("a.fifo", ["DelaySeconds": "x"]), .invalidQueueName),
        BrokenCall("Q-NAMEFIFO", creating("a", ["FifoQueue": "true"]), .invalidFIFOQueueName),
        BrokenCall("A-6: FifoQueue=false", creating("a", ["FifoQueue": "false"]), .unknownAttribute("FifoQueue")),
        BrokenCall(
            "T-UNKNOWN before T-VALUE",
            creating("a", ["DelaySeconds": "x", "No": "1"]),
            .unknownAttribute("No")
        ),
        BrokenCall(
            "T-VALUE before Q-EXISTS",
            creating("letters", ["VisibilityTimeout": "1", "DelaySeconds": "x"]),
            .invalidAttributeValue("DelaySeconds")
        ),
        BrokenCall(
            "Q-EXISTS",
            creating("letters", ["VisibilityTimeout": "1"]),
            .queueExists(differingIn: "VisibilityTimeout")
        ),
        BrokenCall(
            "T-NOATTR",
            .setQueueAttributes(with(SetQueueAttributes()) { $0.queueUrl = letters }),
            .noAttributes
        ),
        BrokenCall("Q-NONE before T-NOATTR", .setQueueAttributes(SetQueueAttributes()), .queueDoesNotExist),
        BrokenCall(
            "Q-NONE before T-UNKNOWN",
            .getQueueAttributes(with(GetQueueAttributes()) { $0.attributeNames = ["No"] }),
            .queueDoesNotExist
        ),
        BrokenCall(
            "N-MAX before N-TOKEN",
            .listQueues(
                with(ListQueues()) {
                    $0.maxResults = 0
                    $0.nextToken = "junk"
                }
            ),
            .invalidMaxResults
        ),
        BrokenCall("GU-1", .getQueueUrl(GetQueueUrl()), .missingQueueName),
        BrokenCall("GU-1: unknown", .getQueueUrl(with(GetQueueUrl()) { $0.queueName = "a b" }), .queueDoesNotExist),
        BrokenCall("TAG-4", .tagQueue(with(TagQueue()) { $0.queueUrl = letters }), .missingParameter("Tags")),
        BrokenCall(
            "TAG-4: keys",
            .untagQueue(with(UntagQueue()) { $0.queueUrl = letters }),
            .missingParameter("TagKeys")
        ),
        BrokenCall("Q-NONE before TAG-4", .tagQueue(TagQueue()), .queueDoesNotExist),
    ]

    private static let moves: [BrokenCall] = {
        let dead = ServiceTrial.arn("dead")
        let other = ServiceTrial.arn("letters")
        return [
            BrokenCall("M-PARAM before K-ARN", moving(nil, to: "junk"), .missingParameter("SourceArn")),
            BrokenCall("K-ARN", moving("junk", to: "junk"), .malformedArn("SourceArn")),
            BrokenCall(
                "K-SRC before K-DST",
                moving(ServiceTrial.arn("no"), to: ServiceTrial.arn("no")),
                .resourceDoesNotExist("SourceArn")
            ),
            BrokenCall("K-NOTDLQ before K-ARN", moving(other, to: "junk"), .sourceIsNoDeadLetterQueue),
            BrokenCall(
                "K-ARN of the destination before K-RATE",
                moving(dead, to: "junk", rate: 0),
                .malformedArn("DestinationArn")
            ),
            BrokenCall(
                "K-DST before K-RATE",
                moving(dead, to: ServiceTrial.arn("no"), rate: 0),
                .resourceDoesNotExist("DestinationArn")
            ),
            BrokenCall("K-SAME before K-RATE", moving(dead, to: dead, rate: 0), .sourceIsDestination),
            BrokenCall(
                "K-TYPE before K-RATE",
                moving(dead, to: ServiceTrial.arn("letters.fifo"), rate: 0),
                .destinationHasOtherType
            ),
            BrokenCall("K-RATE", moving(dead, to: other, rate: 501), .invalidMoveRate),
            BrokenCall(
                "MV-12 after K-SRC",
                .listMessageMoveTasks(
                    with(ListMessageMoveTasks()) {
                        $0.sourceArn = dead
                        $0.maxResults = 11
                    }
                ),
                .invalidMoveTaskMaxResults
            ),
            BrokenCall(
                "K-HANDLE",
                .cancelMessageMoveTask(with(CancelMessageMoveTask()) { $0.taskHandle = "junk" }),
                .invalidTaskHandle
            ),
            BrokenCall(
                "K-SRC before K-TASK",
                // {"taskId":"x","sourceArn":"arn:aws:sqs:us-east-1:000000000000:no"}
                .cancelMessageMoveTask(
                    with(CancelMessageMoveTask()) {
                        $0.taskHandle =
                            "eyJ0YXNrSWQiOiJ4Iiwic291cmNlQXJuIjoiYXJuOmF3czpzcXM6dXMtZWFzdC0xOjAwMDAwMDAwMDAwMDpubyJ9"
                    }
                ),
                .resourceDoesNotExist("SourceArn")
            ),
        ]
    }()

    private static let permissions: [BrokenCall] = [
        BrokenCall("PRM-1: the label", adding(nil, nil, nil), .missingParameter("Label")),
        BrokenCall("PRM-1: the accounts", adding("a b", [], nil), .missingParameter("AWSAccountIds")),
        BrokenCall("PRM-1: the actions", adding("a b", ["1"], nil), .missingParameter("ActionName")),
        BrokenCall("PRM-1 before L-7", adding("a b", ["1"], ["x"]), .invalidLabel("a b")),
        BrokenCall(
            "L-7 before L-ACTION",
            adding("a", ["1"], Array(repeating: "Nonsense", count: 8)),
            .tooManyPermissions(8)
        ),
        BrokenCall("L-ACTION before L-ACCT", adding("a", ["1"], ["Nonsense"]), .unknownPermission("Nonsense")),
        BrokenCall("L-OWNER before L-ACCT", adding("a", ["1"], ["DeleteQueue"]), .unsharablePermission("DeleteQueue")),
        BrokenCall("L-ACCT", adding("a", ["1"], ["SendMessage"]), .unknownAccount("1")),
        BrokenCall(
            "L-NONE",
            .removePermission(
                with(RemovePermission()) {
                    $0.queueUrl = letters
                    $0.label = "a"
                }
            ),
            .labelNotFound("a", hasPolicy: false)
        ),
    ]
}

/// A value with some of its members changed.
private func with<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var value = value
    change(&value)
    return value
}
