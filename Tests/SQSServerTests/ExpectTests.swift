import SQSServer
import Testing

/// SDK-8: clients that ask before they send a body.
@Suite("Expect: 100-continue")
struct ExpectTests {
    private static func head(_ headers: [String] = []) -> String {
        let request = awsRequest(headers: ["Expect: 100-continue"] + headers)
        return String(request.dropLast(2))
    }

    @Test("A request that will be read is asked for its body")
    func accepted() async throws {
        try await withServer { server in
            let client = try server.connect()
            for _ in 0..<2 {
                try await client.send(Self.head())
                #expect(try await client.answer().status == 100)
                try await client.send("{}")
                #expect(try await client.answer().status == 200)
            }
        }
    }

    @Test("A request that is refused is told so at once")
    func refused() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(Self.head(["Origin: https://evil.test"]))
            #expect(try await client.answer().status == 403)
            let other = try server.connect()
            let large = "Expect: 100-continue\r\nContent-Length: 99999999"
            try await other.send("POST / HTTP/1.1\r\nHost: localhost\r\n\(large)\r\n\r\n")
            #expect(try await other.answer().status == 413)
        }
    }

    @Test("The answers before it come first")
    func afterOthers() async throws {
        try await withServer(StubHandler(.held)) { server in
            let client = try server.connect()
            try await client.send(awsRequest() + Self.head())
            let call = try #require(try await server.handler.calls(1).first)
            call.answer()
            #expect(try await client.answer().status == 200)
            #expect(try await client.answer().status == 100)
            try await client.send("{}")
            let calls = try await server.handler.calls(2)
            calls[1].answer()
            #expect(try await client.answer().status == 200)
        }
    }
}
