import AdminAPI
import AdminClient
import Testing

@testable import sqsctl

@Suite("Units on the command line")
struct UnitTests {
    @Test(arguments: [
        ("30", 30_000), ("30s", 30_000), ("500ms", 500), ("1h30m", 5_400_000), ("4d", 345_600_000),
        ("2w", 1_209_600_000), ("0", 0),
    ])
    func `times have units`(text: String, milliseconds: Int) {
        #expect(TimeSpan(argument: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["", "s", "-1", "1.5s", "30 s", "5x", "99999999999999999999", "9999999999999999d", "٣s"])
    func `what is no time is refused`(text: String) {
        #expect(TimeSpan(argument: text) == nil)
    }

    @Test(arguments: [
        ("1024", 1024), ("256KiB", 262_144), ("1MiB", 1_048_576), ("64kb", 64_000), ("1m", 1_048_576), ("2 KiB", 2048),
    ])
    func `sizes have units`(text: String, bytes: Int) {
        #expect(ByteCount(argument: text)?.bytes == bytes)
    }

    @Test(arguments: ["", "KiB", "-1", "1.5MiB", "1TiB", "99999999999999MiB"])
    func `what is no size is refused`(text: String) {
        #expect(ByteCount(argument: text) == nil)
    }

    @Test func `rates are whole messages a second`() {
        #expect(Rate(argument: "50")?.perSecond == 50)
        #expect(Rate(argument: "50/s")?.perSecond == 50)
        #expect(Rate(argument: "0") == nil)
        #expect(Rate(argument: "/s") == nil)
    }

    @Test func `a dead-letter queue may have a number of receives`() {
        #expect(DeadLetterTarget(argument: "dlq")?.maxReceiveCount == 5)
        #expect(DeadLetterTarget(argument: "dlq:3")?.maxReceiveCount == 3)
        #expect(DeadLetterTarget(argument: "dlq:3")?.queue.name == "dlq")
        let arn = "arn:aws:sqs:us-east-1:000000000000:dlq"
        #expect(DeadLetterTarget(argument: arn)?.queue.name == "dlq")
        #expect(DeadLetterTarget(argument: arn)?.maxReceiveCount == 5)
        #expect(DeadLetterTarget(argument: "\(arn):7")?.maxReceiveCount == 7)
        #expect(DeadLetterTarget(argument: "dlq:0") == nil)
        #expect(DeadLetterTarget(argument: "dlq:x") == nil)
        #expect(DeadLetterTarget(argument: "") == nil)
    }

    @Test func `an attribute has a name, perhaps a type, and a value`() {
        #expect(AttributeArgument(argument: "a=b=c")?.value.stringValue == "b=c")
        #expect(AttributeArgument(argument: "n:Number=5")?.value.dataType == "Number")
        #expect(AttributeArgument(argument: "n:Binary.png=AA==")?.value.binaryValue == "AA==")
        #expect(AttributeArgument(argument: "n:Binary=AA==")?.value.stringValue == nil)
        #expect(AttributeArgument(argument: "=b") == nil)
        #expect(AttributeArgument(argument: "n:=b") == nil)
    }

    @Test(arguments: ["visibility", "visibility-timeout", "VisibilityTimeout", "visibility_timeout"])
    func `attributes of a queue have several names`(name: String) throws {
        #expect(try QueueAttribute(named: name) == .visibilityTimeout)
        #expect(try QueueAttribute(named: name).text(of: "2m") == "120")
    }

    @Test func `an unknown attribute is a mistake of usage, with the likely one`() throws {
        let failure = try #require(throws: Failure.self) { try QueueAttribute(named: "visibilty") }
        #expect(failure.status == .usage)
        #expect(failure.hint?.contains("Did you mean visibility?") == true)
        #expect(throws: Failure.self) { try QueueAttribute.visibilityTimeout.text(of: "soon") }
    }
}
