import QueueTesting
import SQSModel
import SQSServer
import Testing

/// How much and how long the server bears with a client.
@Suite("Limits")
struct LimitTests {
    @Test("Row 27: a body that is too large is refused by its length alone")
    func length() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 83886080\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 413)
            #expect(answer.headers["connection"] == "close")
        }
    }

    @Test("A client that sends all of a body that is too large can read why it was refused")
    func lingering() async throws {
        try await withServer { server in
            let client = try server.connect()
            let body = String(repeating: "a", count: 6_000_000)
            try await client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6000000\r\n\r\n\(body)")
            #expect(try await client.answer().status == 413)
        }
    }

    @Test("A chunked body is counted while it arrives")
    func chunked() async throws {
        try await withServer(configure: { $0.maximumBodyBytes = 1000 }) { server in
            let client = try server.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "64\r\n\(String(repeating: "a", count: 100))\r\n"
            try await client.send(String(repeating: chunk, count: 11))
            #expect(try await client.answer().status == 413)
            try await client.endSending()
            #expect(try await client.isClosedByServer())
        }
    }

    @Test("A body of exactly the limit is read")
    func exactly() async throws {
        try await withServer(configure: { $0.maximumBodyBytes = 1000 }) { server in
            let client = try server.connect()
            let body = "{}" + String(repeating: " ", count: 998)
            try await client.send(awsRequest("ListQueues", body))
            #expect(try await client.answer().status == 200)
            try await client.send(awsRequest("ListQueues", body + " "))
            #expect(try await client.answer().status == 413)
        }
    }

    @Test("One connection more than there may be is answered with 503 and closed")
    func connections() async throws {
        try await withServer(configure: { $0.maximumConnections = 2 }) { server in
            let first = try server.connect()
            let second = try server.connect()
            for client in [first, second] {
                try await client.send(awsRequest())
                #expect(try await client.answer().status == 200)
            }
            let third = try server.connect()
            #expect(try await third.answer().status == 503)
            try await third.endSending()
            #expect(try await third.isClosedByServer())
            try await first.close()
            #expect(try await eventually { server.server.connections == 1 })
            let fourth = try server.connect()
            try await fourth.send(awsRequest())
            #expect(try await fourth.answer().status == 200)
        }
    }

    @Test("Row 23: a head that comes too slowly", arguments: [true, false])
    func slowHead(isFirst: Bool) async throws {
        try await withServer(configure: { $0.headerTimeout = .milliseconds(60) }) { server in
            let client = try server.connect()
            if !isFirst {
                try await client.send(awsRequest())
                #expect(try await client.answer().status == 200)
            }
            try await client.send("POST / HTTP/1.1\r\n")
            try await Task.sleep(for: .milliseconds(30))
            try await client.send("Host: localhost\r\n")
            #expect(try await client.isClosedByServer())
        }
    }

    @Test("Row 23: a body that comes too slowly")
    func slowBody() async throws {
        try await withServer(configure: { $0.bodyTimeout = .milliseconds(60) }) { server in
            let client = try server.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\na")
            try await Task.sleep(for: .milliseconds(30))
            try await client.send("b")
            #expect(try await client.answer().status == 408)
        }
    }

    @Test("An idle connection", arguments: [true, false])
    func idle(hasAsked: Bool) async throws {
        // One that asks has to do so before.
        let timeout = Duration.milliseconds(hasAsked ? 2000 : 60)
        try await withServer(configure: { $0.idleTimeout = timeout }) { server in
            let start = ContinuousClock.now
            let client = try server.connect()
            if hasAsked {
                try await client.send(awsRequest())
                #expect(try await client.answer().status == 200)
            }
            #expect(try await client.isClosedByServer())
            #expect(ContinuousClock.now - start >= timeout)
        }
    }

    @Test("A connection that waits for its answer is not idle")
    func waiting() async throws {
        try await withServer(StubHandler(.held), configure: { $0.idleTimeout = .seconds(1) }) { server in
            let client = try server.connect()
            try await client.send(awsRequest())
            let call = try #require(try await server.handler.calls(1).first)
            #expect(try await !client.isClosedByServer(within: 1200))
            call.answer()
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("Row 23: a client that does not take its answers")
    func slowReader() async throws {
        let large = String(repeating: "x", count: 1 << 20)
        let handler = StubHandler { _ in .success(.getQueueUrl(GetQueueUrl.Response(queueUrl: large))) }
        try await withServer(handler, configure: { $0.writeTimeout = .milliseconds(60) }) { server in
            let client = try server.connect(receiveBuffer: 4096)
            try await client.send(String(repeating: awsRequest("GetQueueUrl"), count: 10))
            // Until the buffers of the system are full, the server cannot know.
            #expect(try await handler.calls(1).count >= 1)
            #expect(try await eventually { server.server.connections == 0 })
            #expect(handler.calls.count < 10)
            #expect(try await client.isClosedByServer())
        }
    }

    @Test("Reading stops while too many requests wait")
    func backpressure() async throws {
        try await withServer(StubHandler(.held)) { server in
            let client = try server.connect()
            let body = "{}" + String(repeating: " ", count: 100_000)
            let flood = Task { try await client.send(String(repeating: awsRequest("ListQueues", body), count: 400)) }
            _ = try await server.handler.calls(1)
            try await Task.sleep(for: .milliseconds(50))
            flood.cancel()
            #expect(server.handler.calls.count == 1)
        }
    }
}
