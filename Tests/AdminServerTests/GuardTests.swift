import AdminAPI
import AdminServer
import Foundation
import NIOHTTP1
import Testing

@Suite("Who may come in")
struct GuardTests {
    /// A route of each kind: for supervisors, read, stream, write, and none at all.
    private static let routes: [(HTTPMethod, String)] = [
        (.GET, AdminPath.live), (.GET, AdminPath.metrics), (.GET, AdminPath.queues), (.GET, AdminPath.export),
        (.GET, AdminPath.events), (.POST, AdminPath.action("ListQueues")), (.POST, AdminPath.import),
        (.DELETE, AdminPath.message("1", of: "q")), (.GET, "/nothing"),
    ]

    private static let foreign: [(headers: [(String, String)], status: Int, code: String)] = [
        ([("host", "evil.test")], 421, "Misdirected"), ([("host", "localhost.evil.test:9325")], 421, "Misdirected"),
        ([("host", "a b")], 421, "Misdirected"), ([("origin", "https://evil.test")], 403, "Forbidden"),
        ([("origin", "null")], 403, "Forbidden"), ([("origin", "http://localhost:3000")], 403, "Forbidden"),
        ([("sec-fetch-site", "cross-site")], 403, "Forbidden"), ([("sec-fetch-site", "same-site")], 403, "Forbidden"),
        ([("referer", "https://evil.test/page")], 403, "Forbidden"),
    ]

    @Test("Foreign names and pages are kept out of every route", arguments: foreign)
    func foreigners(headers: [(String, String)], status: Int, code: String) async throws {
        try await AdminTrial.run { trial in
            for (method, path) in Self.routes {
                let body = method == .POST ? "{}" : nil
                let answer = try await trial.send(method, path, body: body, headers: headers)
                #expect(answer.status == status, "\(method) \(path)")
                #expect(try answer.decode(AdminProblem.self).code == code)
                #expect(answer.headers.first(name: "access-control-allow-origin") == nil)
            }
        }
    }

    @Test("The server's own pages may call")
    func ownPages() async throws {
        try await AdminTrial.run { trial in
            let own = "127.0.0.1:\(trial.port)"
            for headers in [
                [("origin", "http://\(own)"), ("sec-fetch-site", "same-origin")], [("sec-fetch-site", "none")],
                [("referer", "http://\(own)/queues"), ("sec-fetch-site", "same-origin")],
            ] {
                let read = try await trial.send(.GET, "\(AdminPath.queues)?limit=1", headers: headers)
                #expect(read.status == 200)
                let call = try await trial.send(.POST, AdminPath.action("ListQueues"), body: "{}", headers: headers)
                #expect(call.status == 200)
            }
        }
    }

    @Test(
        "Without the token only supervisors come in",
        arguments: [nil, "Bearer", "Bearer wrong", "Basic 0123456789abcdef"]
    )
    func token(authorization: String?) async throws {
        try await AdminTrial.run(token: "0123456789abcdef") { trial in
            let headers = authorization.map { [("authorization", $0)] } ?? []
            for (method, path) in Self.routes where path != AdminPath.live {
                let body = method == .POST ? "{}" : nil
                let answer = try await trial.send(method, path, body: body, headers: headers)
                #expect(answer.status == 401, "\(method) \(path)")
                #expect(answer.headers.first(name: "www-authenticate")?.hasPrefix("Bearer") == true)
            }
            for path in [AdminPath.live, AdminPath.ready, AdminPath.health] {
                #expect(try await trial.send(.GET, path).status == 200)
            }
            let known = [("authorization", "Bearer 0123456789abcdef")]
            #expect(try await trial.send(.GET, AdminPath.queues, headers: known).status == 200)
        }
    }

    @Test(
        "A body whose type pages could send is not read",
        arguments: ["text/plain", "application/x-www-form-urlencoded", ""]
    )
    func contentType(type: String) async throws {
        try await AdminTrial.run { trial in
            for (method, path) in Self.routes where method != .GET {
                let headers = [("content-type", type)]
                let answer = try await trial.send(method, path, body: "{}", headers: headers)
                #expect(answer.status == 415, "\(method) \(path)")
            }
        }
    }

    @Test("A body that is too large is refused by its length")
    func tooLarge() async throws {
        try await AdminTrial.run(configure: { $0.maximumBodyBytes = 10 }) { trial in
            try await trial.perform("CreateQueue", #"{"QueueName":"q"}"#)
            let path = AdminPath.selection(.delete, of: "q")
            #expect(try await trial.send(.POST, path, body: #"{"Selection":{}}"#).status == 413)
        }
    }

    @Test("Answers are not kept, and not taken for something else")
    func headers() async throws {
        try await AdminTrial.run { trial in
            for path in [AdminPath.live, AdminPath.queues, "/nothing"] {
                let answer = try await trial.send(.GET, path)
                #expect(answer.headers.first(name: "cache-control") == "no-store")
                #expect(answer.headers.first(name: "x-content-type-options") == "nosniff")
                let head = try await trial.send(.HEAD, path)
                #expect(head.status == answer.status)
                #expect(head.body.isEmpty)
            }
            let wrong = try await trial.send(.PUT, AdminPath.queues)
            #expect(wrong.status == 405)
            #expect(wrong.headers.first(name: "allow") == "GET, HEAD")
        }
    }
}
