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
            await server.server.shutdown(grace: .seconds(60)) { call.answer() }
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer.headers["connection"] == "close")
            #expect(try await client.isClosedByServer())
        }
    }

    @Test("A request that comes while the server ends is still answered")
    func lateRequest() async throws {
        // A client that is slower than the farewell has lost its connection: on a busy machine this one may be.
        for attempt in 1...20 {
            do {
                return try await withServer { server in
                    let client = try server.connect()
                    try await client.send(awsRequest())
                    #expect(try await client.answer().headers["connection"] == nil)
                    async let end: Void = server.server.shutdown(grace: .seconds(60)) {}
                    var connection: String?
                    while connection == nil {
                        try await client.send(awsRequest())
                        connection = try await client.answer().headers["connection"]
                    }
                    #expect(connection == "close")
                    await end
                }
            } catch let failure as RawClient.Failure where attempt < 20 {
                print("Attempt \(attempt): \(failure)")
            }
        }
    }

    @Test("Idle connections do not hold it up, nor do new ones come in")
    func idle() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(awsRequest())
            #expect(try await client.answer().status == 200)
            let duration = await ContinuousClock().measure { await server.server.shutdown(grace: .seconds(60)) {} }
            #expect(duration < .seconds(30), "less than the grace period")
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
