import SQSModel
import SQSServer
import Testing

@Suite("Health")
struct HealthTests {
    private func get(_ path: String, host: String = "localhost", headers: [String] = []) -> String {
        "GET \(path) HTTP/1.1\r\nHost: \(host)\r\n" + headers.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    @Test("A server that takes requests is healthy, without asking anybody")
    func health() async throws {
        try await withServer(configure: { $0.version = "1.2.3" }) { server in
            let client = try server.connect()
            try await client.send(get("/health"))
            let health = try await client.answer()
            #expect(health.status == 200)
            #expect(health.headers["content-type"] == "application/json")
            #expect(health.body == "{\"status\":\"ok\"}\n")
            try await client.send(get("/_localstack/health"))
            let other = try await client.answer()
            #expect(other.status == 200)
            #expect(other.body == "{\"services\":{\"sqs\":\"running\"},\"edition\":\"sqsd\",\"version\":\"1.2.3\"}\n")
            #expect(server.handler.calls.isEmpty)
        }
    }

    @Test("HEAD gets the head of what GET gets", arguments: ["/health", "/_localstack/health"])
    func head(path: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(get(path))
            let whole = try await client.answer()
            for _ in 0..<2 {
                try await client.send(get(path).replacing("GET", with: "HEAD"))
                let head = try await client.answer(toHead: true)
                #expect(head.status == 200)
                #expect(head.headers["content-length"] == "\(whole.body.utf8.count)")
            }
            // Nothing has followed that would be taken for the next answer.
            try await client.send(get(path))
            #expect(try await client.answer().body == whole.body)
        }
    }

    @Test("A refusal of HEAD has no body either, which would be taken for the next answer")
    func refusedHead() async throws {
        try await withServer { server in
            let client = try server.connect()
            for fields in [["Origin: https://evil.test"], ["Sec-Fetch-Site: cross-site"]] {
                try await client.send(get("/?Action=ListQueues", headers: fields).replacing("GET", with: "HEAD"))
                #expect(try await client.answer(toHead: true).status == 403)
            }
            try await client.send(get("/health"))
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("While calls wait, health is told all the same")
    func busy() async throws {
        try await withServer(StubHandler(.held)) { server in
            let waiting = try server.connect()
            try await waiting.send(awsRequest("ReceiveMessage"))
            #expect(try await server.handler.calls(1).count == 1)
            let client = try server.connect()
            try await client.send(get("/health"))
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("A server that is ending is not healthy: 503, and the connection ends")
    func draining() async throws {
        try await withServer(StubHandler(.held)) { server in
            let client = try server.connect()
            // Both arrive together, so that the second waits its turn while the server begins to end.
            try await client.send(awsRequest("ReceiveMessage") + get("/health"))
            let calls = try await server.handler.calls(1)
            await server.server.shutdown(grace: .seconds(60)) { for call in calls { call.answer() } }
            #expect(try await client.answer().status == 200)
            let health = try await client.answer()
            #expect(health.status == 503)
            #expect(health.body == "{\"status\":\"stopping\"}\n")
            #expect(health.headers["connection"] == "close")
        }
    }

    @Test(
        "The rules for coming in are those of calls",
        arguments: ["/health", "/_localstack/health", "/_aws/sqs/messages?QueueUrl=q"]
    )
    func admission(path: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(get(path, host: "evil.test"))
            #expect(try await client.answer().status == 403)
            for marker in ["Origin: https://evil.test", "Origin: null", "Sec-Fetch-Site: cross-site"] {
                try await client.send(get(path, headers: [marker]))
                #expect(try await client.answer().status == 403)
            }
            #expect(server.handler.inspections.isEmpty)
        }
    }

    @Test("Other methods and paths are calls, or nothing")
    func others() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send("PUT /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().status == 405)
            for path in ["/healthy", "/_localstack", "/_aws/sqs/messagesandmore", "/_aws"] {
                try await client.send(get(path))
                #expect(try await client.answer().status == 404)
            }
            #expect(server.handler.inspections.isEmpty)
        }
    }
}
