import SQSModel
import Testing

@testable import SQSWire

@Suite("Members of a JSON request")
struct JSONRequestTests {
    private func send(_ body: String) throws -> OutgoingMessage {
        guard case .sendMessage(let send) = try WireRequest.json("SendMessage", body).result.get() else {
            throw WireFailure.noAction
        }
        return send.message
    }

    @Test(arguments: [
        "{", "}", "[]", "null", "1", "\"a\"", "{\"a\"}", "{\"a\":}", "{,}", "{} {}", "{}x", " ", "{'a':1}",
        "{\"a\":01}",
        "\u{FEFF}{}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "Action=ListQueues", "<xml/>",
    ])
    func `W-20: what is no JSON object is P-MALFORMED`(body: String) throws {
        let refusal = try #require(WireRequest.json("ListQueues", body).refusal)
        #expect(refusal.code == .malformedInput)
        #expect(!refusal.message.isEmpty)
    }

    @Test func `W-20: nesting and numbers of values have limits`() throws {
        let deep = #"{"a":"# + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}"
        #expect(WireRequest.json("ListQueues", deep).refusal?.code == .malformedInput)
        let wide = #"{"a":["# + String(repeating: "0,", count: 20_000) + "0]}"
        #expect(WireRequest.json("ListQueues", wide).refusal?.code == .malformedInput)
    }

    @Test func `W-20: an absent body is the empty object, and blanks do not matter`() throws {
        #expect(try WireRequest.json("ListQueues", "").result.get() == .listQueues(ListQueues()))
        #expect(try WireRequest.json("ListQueues", "\r\n\t { } \n").result.get() == .listQueues(ListQueues()))
    }

    @Test(arguments: [
        (#"{"MessageBody":{}}"#, "Start of structure or map found where not expected."),
        (#"{"MessageBody":[]}"#, "Start of list found where not expected"),
        (#"{"MessageBody":1}"#, "NUMBER_VALUE can not be converted to a String"),
        (#"{"MessageBody":true}"#, "TRUE_VALUE can not be converted to a String"),
        (#"{"MessageBody":false}"#, "FALSE_VALUE can not be converted to a String"),
        (#"{"DelaySeconds":"1"}"#, "STRING_VALUE can not be converted to an Integer"),
        (#"{"DelaySeconds":"x"}"#, "STRING_VALUE can not be converted to an Integer"),
        (#"{"DelaySeconds":true}"#, "TRUE_VALUE can not be converted to an Integer"),
        (#"{"DelaySeconds":1.5}"#, "NUMBER_VALUE can not be converted to an Integer"),
        (#"{"DelaySeconds":9223372036854775808}"#, "NUMBER_VALUE can not be converted to an Integer"),
        (#"{"DelaySeconds":1e400}"#, "NUMBER_VALUE can not be converted to an Integer"),
        (#"{"DelaySeconds":{}}"#, "Start of structure or map found where not expected."),
        (#"{"DelaySeconds":[]}"#, "Start of list found where not expected"),
        (#"{"MessageAttributes":"a"}"#, "Unrecognized collection type class java.lang.String"),
        (#"{"MessageAttributes":1}"#, "Unrecognized collection type class java.lang.Integer"),
        (#"{"MessageAttributes":[]}"#, "Start of list found where not expected"),
        (#"{"MessageAttributes":{"a":"b"}}"#, "Unrecognized collection type class java.lang.String"),
        (#"{"MessageAttributes":{"a":[]}}"#, "Start of list found where not expected"),
        (#"{"MessageAttributes":{"a":{"DataType":1}}}"#, "NUMBER_VALUE can not be converted to a String"),
        (#"{"MessageAttributes":{"a":{"BinaryValue":1}}}"#, "NUMBER_VALUE can not be converted to a Blob"),
        (
            #"{"MessageAttributes":{"a":{"StringListValues":"b"}}}"#,
            "Unrecognized collection type class java.lang.String"
        ),
        (
            #"{"MessageAttributes":{"a":{"StringListValues":{}}}}"#,
            "Start of structure or map found where not expected."
        ),
    ])
    func `P-TYPE: a member of the wrong type`(body: String, message: String) {
        #expect(WireRequest.json("SendMessage", body).result == .failure(.refused(.wrongType(message), .json)))
    }

    @Test(arguments: [
        ("TagQueue", #"{"Tags":{"a":1}}"#, "NUMBER_VALUE can not be converted to a String"),
        ("SetQueueAttributes", #"{"Attributes":{"DelaySeconds":5}}"#, "NUMBER_VALUE can not be converted to a String"),
        ("SetQueueAttributes", #"{"Attributes":"a"}"#, "Unrecognized collection type class java.lang.String"),
        ("UntagQueue", #"{"TagKeys":["a",1]}"#, "NUMBER_VALUE can not be converted to a String"),
        ("UntagQueue", #"{"TagKeys":"a"}"#, "Unrecognized collection type class java.lang.String"),
        ("UntagQueue", #"{"TagKeys":{}}"#, "Start of structure or map found where not expected."),
        ("SendMessageBatch", #"{"Entries":{}}"#, "Start of structure or map found where not expected."),
        ("SendMessageBatch", #"{"Entries":["a"]}"#, "Unrecognized collection type class java.lang.String"),
        ("SendMessageBatch", #"{"Entries":[[]]}"#, "Start of list found where not expected"),
    ])
    func `P-TYPE: lists and maps of the wrong type`(action: String, body: String, message: String) {
        #expect(WireRequest.json(action, body).result == .failure(.refused(.wrongType(message), .json)))
    }

    @Test func `P-TYPE: base64 is read strictly`() throws {
        for text in ["A", "AA", "AAA", "AA==A", "A===", "AQ ID", "AQI-", "AR==", "====", "AQID\n"] {
            let body = #"{"MessageAttributes":{"a":{"BinaryValue":"\#(text.replacing("\n", with: "\\n"))"}}}"#
            #expect(WireRequest.json("SendMessage", body).refusal?.code == .malformedInput, "\(text)")
        }
        let message = try send(#"{"MessageAttributes":{"a":{"BinaryValue":"AP8="},"b":{"BinaryValue":""}}}"#)
        #expect(message.messageAttributes?.map(\.binaryValue) == [[0, 255], []])
    }

    @Test func `W-20: null is absent, unknown members are ignored, the last of two counts`() throws {
        let message = try send(
            #"{"MessageBody":"a","DelaySeconds":null,"MessageAttributes":null,"Foo":{"Bar":[1]},"MessageBody":"b"}"#
        )
        #expect(message.messageBody == "b")
        #expect(message.delaySeconds == nil)
        #expect(message.messageAttributes == nil)
        #expect(try send(#"{"\u004dessageBody":"c"}"#).messageBody == "c")
    }

    @Test func `W-20: a map keeps the caller's order, and of one name the last entry`() throws {
        let message = try send(
            #"{"MessageAttributes":{"b":{"StringValue":"1"},"a":{"StringValue":"2"},"b":{"StringValue":"3"},"c":null}}"#
        )
        #expect(message.messageAttributes?.map(\.name) == ["a", "b"])
        #expect(message.messageAttributes?.map(\.stringValue) == ["2", "3"])
        let tags = try WireRequest.json("TagQueue", #"{"Tags":{"k":"1","l":"2","k":"3"}}"#).result.get()
        var expected = TagQueue()
        expected.tags = [TextEntry("l", "2"), TextEntry("k", "3")]
        #expect(tags == .tagQueue(expected))
    }

    @Test(arguments: [("0", 0), ("-1", -1), ("1e2", 100), ("10.0", 10), ("-9223372036854775808", Int.min)])
    func `W-20: whole numbers in any spelling`(text: String, value: Int) throws {
        #expect(try send(#"{"DelaySeconds":\#(text)}"#).delaySeconds == value)
    }

    @Test func `MSG-1: text that is no Unicode is marked with U+FFFF, so that S-CHARS refuses it`() throws {
        for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]] {
            let body = Array(#"{"MessageBody":"a"#.utf8) + bytes + Array(#""}"#.utf8)
            let request = WireRequest.json("SendMessage", bytes: body)
            guard case .sendMessage(let send) = try request.result.get() else { throw WireFailure.noAction }
            let text = try #require(send.message.messageBody)
            #expect(text.unicodeScalars.contains("\u{FFFF}"))
            #expect(!holdsMessageCharactersOnly(text))
        }
        #expect(try send(#"{"MessageBody":"\ud800"}"#).messageBody == "\u{FFFF}")
        #expect(try send(#"{"MessageBody":"\ud83d\ude00\ufffd"}"#).messageBody == "😀\u{FFFD}")
    }

    @Test func `Lists that are absent stay absent, and empty ones stay empty`() throws {
        guard case .sendMessageBatch(let absent) = try WireRequest.json("SendMessageBatch", "{}").result.get(),
            case .sendMessageBatch(let empty) = try WireRequest.json("SendMessageBatch", #"{"Entries":[]}"#).result
                .get()
        else { throw WireFailure.noAction }
        #expect(absent.entries == nil)
        #expect(empty.entries == [])
    }
}
