import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Sending again")
struct ResendTests {
    /// A queue with one message, and the message.
    private func trial(_ kind: StoreKind, _ name: String) async throws -> (OperatorTrial, StoredMessage) {
        let trial = try OperatorTrial(kind)
        var action = SendMessage()
        action.queueUrl = try trial.calls.queue(name)
        action.message.messageBody = "old"
        action.message.messageAttributes = [
            MessageAttributeValue(name: "n", dataType: "Number", stringValue: "1"),
            MessageAttributeValue(name: "b", dataType: "Binary", binaryValue: [1, 2]),
        ]
        action.message.messageSystemAttributes = [
            MessageAttributeValue(name: "AWSTraceHeader", dataType: "String", stringValue: "Root=1")
        ]
        if name.hasSuffix(".fifo") {
            action.message.messageGroupId = "g"
            action.message.messageDeduplicationId = "once"
        }
        try trial.calls.call(.sendMessage(action))
        guard let message = try await messages(trial, name).first else { throw Violation("nothing was sent") }
        return (trial, message)
    }

    private func messages(_ trial: OperatorTrial, _ name: String) async throws -> [StoredMessage] {
        try await trial.hands.messages(of: trial.queue(name), BrowseRequest()).messages.map(\.message)
    }

    private func resend(
        _ message: StoredMessage,
        of name: String,
        _ trial: OperatorTrial,
        _ change: (inout MessageRevision) throws -> Void = { _ in }
    ) async throws -> (message: MessageId, queue: QueueRecord)? {
        var revision = MessageRevision()
        try change(&revision)
        return try await trial.hands.resend(.id(message.content.messageId), of: trial.queue(name), revision)
    }

    @Test(arguments: StoreKind.operators, ["letters", "letters.fifo"])
    func `What is not changed stays, but for the identity`(kind: StoreKind, name: String) async throws {
        let (trial, old) = try await trial(kind, name)
        let poll = try trial.calls.poll(ServiceTrial.url(name), wait: 20)
        _ = try poll.bodies()
        let sent = try #require(try await resend(old, of: name, trial))
        let new = try #require(try await messages(trial, name).first)
        #expect(try await messages(trial, name).count == 1)
        #expect(sent.message == new.content.messageId)
        #expect(new.content.messageId != old.content.messageId)
        #expect(new.sequence > old.sequence)
        #expect(new.content.body == "old")
        #expect(new.content.attributes == old.content.attributes)
        #expect(new.content.traceHeader == "Root=1")
        #expect(new.content.senderId == old.content.senderId)
        #expect(new.content.groupId == old.content.groupId)
        // The old one, inside the window of five minutes, would have swallowed it.
        if name.hasSuffix(".fifo") { #expect(new.content.deduplicationId != old.content.deduplicationId) }
        #expect(trial.recorder.words.suffix(2) == ["sent \(name) [\"old\"], 0 duplicates", "operated \(name) 1"])
    }

    @Test(arguments: StoreKind.operators)
    func `What is changed is sent, to another queue where one is given`(kind: StoreKind) async throws {
        let (trial, old) = try await trial(kind, "letters")
        try trial.calls.queue("other")
        let poll = try trial.calls.poll(ServiceTrial.url("other"))
        let sent = try await resend(old, of: "letters", trial) { revision in
            revision.body = "new"
            revision.attributes = [MessageAttributeValue(name: "a", dataType: "String", stringValue: "x")]
            revision.destination = try trial.queue("other")
            revision.keepsOriginal = true
        }
        try trial.calls.settle()
        #expect(try poll.bodies() == ["new"])
        #expect(sent?.queue.address.name.text == "other")
        #expect(try await messages(trial, "letters") == [old])
        let new = try #require(try await messages(trial, "other").first)
        #expect(new.content.attributes.all?.map(\.name) == ["a"])
        #expect(new.content.md5OfBody == MD5Digest(of: "new"))
    }

    @Test(arguments: StoreKind.operators)
    func `What SendMessage refuses is refused, and the old message stays`(kind: StoreKind) async throws {
        let (trial, old) = try await trial(kind, "letters")
        try trial.calls.queue("other.fifo")
        await #expect(throws: SQSError.invalidDelay(901)) {
            try await resend(old, of: "letters", trial) { $0.delaySeconds = 901 }
        }
        await #expect(throws: SQSError.missingParameter("MessageBody")) {
            try await resend(old, of: "letters", trial) { $0.body = "" }
        }
        await #expect(throws: SQSError.missingParameter("MessageGroupId")) {
            try await resend(old, of: "letters", trial) { $0.destination = try trial.queue("other.fifo") }
        }
        await #expect(throws: SQSError.deduplicationIdOnStandardQueue("d")) {
            try await resend(old, of: "letters", trial) { $0.deduplicationId = "d" }
        }
        trial.calls.observation.failNext(.full("test"))
        await #expect(throws: SQSError.self) { try await resend(old, of: "letters", trial) }
        #expect(try await messages(trial, "letters") == [old])
    }

    @Test(arguments: StoreKind.operators)
    func `A message that is in flight is sent again, and one that is gone is not`(kind: StoreKind) async throws {
        let (trial, old) = try await trial(kind, "letters")
        _ = try trial.calls.receiveOne(ServiceTrial.url("letters"), hide: 600)
        let sent = try await resend(old, of: "letters", trial) { $0.delaySeconds = 5 }
        #expect(sent != nil)
        #expect(try trial.calls.receive(ServiceTrial.url("letters")).isEmpty)
        try trial.calls.advance(seconds: 5)
        #expect(try trial.calls.receive(ServiceTrial.url("letters")).map(\.messageId) == [sent?.message])
        #expect(try await resend(old, of: "letters", trial) == nil)
    }

    @Test(arguments: StoreKind.operators)
    func `An id that was given is held against the window of five minutes`(kind: StoreKind) async throws {
        let (trial, old) = try await trial(kind, "letters.fifo")
        let sent = try await resend(old, of: "letters.fifo", trial) {
            $0.deduplicationId = "once"
            $0.keepsOriginal = true
        }
        #expect(sent?.message == old.content.messageId)
        #expect(try await messages(trial, "letters.fifo") == [old])
    }
}
