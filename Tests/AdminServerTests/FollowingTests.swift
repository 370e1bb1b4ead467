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

    @Test("A deletion is told with the id of the message, as its sending was")
    func idOfDeleted() async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            var parts = try await follow(trial).body.makeAsyncIterator()
            _ = try await parts.next()
            try await trial.perform("SendMessage", #"{"QueueUrl":"q","MessageBody":"one"}"#)
            let received = try await trial.perform("ReceiveMessage", #"{"QueueUrl":"q"}"#).body
            let handle = try #require(received.firstMatch(of: /"ReceiptHandle":"([^"]+)"/)?.output.1)
            try await trial.perform("DeleteMessage", #"{"QueueUrl":"q","ReceiptHandle":"\#(handle)"}"#)
            var ids: [String: String] = [:]
            while ids["deleted"] == nil, let part = try await parts.next() {
                for line in String(buffer: part).split(separator: "\n") where line.hasPrefix("data: ") {
                    let event = try AdminJSON.decoder().decode(LiveEvent.self, from: Data(line.dropFirst(6).utf8))
                    ids[event.kind.rawValue] = event.messageId
                }
            }
            #expect(ids["sent"] != nil)
            #expect(ids["deleted"] == ids["sent"])
        }
    }
}
