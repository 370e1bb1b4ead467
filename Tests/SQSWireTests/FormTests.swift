import SQSModel
import Testing

@testable import SQSWire

@Suite("Parameters of a Query request")
struct FormTests {
    private func send(_ parameters: String) throws -> OutgoingMessage {
        guard case .sendMessage(let send) = try WireRequest.form("Action=SendMessage&" + parameters).result.get() else {
            throw WireFailure.noAction
        }
        return send.message
    }

    @Test(arguments: [
        ("a+b", "a b"), ("a%20b", "a b"), ("a%2Bb", "a+b"), ("a%2bb", "a+b"), ("a b", "a b"), ("%", "%"), ("%4", "%4"),
        ("%zz", "%zz"), ("%%41", "%A"), ("100%+", "100% "), ("a=b=c", "a=b=c"), ("=", "="),
        ("{\"a\": 1}", "{\"a\": 1}"),
        ("h%C3%A9", "hé"), ("hé", "hé"), ("%F0%9F%98%80", "😀"), ("%0D%0A", "\r\n"), ("%00", "\u{0}"), ("%26", "&"),
    ])
    func `W-13: form decoding, and what is not encoded comes through`(value: String, text: String) throws {
        #expect(try send("MessageBody=" + value).messageBody == text)
        let query = WireRequest.get("Action=SendMessage&MessageBody=" + value)
        guard case .sendMessage(let send) = try query.result.get() else { throw WireFailure.noAction }
        #expect(send.message.messageBody == text)
    }

    @Test(arguments: ["%FF", "%C0%80", "%ED%A0%80", "%E2%82", "a%80"])
    func `MSG-1: text that is no Unicode is marked with U+FFFF`(value: String) throws {
        let text = try #require(try send("MessageBody=" + value).messageBody)
        #expect(text.unicodeScalars.contains("\u{FFFF}"))
        #expect(!holdsMessageCharactersOnly(text))
    }

    @Test func `W-13: names are decoded too, and of repeated parameters the first counts`() throws {
        #expect(try send("Message%42ody=a&MessageBody=b").messageBody == "a")
        #expect(try send("&&&MessageBody=a&=&MessageBody&").messageBody == "a")
        #expect(try send("MessageBody").messageBody == "")
        #expect(try send("MessageBodyX=a&MessageBod=b").messageBody == nil)
    }

    @Test(arguments: ["", "+5", " 5", "5 ", "5.0", "0x5", "five", "1e2", "-", "--1", "9223372036854775808", "٣"])
    func `P-QTYPE: an integer that is none`(value: String) throws {
        let refusal = try #require(
            WireRequest.form("Action=SendMessage&DelaySeconds=" + value.replacing("+", with: "%2B")).refusal
        )
        #expect(refusal.code == .malformedInput)
        #expect(refusal.message == "The value \(value) of the parameter DelaySeconds is not an integer.")
    }

    @Test(arguments: [("0", 0), ("007", 7), ("-1", -1), ("9223372036854775807", Int.max)])
    func `P-QTYPE: integers in decimal digits are read`(value: String, number: Int) throws {
        #expect(try send("DelaySeconds=" + value).delaySeconds == number)
    }

    @Test func `P-QTYPE: base64 that is none`() throws {
        let name = "MessageAttribute.1.Name=a&MessageAttribute.1.Value.BinaryValue="
        #expect(WireRequest.form("Action=SendMessage&\(name)AQI").refusal?.code == .malformedInput)
        #expect(try send(name + "%2B%2F%2B%2F").messageAttributes?.map(\.binaryValue) == [[0xFB, 0xFF, 0xBF]])
        #expect(try send(name + "+/+/".replacing("+", with: "%2B")).messageAttributes?.first?.binaryValue?.count == 3)
    }

    @Test func `Section 1.2: lists go by their numbers; gaps, order and leading zeros do not matter`() throws {
        let request = WireRequest.form("Action=UntagQueue&TagKey.10=d&TagKey.2=b&TagKey.1=a&TagKey.07=c&TagKey.900=e")
        guard case .untagQueue(let untag) = try request.result.get() else { throw WireFailure.noAction }
        #expect(untag.tagKeys == ["a", "b", "c", "d", "e"])
    }

    @Test(arguments: [
        "TagKey.x=a", "TagKey.=a", "TagKey.-=a", "TagKey.99999999999999999999=a", "TagKey.1.2=a", "TagKeys.1=a",
        "TagKey1=a",
        "TagKey.1x=a", "TagKey..1=a",
    ])
    func `Section 1.2: what has no number is no element`(parameter: String) throws {
        guard case .untagQueue(let untag) = try WireRequest.form("Action=UntagQueue&" + parameter).result.get() else {
            throw WireFailure.noAction
        }
        #expect(untag.tagKeys == nil)
    }

    @Test func `W-3a: unnumbered lists and maps are read as their first element`() throws {
        guard
            case .getQueueAttributes(let get) = try WireRequest.get(
                "Action=GetQueueAttributes&AttributeName=All"
            ).result.get(),
            case .setQueueAttributes(let set) = try WireRequest.get(
                "Action=SetQueueAttributes&Attribute.Name=DelaySeconds&Attribute.Value=5&Attribute.2.Name=Policy&Attribute.2.Value="
            ).result.get(),
            case .addPermission(let permit) = try WireRequest.get(
                "Action=AddPermission&Label=l&AWSAccountId=123456789012&ActionName=SendMessage"
            ).result.get(),
            case .untagQueue(let untag) = try WireRequest.get("Action=UntagQueue&TagKey=k&TagKey.2=l").result.get(),
            case .tagQueue(let tag) = try WireRequest.get("Action=TagQueue&Tag.Key=k&Tag.Value=v").result.get()
        else { throw WireFailure.noAction }
        #expect(get.attributeNames == ["All"])
        #expect(set.attributes == [TextEntry("DelaySeconds", "5"), TextEntry("Policy", "")])
        #expect(permit.awsAccountIds == ["123456789012"])
        #expect(permit.actions == ["SendMessage"])
        #expect(untag.tagKeys == ["k", "l"])
        #expect(tag.tags == [TextEntry("k", "v")])
    }

    @Test func `AGW-3: MessageAttributes.N is MessageAttribute.N`() throws {
        let message = try send(
            """
            MessageAttributes.1.Name=a&MessageAttributes.1.Value.DataType=String&MessageAttributes.1.Value.StringValue=x\
            &MessageAttribute.2.Name=b&MessageAttribute.2.Value.DataType=Number&MessageAttribute.2.Value.StringValue=1
            """
        )
        #expect(
            message.messageAttributes == [
                MessageAttributeValue(name: "a", dataType: "String", stringValue: "x"),
                MessageAttributeValue(name: "b", dataType: "Number", stringValue: "1"),
            ]
        )
    }

    @Test func `MSG-5: list values are noticed`() throws {
        let value = "MessageAttribute.1.Name=a&MessageAttribute.1.Value"
        #expect(try send("\(value).StringListValue.1=x").messageAttributes?.first?.hasListValues == true)
        #expect(try send("\(value).BinaryListValue.1=x").messageAttributes?.first?.hasListValues == true)
        #expect(try send("\(value).StringValue=x").messageAttributes?.first?.hasListValues == false)
    }

    @Test func `Entries with more than nine elements keep apart, whatever their names' order`() throws {
        var parameters = ["Action=SendMessageBatch"]
        for number in (1...12).reversed() {
            let entry = "SendMessageBatchRequestEntry.\(number)"
            parameters += [
                "\(entry).Id=id\(number)", "\(entry).MessageBody=body\(number)",
                "\(entry).MessageAttribute.11.Name=z", "\(entry).MessageAttribute.11.Value.StringValue=\(number)",
                "\(entry).MessageAttribute.2.Name=y", "\(entry).MessageAttribute.2.Value.StringValue=y",
            ]
        }
        let request = WireRequest.form(parameters.joined(separator: "&"))
        guard case .sendMessageBatch(let batch) = try request.result.get() else { throw WireFailure.noAction }
        #expect(batch.entries?.map(\.id) == (1...12).map { "id\($0)" })
        #expect(batch.entries?.map(\.message.messageBody) == (1...12).map { "body\($0)" })
        for (number, entry) in zip(1..., batch.entries ?? []) {
            #expect(entry.message.messageAttributes?.map(\.name) == ["y", "z"])
            #expect(entry.message.messageAttributes?.map(\.stringValue) == ["y", "\(number)"])
        }
    }

    @Test func `Names that end where an entry begins, or go on without a dot, are no part of it`() throws {
        let entry = "DeleteMessageBatchRequestEntry"
        let request = WireRequest.form(
            "Action=DeleteMessageBatch&\(entry).1=x&\(entry).1-a.Id=x&\(entry).1.Id=a&\(entry).1.Ids=x&\(entry).12=y"
        )
        guard case .deleteMessageBatch(let batch) = try request.result.get() else { throw WireFailure.noAction }
        #expect(batch.entries?.map(\.id) == ["a"])
    }

    @Test func `Absent lists of structures are empty, other absent members are absent`() throws {
        guard case .sendMessageBatch(let batch) = try WireRequest.form("Action=SendMessageBatch").result.get(),
            case .tagQueue(let tag) = try WireRequest.form("Action=TagQueue").result.get()
        else { throw WireFailure.noAction }
        #expect(batch.entries == [])
        #expect(batch.queueUrl == nil)
        #expect(tag.tags == nil)
    }

    @Test func `TAG-2: a tag may lack its value, and one that lacks its key is not lost`() throws {
        let request = WireRequest.form("Action=TagQueue&Tag.1.Key=k&Tag.2.Value=v")
        guard case .tagQueue(let tag) = try request.result.get() else { throw WireFailure.noAction }
        #expect(tag.tags == [TextEntry("k", ""), TextEntry("", "v")])
    }

    @Test func `Of one name a map keeps the last entry`() throws {
        let request = WireRequest.form("Action=TagQueue&Tag.3.Key=k&Tag.3.Value=3&Tag.1.Key=k&Tag.1.Value=1")
        guard case .tagQueue(let tag) = try request.result.get() else { throw WireFailure.noAction }
        #expect(tag.tags == [TextEntry("k", "3")])
    }

    @Test func `More than 2000 parameters are refused`() throws {
        let some = (1..<2000).map { "TagKey.\($0)=k" }.joined(separator: "&")
        guard case .untagQueue(let untag) = try WireRequest.form("Action=UntagQueue&" + some).result.get() else {
            throw WireFailure.noAction
        }
        #expect(untag.tagKeys?.count == 1999)
        let tooMany = WireRequest.form("Action=UntagQueue&\(some)&a=b")
        #expect(tooMany.refusal == .malformedBody("The request holds more than 2000 parameters."))
        #expect(WireRequest.form("Action=UntagQueue&" + some, query: "a=b").refusal == tooMany.refusal)
    }
}
