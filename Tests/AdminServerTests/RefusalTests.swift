import AdminAPI
import AdminServer
import Foundation
import NIOHTTP1
import Testing

@Suite("What cannot be read is refused, and nothing is changed")
struct RefusalTests {
    @Test(
        "A parameter that a path does not know is refused, with the nearest one that it knows",
        arguments: [
            ("\(AdminPath.queues)?patern=x", "pattern"), ("\(AdminPath.messages("q"))?oldrThan=5", "olderThan"),
            ("\(AdminPath.holds("q"))?limits=5", "limit"), ("\(AdminPath.export)?queues=q", "queue"),
            ("\(AdminPath.events)?kinds=sent", "kind"), ("\(AdminPath.status)?regoin=x", "region"),
        ]
    )
    func unknownParameter(path: String, meant: String) async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            let answer = try await trial.send(.GET, path)
            #expect(answer.status == 400)
            let problem = try answer.decode(AdminProblem.self)
            #expect(problem.message.hasSuffix("is no parameter of this path; did you mean \(meant)?"))
            #expect(problem.hint?.contains(meant) == true)
        }
    }

    @Test(
        "A number that is none, or out of its range, is refused",
        arguments: [
            "limit=0", "limit=1001", "limit=-1", "limit=1e3", "limit=99999999999999999999", "olderThan=-1",
            "olderThan=2147483648", "olderThan=9223372036854775807", "after=x", "after=9223372036854775808",
        ]
    )
    func numberOutOfRange(query: String) async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            #expect(try await trial.send(.GET, "\(AdminPath.messages("q"))?\(query)").status == 400)
        }
    }

    @Test("A region and an account that are none are refused, also where no queue is named")
    func noRegion() async throws {
        try await AdminTrial.run { trial in
            for path in [AdminPath.queues, AdminPath.moveTasks, AdminPath.export, AdminPath.version, AdminPath.import] {
                let method: HTTPMethod = path == AdminPath.import ? .POST : .GET
                let body = method == .POST ? "" : nil
                for query in ["region=a%20b", "account=1", "account=12345678901x"] {
                    let answer = try await trial.send(method, "\(path)?\(query)", body: body)
                    #expect(answer.status == 400, "\(path) \(query)")
                }
            }
        }
    }

    /// Each of them would delete all messages, were it not read or read wrongly.
    private static let selections = [
        #"{"Selection":{"Max":0}}"#, #"{"Selection":{"Max":-1}}"#, #"{"Selection":{"Max":1e30}}"#,
        #"{"Selection":{"Max":1.5}}"#, #"{"Selection":{"OlderThanSeconds":-1}}"#,
        #"{"Selection":{"OlderThanSeconds":2147483648}}"#, #"{"Selection":{"OlderThanSeconds":9223372036854775807}}"#,
        #"{"Selection":{"OlderThanSeconds":1e300}}"#, #"{"Selection":{},"RatePerSecond":0}"#,
        #"{"Selection":{},"RatePerSecond":1000001}"#, #"{"Selection":{},"RatePerSecond":9223372036854775807}"#,
        #"{"Selection":{"OlderThan":3600}}"#, #"{"Selection":{"Idz":["1"]}}"#, #"{"Selection":{},"DryRun":true}"#,
        #"{"selection":{}}"#, #"{"Selection":[]}"#, #"{"Selection":{"States":["none"]}}"#, "[]", "{", "",
    ]

    @Test("A selection that cannot be read deletes nothing", arguments: selections)
    func badSelection(body: String) async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            try await trial.perform("SendMessage", #"{"QueueUrl":"q","MessageBody":"one"}"#)
            let answer = try await trial.send(.POST, AdminPath.selection(.delete, of: "q"), body: body)
            #expect(answer.status == 400, "\(answer.body)")
            #expect(try await trial.send(.GET, AdminPath.messages("q")).decode(MessageList.self).messages.count == 1)
        }
    }

    @Test("A key with the value null is as good as none")
    func nullKey() async throws {
        try await AdminTrial.run { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            let body = #"{"Selection":{"Max":null,"Ids":null},"Destination":null}"#
            #expect(try await trial.send(.POST, AdminPath.selection(.delete, of: "q"), body: body).status == 200)
        }
    }
}
