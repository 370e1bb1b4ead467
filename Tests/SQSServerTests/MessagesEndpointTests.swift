import QueueService
import QueueStore
import QueueTesting
import SQLiteStore
import SQSModel
import SQSServer
import Synchronization
import Testing

import struct Foundation.UUID
import class Foundation.FileManager

/// `/_aws/sqs/messages` over a socket, with the real service behind it: on a store with a reader and on one without.
@Suite("Messages without receiving them")
struct MessagesEndpointTests {
    enum Kind: CaseIterable { case onDisk, inMemory }

    private static let url = "http://localhost:9324/000000000000/letters"
    private static let path = "/_aws/sqs/messages"

    @Test("Visible messages, with all attributes, as a receive would show them", arguments: Kind.allCases)
    func visible(kind: Kind) async throws {
        try await withService(kind) { client in
            let attribute = "MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=Number"
            try await client.call("SendMessage", "MessageBody=a&\(attribute)&MessageAttribute.1.Value.StringValue=7")
            try await client.call("SendMessage", "MessageBody=b&DelaySeconds=60")
            let answer = try await client.get("\(Self.path)?QueueUrl=\(Self.url)")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/xml")
            for part in [
                "<ReceiveMessageResponse", "<ReceiveMessageResult><Message>", "<Body>a</Body>",
                "<ReceiptHandle>SQS/BACKDOOR/ACCESS</ReceiptHandle>",
                "<Attribute><Name>SenderId</Name><Value>000000000000</Value></Attribute>",
                "<Attribute><Name>ApproximateReceiveCount</Name><Value>0</Value></Attribute>",
                "<Attribute><Name>ApproximateFirstReceiveTimestamp</Name><Value>0</Value></Attribute>",
                "<Name>n</Name><Value><StringValue>7</StringValue><DataType>Number</DataType></Value>",
                "<MD5OfMessageAttributes>",
            ] { #expect(answer.body.contains(part), "\(part) in \(answer.body)") }
            #expect(!answer.body.contains("<Body>b</Body>"))
            #expect(!answer.body.contains("IsVisible"))
        }
    }

    @Test("Hidden and delayed messages when they are asked for, marked", arguments: Kind.allCases)
    func hidden(kind: Kind) async throws {
        try await withService(kind) { client in
            try await client.call("SendMessage", "MessageBody=flying")
            try await client.call("ReceiveMessage", "")
            try await client.call("SendMessage", "MessageBody=late&DelaySeconds=60")
            try await client.call("SendMessage", "MessageBody=here")
            func bodies(_ flags: String) async throws -> [String] {
                let text = try await client.get("\(Self.path)?QueueUrl=\(Self.url)\(flags)").body
                return ["flying", "late", "here"].filter { text.contains("<Body>\($0)</Body>") }
            }
            #expect(try await bodies("") == ["here"])
            #expect(try await bodies("&ShowInvisible=true") == ["flying", "here"])
            #expect(try await bodies("&ShowDelayed=True") == ["late", "here"])
            #expect(try await bodies("&ShowInvisible=true&ShowDelayed=true") == ["flying", "late", "here"])
            let marked = try await client.get("\(Self.path)?QueueUrl=\(Self.url)&ShowInvisible=true").body
            #expect(marked.contains("<Name>IsVisible</Name><Value>false</Value>"))
            #expect(marked.contains("<Name>IsVisible</Name><Value>true</Value>"))
            #expect(marked.contains("<Name>IsDelayed</Name><Value>false</Value>"))
        }
    }

    @Test("JSON where it is asked for, and the queue in the path", arguments: Kind.allCases)
    func json(kind: Kind) async throws {
        try await withService(kind) { client in
            try await client.call("SendMessage", "MessageBody=a")
            let path = "\(Self.path)/us-east-1/000000000000/letters"
            let answer = try await client.get(path, headers: ["Accept: application/json"])
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.body.hasPrefix(#"{"ReceiveMessageResponse":{"ReceiveMessageResult":{"messages":[{"#))
            #expect(answer.body.contains(#""Body":"a","Attributes":[{"Name":"SenderId","#))
            #expect(try await client.get(path).headers["content-type"] == "text/xml")
        }
    }

    @Test("An AWS client with this address as its endpoint looks too, and does nothing else", arguments: Kind.allCases)
    func clientEndpoint(kind: Kind) async throws {
        try await withService(kind) { client in
            try await client.call("SendMessage", "MessageBody=a")
            for _ in 0..<2 {
                let answer = try await client.post("ReceiveMessage", to: Self.path)
                #expect(answer.status == 200)
                #expect(answer.body.contains(#""Body":"a""#))
                #expect(answer.body.contains(#""ReceiptHandle":"SQS/BACKDOOR/ACCESS""#))
            }
            let refused = try await client.post("PurgeQueue", to: Self.path)
            #expect(refused.status == 400)
            #expect(refused.headers["x-amzn-query-error"] == "InvalidAction;Sender")
            #expect(try await client.get("\(Self.path)?QueueUrl=letters").body.contains("<Body>a</Body>"))
        }
    }

    @Test("Looking receives nothing, and its handle deletes nothing", arguments: Kind.allCases)
    func untouched(kind: Kind) async throws {
        try await withService(kind) { client in
            try await client.call("SendMessage", "MessageBody=a")
            for _ in 0..<5 { _ = try await client.get("\(Self.path)?QueueUrl=letters&ShowInvisible=true") }
            let deletion = try await client.get(
                "/?Action=DeleteMessage&QueueUrl=letters&ReceiptHandle=SQS/BACKDOOR/ACCESS"
            )
            #expect(deletion.status == 404)
            #expect(deletion.body.contains("<Code>ReceiptHandleIsInvalid</Code>"))
            let received = try await client.get("/?Action=ReceiveMessage&QueueUrl=letters&AttributeName.1=All")
            #expect(received.body.contains("<Name>ApproximateReceiveCount</Name><Value>1</Value>"))
        }
    }

    @Test(
        "A queue that is not there",
        arguments: Kind.allCases,
        [
            "", "?QueueUrl=", "?QueueUrl=parcels", "?ShowInvisible=true", "/us-east-1/000000000000/parcels",
            "/eu-west-1/000000000000/letters", "/us-east-1/000000000000", "/us-east-1/nobody/letters",
        ]
    )
    func unknown(kind: Kind, rest: String) async throws {
        try await withService(kind) { client in
            let answer = try await client.get(Self.path + rest)
            #expect(answer.status == 400)
            #expect(answer.body.contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"))
            let json = try await client.get(Self.path + rest, headers: ["Accept: application/json"])
            #expect(json.body.hasPrefix(#"{"Error":{"Code":"AWS.SimpleQueueService.NonExistentQueue""#))
        }
    }

    @Test("Who names no region sees the queue in whichever region has it, if only one does", arguments: Kind.allCases)
    func otherRegion(kind: Kind) async throws {
        try await withService(kind) { client in
            func signed(_ region: String) -> String {
                "Authorization: AWS4-HMAC-SHA256 Credential=x/20260101/\(region)/sqs/aws4_request"
            }
            for region in ["eu-west-1", "eu-west-2"] {
                let create = "/?Action=CreateQueue&QueueName=parcels"
                #expect(try await client.get(create, headers: [signed(region)]).status == 200)
                let send = "/?Action=SendMessage&QueueUrl=parcels&MessageBody=in-\(region)"
                #expect(try await client.get(send, headers: [signed(region)]).status == 200)
                let unsigned = try await client.get("\(Self.path)?QueueUrl=http://localhost/000000000000/parcels")
                #expect(unsigned.status == (region == "eu-west-1" ? 200 : 400))
                #expect(unsigned.body.contains("in-eu-west-1") == (region == "eu-west-1"))
            }
            let own = try await client.get("\(Self.path)?QueueUrl=parcels", headers: [signed("eu-west-2")])
            #expect(own.body.contains("in-eu-west-2"))
            #expect(try await client.get("\(Self.path)/eu-west-1/000000000000/parcels").body.contains("in-eu-west-1"))
        }
    }

    @Test("What lies behind more hidden messages than one page passes is found", arguments: Kind.allCases)
    func farBehind(kind: Kind) async throws {
        try await withService(kind) { client in
            let entry = (1...10).map {
                "SendMessageBatchRequestEntry.\($0).Id=\($0)&SendMessageBatchRequestEntry.\($0)"
            }
            let batch = entry.map { "\($0).MessageBody=late&\(String($0.split(separator: "&")[1])).DelaySeconds=900" }
            for _ in 0...PageRequest.rowLimit / 10 {
                try await client.call("SendMessageBatch", batch.joined(separator: "&"))
            }
            try await client.call("SendMessage", "MessageBody=here")
            #expect(try await client.get("\(Self.path)?QueueUrl=letters").body.contains("<Body>here</Body>"))
        }
    }
}

/// A client of one service, which has the queue `letters`.
private struct ServiceClient {
    let raw: RawClient

    func get(_ path: String, headers: [String] = []) async throws -> RawClient.Answer {
        let extra = headers.map { $0 + "\r\n" }.joined()
        try await raw.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(extra)\r\n")
        return try await raw.answer()
    }

    func call(_ action: String, _ parameters: String) async throws {
        let answer = try await get("/?Action=\(action)&QueueUrl=letters&\(parameters)")
        #expect(answer.status == 200, "\(action): \(answer.body)")
    }

    func post(_ action: String, to path: String) async throws -> RawClient.Answer {
        let body = #"{"QueueUrl":"http://localhost/000000000000/letters"}"#
        try await raw.send(awsRequest(action, body).replacing("POST / ", with: "POST \(path) ", maxReplacements: 1))
        return try await raw.answer()
    }
}

private func withService(
    _ kind: MessagesEndpointTests.Kind,
    _ test: (ServiceClient) async throws -> Void
) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "sqsd-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let clock = ManualClock()
    let writer = StoreWriter(clock: clock, onFailure: { Issue.record("the store failed: \($0)") }) {
        var generator = SeededGenerator(seed: 1)
        let durability: Durability = kind == .onDisk ? .normal : .memory
        return try SQLiteStore(.init(directory: directory, durability: durability), using: &generator)
    }
    let service = QueueService(
        writer: writer,
        opened: try writer.start(),
        clock: clock,
        generator: SeededGenerator(seed: 2),
        report: { Issue.record("reported: \($0)") }
    )
    defer { writer.stop() }
    try await withServer(for: service) { _, port in
        let client = ServiceClient(raw: try RawClient(port: port))
        let created = try await client.get("/?Action=CreateQueue&QueueName=letters")
        #expect(created.status == 200)
        try await test(client)
    }
}
