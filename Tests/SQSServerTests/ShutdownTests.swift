import SQSModel
import SQSServer
import Testing

/// Row 39: ending while calls are under way.
@Suite("Shutdown")
struct ShutdownTests {
    @Test("What is under way is answered, with the word that the connection ends")
    func finishes() async throws {
        try await withServer(StubHandler(.held)) { server in
            let client = try server.connect()
            try await client.send(awsRequest("ReceiveMessage"))
            let call = try #require(try await server.handler.calls(1).first)
            await server.server.shutdown(grace: .seconds(5)) { call.answer() }
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer.headers["connection"] == "close")
            #expect(try await client.isClosedByServer())
        }
    }

    @Test("A request that comes while the server ends is still answered")
    func lateRequest() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(awsRequest())
            #expect(try await client.answer().headers["connection"] == nil)
            async let end: Void = server.server.shutdown(grace: .seconds(5)) {}
            var connection: String?
            while connection == nil {
                try await client.send(awsRequest())
                connection = try await client.answer().headers["connection"]
            }
            #expect(connection == "close")
            await end
        }
    }

    @Test("Idle connections do not hold it up, nor do new ones come in")
    func idle() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(awsRequest())
            #expect(try await client.answer().status == 200)
            let duration = await ContinuousClock().measure { await server.server.shutdown(grace: .seconds(5)) {} }
            #expect(duration < .seconds(4), "less than the grace period")
            #expect(try await client.isClosedByServer())
            #expect(throws: RawClient.Failure.self) { try server.connect() }
        }
    }

    @Test("What is not done within the grace period is cut")
    func cut() async throws {
        try await withServer(StubHandler(.held)) { server in
            let client = try server.connect()
            try await client.send(awsRequest("ReceiveMessage"))
            let call = try #require(try await server.handler.calls(1).first)
            await server.server.shutdown(grace: .milliseconds(50)) {}
            #expect(try await client.isClosedByServer())
            #expect(call.waiting.isAbandoned)
        }
    }
}
