import SQSModel
import Testing

@testable import SQSWire

@Suite("The trace header beside a call")
struct TraceHeaderTests {
    private let root = "Root=1-5759e988-bd862e3fe1be46a994272793"

    private func message(_ request: WireRequest, header: String?) throws -> OutgoingMessage {
        var request = request
        request.traceHeader = header
        guard case .sendMessage(let send) = try request.result.get() else { throw WireFailure.noAction }
        return send.message
    }

    @Test(arguments: [
        WireRequest.json("SendMessage", #"{"MessageBody":"b"}"#),
        WireRequest.json("SendMessage", #"{"MessageBody":"b","MessageSystemAttributes":{}}"#),
        WireRequest.form("Action=SendMessage&MessageBody=b"),
    ])
    func `SND-5: it becomes AWSTraceHeader and is marked as no attribute of the sender's`(request: WireRequest) throws {
        let message = try message(request, header: root)
        #expect(
            message.messageSystemAttributes == [
                MessageAttributeValue(name: "AWSTraceHeader", dataType: "String", stringValue: root)
            ]
        )
        #expect(message.isTracedByHeader)
    }

    @Test func `SND-5: an attribute of the call's own wins`() throws {
        let own = "MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String"
        let request = WireRequest.form(
            "Action=SendMessage&MessageBody=b&\(own)&MessageSystemAttribute.1.Value.StringValue=own"
        )
        let message = try message(request, header: root)
        #expect(message.messageSystemAttributes?.map(\.stringValue) == ["own"])
        #expect(!message.isTracedByHeader)
    }

    @Test(arguments: [nil, "", "a\u{1}b", "\u{FFFF}"])
    func `SND-5: no header, or one that no message can hold, adds nothing`(header: String?) throws {
        let message = try message(.json("SendMessage", #"{"MessageBody":"b"}"#), header: header)
        #expect(message.messageSystemAttributes == nil)
        #expect(!message.isTracedByHeader)
    }

    @Test func `SND-5: other actions do not look at it`() throws {
        var request = WireRequest.json("SendMessageBatch", #"{"Entries":[{"Id":"a","MessageBody":"b"}]}"#)
        let without = try request.result.get()
        request.traceHeader = root
        #expect(try request.result.get() == without)
    }
}
