import AdminAPI
import AdminServer
import AsyncHTTPClient
import Foundation
import NIOCore
import QueueService
import QueueTesting
import Testing

@Suite("Readers of events")
struct FollowingTests {
    private func follow(_ trial: AdminTrial) async throws -> HTTPClientResponse {
        let url = "http://127.0.0.1:\(trial.port)\(AdminPath.events)"
        return try await trial.client.execute(HTTPClientRequest(url: url), timeout: .seconds(120))
    }

    @Test("A stream of events shows that it is alive where nothing happens")
    func heartbeat() async throws {
        try await AdminTrial.run(configure: { $0.heartbeat = .milliseconds(10) }) { trial in
            var text = ""
            for try await part in try await follow(trial).body {
                text += String(buffer: part)
                if text.hasSuffix(":\n\n:\n\n:\n\n") { break }
            }
            #expect(text.hasPrefix(": sqsd\n\n:\n\n"))
        }
    }

    @Test("Whoever hangs up is forgotten, and the others read on")
    func hangingUp() async throws {
        try await AdminTrial.run { trial in
            var staying = try await follow(trial).body.makeAsyncIterator()
            let beginning = try await staying.next()
            #expect(beginning.map { String(buffer: $0) } == ": sqsd\n\n")
            for _ in 0..<3 {
                for try await _ in try await follow(trial).body {
                    #expect(trial.watch.live.subscribers == 2)
                    break
                }
                #expect(try await eventually { trial.watch.live.subscribers == 1 })
            }
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            let event = try await staying.next().map { String(buffer: $0) }
            #expect(event?.hasPrefix("event: queue-created\n") == true)
        }
    }
}
