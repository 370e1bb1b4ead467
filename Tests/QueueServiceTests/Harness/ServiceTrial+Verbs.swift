import QueueTesting
import SQSModel

extension KeyValuePairs<String, String> {
    var entries: [TextEntry] { map { TextEntry($0.key, $0.value) } }
}

/// The calls that tests make all the time, in short.
extension ServiceTrial {
    static func url(_ queue: String) -> String { "\(endpoint)/000000000000/\(queue)" }

    static func arn(_ queue: String) -> String { "arn:aws:sqs:us-east-1:000000000000:\(queue)" }

    /// Makes a queue, a FIFO one where the name says so, and returns its URL.
    @discardableResult
    func queue(_ name: String = "letters", _ attributes: KeyValuePairs<String, String> = [:]) throws -> String {
        var action = CreateQueue()
        action.queueName = name
        action.attributes = attributes.entries
        if name.hasSuffix(".fifo") { action.attributes?.append(TextEntry("FifoQueue", "true")) }
        guard case .createQueue(let response) = try call(.createQueue(action)) else { throw Violation("no queue") }
        return response.queueUrl
    }

    /// A queue whose messages go to another one after some receives.
    @discardableResult
    func queue(_ name: String, deadLetters: String, after receives: Int = 1) throws -> String {
        let policy = #"{"deadLetterTargetArn":"\#(Self.arn(deadLetters))","maxReceiveCount":\#(receives)}"#
        return try queue(name, ["RedrivePolicy": policy])
    }

    func set(_ attributes: KeyValuePairs<String, String>, of url: String) throws {
        var action = SetQueueAttributes()
        action.queueUrl = url
        action.attributes = attributes.entries
        try call(.setQueueAttributes(action))
    }

    func attribute(_ name: String, of url: String) throws -> String? {
        var action = GetQueueAttributes()
        action.queueUrl = url
        action.attributeNames = [name]
        guard case .getQueueAttributes(let response) = try call(.getQueueAttributes(action)) else { return nil }
        return response.attributes.first?.value
    }

    @discardableResult
    func send(_ body: String, to url: String, delay: Int? = nil, group: String? = nil) throws -> SentMessage {
        var action = SendMessage()
        action.queueUrl = url
        action.message.messageBody = body
        action.message.delaySeconds = delay
        action.message.messageGroupId = group
        action.message.messageDeduplicationId = url.hasSuffix(".fifo") ? body : nil
        guard case .sendMessage(let response) = try call(.sendMessage(action)) else { throw Violation("not sent") }
        return response.receipt
    }

    static func receiving(_ url: String, wait: Int? = nil, max: Int = 10, hide: Int? = nil) -> ReceiveMessage {
        var action = ReceiveMessage()
        action.queueUrl = url
        action.waitTimeSeconds = wait
        action.maxNumberOfMessages = max
        action.visibilityTimeout = hide
        action.messageSystemAttributeNames = ["All"]
        action.messageAttributeNames = ["All"]
        return action
    }

    func receive(_ url: String, max: Int = 10, hide: Int? = nil) throws -> [ReceiveMessage.Message] {
        let answer = try call(.receiveMessage(Self.receiving(url, max: max, hide: hide)))
        guard case .receiveMessage(let response) = answer else { throw Violation("no receive: \(answer)") }
        return response.messages
    }

    func receiveOne(_ url: String, hide: Int? = nil) throws -> ReceiveMessage.Message {
        guard let message = try receive(url, max: 1, hide: hide).first else { throw Violation("nothing to receive") }
        return message
    }

    /// Begins a receive that waits, and returns when it is parked or answered.
    func poll(_ url: String, wait: Int = 20, max: Int = 1, hide: Int? = nil) throws -> PendingCall {
        let call = begin(.receiveMessage(Self.receiving(url, wait: wait, max: max, hide: hide)))
        try settle()
        return call
    }

    static func deleting(_ handle: String?, from url: String) -> AnyAction {
        var action = DeleteMessage()
        action.queueUrl = url
        action.receiptHandle = handle
        return .deleteMessage(action)
    }

    static func changing(_ handle: String?, to seconds: Int?, in url: String) -> AnyAction {
        var action = ChangeMessageVisibility()
        action.queueUrl = url
        action.receiptHandle = handle
        action.visibilityTimeout = seconds
        return .changeMessageVisibility(action)
    }

    func deleteQueue(_ url: String) throws {
        var action = DeleteQueue()
        action.queueUrl = url
        try call(.deleteQueue(action))
    }
}
