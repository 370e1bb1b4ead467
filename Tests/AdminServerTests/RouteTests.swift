import AdminAPI
import AdminServer
import Foundation
import NIOHTTP1
import Synchronization
import Testing

@Suite("What operators see and do")
struct RouteTests {
    @Test("A queue and its messages are shown as they are")
    func looking() async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q","Attributes":{"VisibilityTimeout":"60"}}"#)
            for body in ["one", "two"] {
                try await trial.perform("SendMessage", #"{"QueueUrl":"q","MessageBody":"\#(body)"}"#)
            }
            let list = try await trial.send(.GET, AdminPath.messages("q")).decode(MessageList.self)
            #expect(list.messages.map(\.body) == ["one", "two"])
            #expect(list.messages.allSatisfy { $0.state == .visible && $0.approximateReceiveCount == 0 })
            let detail = try await trial.send(.GET, AdminPath.queue("q")).decode(QueueDetail.self)
            #expect(detail.summary.approximateNumberOfMessages == 2)
            #expect(detail.attributes["VisibilityTimeout"] == "60")
            let queues = try await trial.send(.GET, "\(AdminPath.queues)?pattern=?").decode(QueueList.self)
            #expect(queues.queues.map(\.queueName) == ["q"])
            #expect(try await trial.send(.GET, "\(AdminPath.queues)?pattern=x*").decode(QueueList.self).queues.isEmpty)
        }
    }

    @Test("A message in flight is explained by who holds it, and released by its number")
    func why() async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            try await trial.perform("SendMessage", #"{"QueueUrl":"q","MessageBody":"one"}"#)
            let list = try await trial.send(.GET, AdminPath.messages("q")).decode(MessageList.self)
            let message = try #require(list.messages.first)
            try await trial.perform("ReceiveMessage", #"{"QueueUrl":"q"}"#)
            let why = try await trial.send(.GET, AdminPath.why(message.messageId, of: "q"))
                .decode(MessageExplanation.self)
            #expect(!why.isDeliverable)
            #expect(why.hold?.client?.hasPrefix("127.0.0.1:") == true)
            #expect(why.suggestions == ["sqsctl release q \(message.messageId)"])
            let lines = try await trial.send(
                .POST,
                AdminPath.selection(.release, of: "q"),
                body: #"{"Selection":{"Ids":["\#(message.number)"]}}"#
            )
            let last = try #require(lines.body.split(separator: "\n").last)
            let progress = try AdminJSON.decoder().decode(SelectionProgress.self, from: Data(last.utf8))
            #expect(progress.isFinished && progress.problem == nil && progress.done == 1)
            let path = AdminPath.message("\(message.number)", of: "q")
            #expect(try await trial.send(.GET, path).decode(MessageView.self).state == .visible)
            #expect(try await trial.send(.DELETE, path).status == 204)
            #expect(try await trial.send(.DELETE, path).status == 404)
        }
    }

    @Test("What was exported comes back as it was")
    func roundTrip() async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q","tags":{"team":"shop"}}"#)
            for number in 0..<3 {
                try await trial.perform("SendMessage", #"{"QueueUrl":"q","MessageBody":"m\#(number)"}"#)
            }
            let export = try await trial.send(.GET, AdminPath.export).body
            try await trial.perform("DeleteQueue", #"{"QueueUrl":"q"}"#)
            let answer = try await trial.send(.POST, AdminPath.import, body: export)
            let last = try #require(answer.body.split(separator: "\n").last)
            let progress = try AdminJSON.decoder().decode(ImportProgress.self, from: Data(last.utf8))
            #expect(progress.problem == nil)
            #expect(progress.queuesCreated == 1 && progress.messages == 3 && progress.lines == 5)
            let again = try await trial.send(.GET, AdminPath.export).body
            #expect(again == export)
            let broken = export.replacing("m1", with: "mX")
            let refused = try await trial.send(.POST, "\(AdminPath.import)?dryRun=true", body: broken).body
            #expect(refused.contains("Line 4: The body does not have the MD5"))
        }
    }

    @Test("Readiness follows the daemon's phase")
    func readiness() async throws {
        try await AdminTrial.run { trial in
            trial.readiness.phase = .draining
            let answer = try await trial.send(.GET, AdminPath.ready)
            #expect(answer.status == 503)
            #expect(try answer.decode(HealthReport.self).status == "stopping")
            #expect(try await trial.send(.GET, AdminPath.live).status == 200)
        }
    }

    @Test("A part of the daemon that fails is told, and the process turns over all the same")
    func failing() async throws {
        let health = Mutex<String?>(nil)
        try await AdminTrial.run(probes: [{ nil }, { health.withLock { $0 } }]) { trial in
            for path in [AdminPath.ready, AdminPath.health] {
                health.withLock { $0 = nil }
                #expect(try await trial.send(.GET, path).status == 200)
                health.withLock { $0 = "The store fails: the disk is gone." }
                let answer = try await trial.send(.GET, path)
                #expect(answer.status == 503)
                let report = try answer.decode(HealthReport.self)
                #expect(report.status == "failing" && report.reason == "The store fails: the disk is gone.")
            }
            #expect(try await trial.send(.GET, AdminPath.live).status == 200)
        }
    }
}
