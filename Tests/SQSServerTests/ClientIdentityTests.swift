import QueueService
import SQSModel
import SQSServer
import Testing

/// What the service learns of the program at the other end of a connection.
@Suite("Client identity")
struct ClientIdentityTests {
    @Test
    func `callers come with the address of their connection and with what they call themselves`() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(awsRequest(headers: ["User-Agent: aws-sdk-swift/1.0 "]))
            _ = try await client.answer()
            let caller = try #require(server.handler.calls.first?.caller)
            #expect(caller.client.userAgent == "aws-sdk-swift/1.0")
            #expect(caller.client.address == "127.0.0.1:\(client.localPort)")
        }
    }

    @Test
    func `a connection's calls share their client, until one calls itself otherwise`() async throws {
        try await withServer { server in
            let client = try server.connect()
            for agent in ["one", "one", "two"] {
                try await client.send(awsRequest(headers: ["User-Agent: \(agent)"]))
                _ = try await client.answer()
            }
            try await client.send(awsRequest())
            _ = try await client.answer()
            let clients = server.handler.calls.map(\.caller.client)
            #expect(clients.map(\.userAgent) == ["one", "one", "two", ""])
            #expect(Set(clients.map(\.address)) == ["127.0.0.1:\(client.localPort)"])
            #expect(clients[0] === clients[1])
        }
    }

    @Test
    func `two connections are two clients`() async throws {
        try await withServer { server in
            for _ in 0..<2 {
                let client = try server.connect()
                try await client.send(awsRequest(headers: ["User-Agent: one"]))
                _ = try await client.answer()
            }
            #expect(Set(server.handler.calls.map(\.caller.client)).count == 2)
        }
    }

    @Test(arguments: [(256, 256), (257, 256), (4000, 256)])
    func `what is longer than 256 bytes is cut`(sent: Int, kept: Int) async throws {
        try await withServer { server in
            let client = try server.connect()
            let agent = String(repeating: "a", count: sent)
            for _ in 0..<2 {
                try await client.send(awsRequest(headers: ["User-Agent: \(agent)"]))
                _ = try await client.answer()
            }
            let clients = server.handler.calls.map(\.caller.client)
            #expect(clients.map(\.userAgent) == Array(repeating: String(repeating: "a", count: kept), count: 2))
            #expect(clients[0] === clients[1])
        }
    }

    @Test
    func `no character is cut in two`() {
        let client = Client(address: "", userAgent: String(repeating: "a", count: 255) + "éb")
        #expect(client.userAgent == String(repeating: "a", count: 255))
    }
}
