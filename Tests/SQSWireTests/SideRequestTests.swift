import SQSModel
import Testing

@testable import SQSWire

@Suite("Requests that are no calls")
struct SideRequestTests {
    private static let path = "/_aws/sqs/messages"
    private static let address = Region("eu-west-1").flatMap { region in
        AccountId("123456789012").flatMap { account in
            QueueName("q.fifo").map { QueueAddress(region: region, account: account, name: $0) }
        }
    }

    private func read(
        _ path: String,
        query: String = "",
        accept: String? = nil,
        by method: WireRequest.Method = .get
    ) throws -> SideRequest? {
        var request = WireRequest(method: method, path: path, query: query)
        request.accept = accept
        return try SideRequest(reading: request)
    }

    @Test("Health has two addresses")
    func health() throws {
        #expect(try read("/health") == .health)
        #expect(try read("/health", query: "verbose=1") == .health)
        #expect(try read("/_localstack/health") == .localStackHealth)
    }

    @Test(
        "All else is a call",
        arguments: [
            "/", "", "/health/", "/Health", "/healthz", "/_localstack", "/_aws/sqs", "/_aws/sqs/messagesx",
            "/000000000000/health", "/000000000000/messages",
        ]
    )
    func calls(path: String) throws {
        #expect(try read(path) == nil)
        #expect(try read(path, by: .post) == nil)
        #expect(try read(path, by: .other) == nil)
    }

    @Test("A queue is named by its URL, escaped or not, or by the path")
    func subjects() throws {
        let url = MessageInspection.Subject.url("http://h:1/000000000000/q")
        let xml = ReplyFormat.xml(.receiveMessage)
        for query in ["QueueUrl=http://h:1/000000000000/q", "QueueUrl=http%3A%2F%2Fh%3A1%2F000000000000%2Fq"] {
            #expect(try read(Self.path, query: query) == .messages(MessageInspection(url), xml))
        }
        #expect(try read(Self.path) == .messages(MessageInspection(.url(nil)), xml))
        let address = try #require(Self.address)
        #expect(
            try read("\(Self.path)/eu-west-1/123456789012/q.fifo")
                == .messages(MessageInspection(.address(address)), xml)
        )
    }

    @Test("A path that names no queue is refused as a queue that is not there", arguments: ["/a", "/a/b", "/a/b/c/d"])
    func noSubject(rest: String) {
        #expect(throws: WireFailure.refused(.queueDoesNotExist, .xml(.receiveMessage))) { try read(Self.path + rest) }
        #expect(throws: WireFailure.refused(.queueDoesNotExist, .queryJSON(.receiveMessage))) {
            try read(Self.path + rest, accept: "application/json")
        }
    }

    @Test(
        "Flags are true in the words of scripts",
        arguments: [("true", true), ("True", true), ("1", true), ("false", false), ("", false), ("yes", false)]
    )
    func flags(text: String, value: Bool) throws {
        let query = "QueueUrl=q&ShowInvisible=\(text)&ShowDelayed=\(text)"
        let inspection = MessageInspection(.url("q"), showsInvisible: value, showsDelayed: value)
        #expect(
            try read(Self.path, query: query, accept: "application/json")
                == .messages(inspection, .queryJSON(.receiveMessage))
        )
    }

    @Test("A client's ReceiveMessage to this path is a look, another action is refused, in the client's protocol")
    func clients() throws {
        var request = WireRequest(method: .post, path: Self.path, body: Array(#"{"QueueUrl":"q"}"#.utf8))
        request.contentType = "application/x-amz-json-1.0"
        request.target = "AmazonSQS.ReceiveMessage"
        #expect(try SideRequest(reading: request) == .messages(MessageInspection(.url("q")), .json))
        request.target = "AmazonSQS.PurgeQueue"
        #expect(throws: WireFailure.refused(.invalidAction("PurgeQueue"), .json)) { try SideRequest(reading: request) }
        let form = WireRequest(method: .post, path: Self.path, body: Array("Action=ReceiveMessage&QueueUrl=q".utf8))
        #expect(
            try SideRequest(reading: form) == .messages(MessageInspection(.url("q")), .xml(.receiveMessage))
        )
    }
}
