import AdminAPI
import AdminServer
import Foundation
import NIOHTTP1
import Testing

@Suite("Exports that come back")
struct ImportTests {
    /// Sends lines and reads the last line of the answer.
    private func take(_ lines: String, _ query: String = "", in trial: AdminTrial) async throws -> ImportProgress {
        let answer = try await trial.send(.POST, "\(AdminPath.import)\(query)", body: lines)
        let last = try #require(answer.body.split(separator: "\n").last)
        let progress = try AdminJSON.decoder().decode(ImportProgress.self, from: Data(last.utf8))
        #expect(progress.isFinished)
        return progress
    }

    private static func policy(_ target: String) -> String {
        #"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:\#(target)\",\"maxReceiveCount\":3}"#
    }

    /// An export of queues that are each other's dead-letter queues, and of one message.
    private func exportOfTwo(_ trial: AdminTrial) async throws -> String {
        for name in ["a", "b"] { try await trial.perform("CreateQueue", #"{"QueueName":"\#(name)"}"#) }
        for (name, target) in [("a", "b"), ("b", "a")] {
            let body = #"{"QueueUrl":"\#(name)","Attributes":{"RedrivePolicy":"\#(Self.policy(target))"}}"#
            #expect(try await trial.perform("SetQueueAttributes", body).status == 200)
        }
        try await trial.perform("SendMessage", #"{"QueueUrl":"a","MessageBody":"one"}"#)
        let export = try await trial.send(.GET, AdminPath.export).body
        for name in ["a", "b"] { try await trial.perform("DeleteQueue", #"{"QueueUrl":"\#(name)"}"#) }
        return export
    }

    @Test("A-33: two queues that are each other's dead-letter queues come back as they were")
    func eachOthersDeadLetterQueues() async throws {
        try await AdminTrial.run { trial in
            let export = try await exportOfTwo(trial)
            let tried = try await take(export, "?dryRun=true", in: trial)
            #expect(tried.problem == nil && tried.queuesCreated == 2 && tried.messages == 1)
            let progress = try await take(export, in: trial)
            #expect(progress.problem == nil && progress.queuesCreated == 2 && progress.messages == 1)
            #expect(try await trial.send(.GET, AdminPath.export).body == export)
        }
    }

    @Test(
        "A-33: a dead-letter queue that nowhere is ends an import before its first message",
        arguments: ["", "?dryRun=true"]
    )
    func missingDeadLetterQueue(query: String) async throws {
        try await AdminTrial.run { trial in
            let export = try await exportOfTwo(trial)
            let lines = export.split(separator: "\n").filter { !$0.contains(#""QueueName":"b""#) }
            let progress = try await take(lines.joined(separator: "\n"), query, in: trial)
            let problem = try #require(progress.problem)
            #expect(
                problem.message == "Line 2: a has the dead-letter queue b, which is neither here nor in the export."
            )
            #expect(problem.hint?.contains("--ignore-missing-dlq") == true)
            #expect(progress.messages == 0 && progress.queuesCreated == 0)
            // Nothing was made, so that the next try makes the queue as it was.
            #expect(try await trial.send(.GET, AdminPath.queue("a")).status == 400)
        }
    }

    @Test(
        "A queue can come without its RedrivePolicy",
        arguments: ["?ignoreMissingDlq=true", "?ignoreMissingDlq=true&dryRun=true"]
    )
    func policyLeftOut(query: String) async throws {
        try await AdminTrial.run { trial in
            let export = try await exportOfTwo(trial)
            let lines = export.split(separator: "\n").filter { !$0.contains(#""QueueName":"b""#) }
            let progress = try await take(lines.joined(separator: "\n"), query, in: trial)
            #expect(progress.problem == nil && progress.messages == 1)
            #expect(progress.queuesCreated == 1 && progress.redrivePoliciesLeftOut == 1)
            guard !query.contains("dryRun") else { return }
            let detail = try await trial.send(.GET, AdminPath.queue("a")).decode(QueueDetail.self)
            #expect(detail.attributes["RedrivePolicy"] == nil)
        }
    }

    @Test("A queue that is there keeps its own RedrivePolicy")
    func queueThatIsThere() async throws {
        try await AdminTrial.run { trial in
            let export = try await exportOfTwo(trial)
            try await trial.perform("CreateQueue", #"{"QueueName":"a"}"#)
            let progress = try await take(export, in: trial)
            #expect(progress.problem == nil && progress.queuesCreated == 1 && progress.queuesFound == 1)
            let detail = try await trial.send(.GET, AdminPath.queue("a")).decode(QueueDetail.self)
            #expect(detail.attributes["RedrivePolicy"] == nil)
        }
    }

    @Test(
        "A time that is none, or far from any, is refused with its line",
        arguments: [
            #""9999999-01-01T00:00:00.000Z""#, #""+9999999-01-01T00:00:00Z""#, #""-0001-01-01T00:00:00.000Z""#,
            #""1969-12-31T23:59:59.999Z""#, #""292277026596-12-04T15:30:07.000Z""#, "1e300", "-1e300", "1e999",
            "253402300800", "NaN", #""""#, "null",
        ],
        ["EnqueuedAt", "SentAt", "VisibleAt", "FirstReceivedAt"]
    )
    func timeFarOut(time: String, key: String) async throws {
        // These two need not be there.
        guard time != "null" || key == "EnqueuedAt" || key == "SentAt" else { return }
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            try await trial.perform("SendMessage", #"{"QueueUrl":"q","MessageBody":"one"}"#)
            let export = try await trial.send(.GET, AdminPath.export).body
            let given = try Regex("\"\(key)\":\"[^\"]*\"")
            let withoutKey = export.replacing(given, with: "\"Other\":\"\"")
            let lines = withoutKey.replacing(#""Type":"message""#, with: #""Type":"message","\#(key)":\#(time)"#)
            #expect(lines != withoutKey)
            let progress = try await take(lines, in: trial)
            #expect(progress.problem?.message.hasPrefix("Line 3: ") == true, "\(String(describing: progress))")
            #expect(progress.messages == 0)
        }
    }

    @Test(
        "Counts of receives that no message can have are refused",
        arguments: [
            ("-1", "0"), ("0", "1"), ("9223372036854775807", "0"), ("2147483648", "0"), ("1", "-1"), ("1e300", "0"),
        ]
    )
    func impossibleCounts(receives: String, elsewhere: String) async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            try await trial.perform("SendMessage", #"{"QueueUrl":"q","MessageBody":"one"}"#)
            let lines = try await trial.send(.GET, AdminPath.export).body
                .replacing(#""ApproximateReceiveCount":0"#, with: #""ApproximateReceiveCount":\#(receives)"#)
                .replacing(#""ReceivesElsewhere":0"#, with: #""ReceivesElsewhere":\#(elsewhere)"#)
            #expect(try await take(lines, in: trial).problem?.message.hasPrefix("Line 3: ") == true)
        }
    }
}
