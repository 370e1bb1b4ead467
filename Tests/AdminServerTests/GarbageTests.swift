import AdminAPI
import AdminServer
import Foundation
import NIOHTTP1
import QueueTesting
import Testing

@Suite("Garbage")
struct GarbageTests {
    private static let paths = [
        AdminPath.queues, AdminPath.clients, AdminPath.moveTasks, AdminPath.export, AdminPath.version,
        AdminPath.queue("q"), AdminPath.activity("q"), AdminPath.groups("q.fifo"), AdminPath.holds("q"),
        AdminPath.messages("q"), AdminPath.messages("q.fifo"), AdminPath.message("1", of: "q"),
        AdminPath.why("2", of: "q.fifo"), AdminPath.resend("1", of: "q"), AdminPath.import, AdminPath.metrics,
        AdminPath.action("SendMessage"), AdminPath.action("ReceiveMessage"), AdminPath.action("Nothing"),
        AdminPath.selection(.delete, of: "q"), AdminPath.selection(.move, of: "q.fifo"),
        AdminPath.selection(.requeue, of: "q"), "/v1/queues/%FF/messages", "/v1/queues/%00", "/v1//queues", "/",
    ]
    private static let names = [
        "after", "allRegions", "body", "client", "dryRun", "from", "group", "kind", "limit", "match", "messages",
        "newIds", "ignoreMissingDlq", "olderThan", "pattern", "queue", "region", "account", "state", "step",
    ]
    private static let values = [
        "", "0", "-1", "1", "1001", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e300",
        "NaN",
        "true", "TRUE", "%00", "%FF", "%", "%zz", "a%20b", "+", "q", "q.fifo", "arn:aws:sqs:us-east-1:000000000000:q",
        "arn:aws:sqs:::", "*", "****************a", "/(a+)+$/", "$.a", "$.a[0]==1e400", "visible", "inflight", "oldest",
        "newest", "%F0%9F%A6%8A", "us-east-1", "000000000000",
        "\u{301}".addingPercentEncoding(withAllowedCharacters: [])
            ?? "",
    ]
    private static let keys = [
        "Selection", "Max", "Ids", "States", "Match", "OlderThanSeconds", "Client", "MessageGroupId", "Destination",
        "RatePerSecond", "IsDryRun", "TakesInFlight", "Body", "MessageAttributes", "DelaySeconds", "KeepsOriginal",
        "QueueUrl", "MessageBody", "Type", "FormatVersion", "a",
    ]

    private struct Dice {
        var generator: SeededGenerator

        mutating func pick<Value>(_ values: [Value]) -> Value {
            values.randomElement(using: &generator) ?? values[0]
        }

        mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

        mutating func query() -> String {
            let pairs = (0..<number(0...3)).map { _ in "\(pick(GarbageTests.names))=\(pick(GarbageTests.values))" }
            return pairs.isEmpty ? "" : "?\(pairs.joined(separator: "&"))"
        }

        /// Something that looks like JSON, mostly.
        mutating func json(depth: Int = 0) -> String {
            switch number(0...(depth < 3 ? 11 : 7)) {
            case 0: return "null"
            case 1: return pick(["true", "false"])
            case 2: return pick(["0", "-1", "1", "1.5", "1e300", "-1e400", "9223372036854775808", "NaN"])
            case 3: return pick([#""""#, #""q""#, #""q.fifo""#, #""\u0000""#, #""\ud800""#, #""1""#, #""visible""#])
            case 4: return pick(["", "{", "]", "\u{FEFF}{}", "{\"a\":1,}", "\n\n", "\"", "{}{}"])
            case 5: return #""sqsd-export""#
            case 6: return "{}"
            case 7: return "[]"
            case 8: return "[\((0..<number(0...3)).map { _ in json(depth: depth + 1) }.joined(separator: ","))]"
            default:
                let members = (0..<number(1...4)).map { _ in
                    "\"\(pick(GarbageTests.keys))\":\(json(depth: depth + 1))"
                }
                return "{\(members.joined(separator: ","))}"
            }
        }
    }

    /// Each answer is one of those that are described, and the server goes on.
    @Test(
        "Whatever is sent is answered, and never with an error of the server's own",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func everythingIsAnswered(seed: UInt64) async throws {
        var dice = Dice(generator: SeededGenerator(seed: seed))
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            try await trial.perform("CreateQueue", #"{"QueueName":"q.fifo","Attributes":{"FifoQueue":"true"}}"#)
            for number in 0..<20 {
                try await trial.perform("SendMessage", #"{"QueueUrl":"q","MessageBody":"\#(number)"}"#)
            }
            for _ in 0..<200 {
                let method = dice.pick([HTTPMethod.GET, .GET, .POST, .POST, .POST, .DELETE, .HEAD, .PUT])
                let path = dice.pick(Self.paths) + dice.query()
                let body = method == .POST || method == .PUT ? dice.json() : nil
                let answer = try await trial.send(method, path, body: body)
                #expect(answer.status < 500, "\(method) \(path) \(body ?? "")")
                if answer.status >= 400, method != .HEAD { #expect(!answer.body.isEmpty) }
            }
            #expect(try await trial.send(.GET, AdminPath.queues).status == 200)
        }
    }
}
