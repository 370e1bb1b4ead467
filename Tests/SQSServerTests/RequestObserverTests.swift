import QueueService
import QueueTesting
import SQSModel
import SQSServer
import Synchronization
import Testing

/// What those are told who count requests.
@Suite("Observing requests")
struct RequestObserverTests {
    private let witness = Witness()

    @Test func `An answered call is told with its action, protocol and duration`() async throws {
        try await withServer(StubHandler(.held), observer: witness) { server in
            let client = try server.connect()
            try await client.send(awsRequest("ReceiveMessage"))
            let call = try #require(try await server.handler.calls(1).first)
            #expect(server.server.activeConnections == 1)
            try await Task.sleep(for: .milliseconds(20))
            call.answer()
            #expect(try await client.answer().status == 200)
            let told = try #require(try await witness.calls(1).first)
            #expect(told.action == .receiveMessage)
            #expect(told.spelling == .json)
            #expect(told.error == nil)
            #expect(told.duration >= .milliseconds(20))
            #expect(told.duration < .seconds(120))
        }
    }

    @Test func `A call that fails is told with its code, in Query as well`() async throws {
        let handler = StubHandler { _ in .failure(.queueDoesNotExist) }
        try await withServer(handler, observer: witness) { server in
            let client = try server.connect()
            let body = "Action=GetQueueUrl&QueueName=none"
            try await client.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(try await client.answer().status == 400)
            let told = try #require(try await witness.calls(1).first)
            #expect(told.action == .getQueueUrl)
            #expect(told.spelling == .query)
            #expect(told.error?.query == "AWS.SimpleQueueService.NonExistentQueue")
        }
    }

    @Test(arguments: [("SendMessage", "[", ActionName.sendMessage), ("Fly", "{}", nil)])
    func `A call that cannot be read is told with the action that it names, if there is one`(
        action: String,
        body: String,
        expected: ActionName?
    ) async throws {
        try await withServer(observer: witness) { server in
            let client = try server.connect()
            try await client.send(awsRequest(action, body))
            #expect(try await client.answer().status == 400)
            let told = try #require(try await witness.calls(1).first)
            #expect(told.action == expected)
            #expect(told.error != nil)
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n", RejectionReason.host),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.test\r\n\r\n", .origin),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 83886080\r\n\r\n", .size),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .malformed),
        ("GET / HTTP/1.1\r\n\r\n", .malformed),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n", .timeout),
        ("POST / HT", .timeout),
    ])
    func `What is turned away is told with the reason, and is no call`(
        request: String,
        reason: RejectionReason
    ) async throws {
        try await withServer(
            observer: witness,
            configure: {
                $0.headerTimeout = .milliseconds(60)
                $0.bodyTimeout = .milliseconds(60)
            }
        ) { server in
            let client = try server.connect()
            try await client.send(request)
            #expect(try await witness.rejections(1) == [reason])
            #expect(try await witness.calls(0).isEmpty)
        }
    }

    @Test func `Connections that are too many are told, those that are open are counted`() async throws {
        try await withServer(observer: witness, configure: { $0.maximumConnections = 1 }) { server in
            let first = try server.connect()
            try await first.send(awsRequest())
            #expect(try await first.answer().status == 200)
            #expect(server.server.connections == 1)
            #expect(server.server.activeConnections == 0, "its call was answered")
            let second = try server.connect()
            #expect(try await second.answer().status == 503)
            #expect(try await witness.rejections(1) == [.connections])
            #expect(try await second.isClosedByServer())
        }
    }

    @Test func `Who asks whether the server is well makes no call`() async throws {
        try await withServer(observer: witness) { server in
            let client = try server.connect()
            try await client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await client.answer().status == 200)
            try await client.send(awsRequest())
            #expect(try await client.answer().status == 200)
            #expect(try await witness.calls(1).map(\.action) == [.listQueues])
        }
    }
}

/// Remembers what it was told.
private final class Witness: RequestObserver {
    private let state = Mutex((calls: [AnsweredCall](), rejections: [RejectionReason]()))

    func answered(_ call: AnsweredCall) { state.withLock { $0.calls.append(call) } }

    func rejected(_ reason: RejectionReason) { state.withLock { $0.rejections.append(reason) } }

    /// Waits until so many have been told: the client may have the answer first.
    func calls(_ count: Int) async throws -> [AnsweredCall] {
        try await wait { $0.0.count >= count }
        return state.withLock { $0.calls }
    }

    func rejections(_ count: Int) async throws -> [RejectionReason] {
        try await wait { $0.1.count >= count }
        return state.withLock { $0.rejections }
    }

    private func wait(until isThere: (([AnsweredCall], [RejectionReason])) -> Bool) async throws {
        _ = try await eventually { isThere(state.withLock { ($0.calls, $0.rejections) }) }
    }
}
