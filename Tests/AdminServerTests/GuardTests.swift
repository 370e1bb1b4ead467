import AdminAPI
import AdminServer
import Foundation
import NIOHTTP1
import Testing
import Vectors

@Suite("Who may come in")
struct GuardTests {
    /// A route of each kind: for supervisors, read, stream, write, and none at all.
    private static let routes: [(HTTPMethod, String)] = [
        (.GET, AdminPath.live), (.GET, AdminPath.metrics), (.GET, AdminPath.queues), (.GET, AdminPath.export),
        (.GET, AdminPath.events), (.POST, AdminPath.action("ListQueues")), (.POST, AdminPath.import),
        (.DELETE, AdminPath.message("1", of: "q")), (.GET, "/nothing"),
    ]

    /// Sends a request to a route of each kind.
    private func answers(
        _ trial: AdminTrial,
        to headers: [(String, String)]
    ) async throws -> [(route: String, answer: AdminTrial.Answer)] {
        var answers: [(String, AdminTrial.Answer)] = []
        for (method, path) in Self.routes + [(.OPTIONS, AdminPath.queues)] {
            let body = method == .POST ? "{}" : nil
            answers.append(("\(method) \(path)", try await trial.send(method, path, body: body, headers: headers)))
        }
        return answers
    }

    @Test("Foreign names are kept out of every route")
    func foreignHosts() async throws {
        try await AdminTrial.run { trial in
            for host in BrowserCases.foreignHosts + BrowserCases.malformedHosts {
                for (route, answer) in try await answers(trial, to: [("host", host)]) {
                    #expect(answer.status == 421, "\(host), \(route)")
                    #expect(try answer.decode(AdminProblem.self).code == "Misdirected")
                }
            }
        }
    }

    @Test("Names that nobody can register are let in")
    func localHosts() async throws {
        try await AdminTrial.run { trial in
            for host in BrowserCases.localHosts {
                let answer = try await trial.send(.GET, AdminPath.queues, headers: [("host", host)])
                #expect(answer.status == 200, "\(host)")
            }
        }
    }

    @Test("Of two hosts none is believed")
    func twoHosts() async throws {
        try await AdminTrial.run { trial in
            for hosts in [["localhost", "evil.test"], ["localhost", "localhost"]] {
                for (route, answer) in try await answers(trial, to: hosts.map { ("host", $0) }) {
                    #expect(answer.status == 400, "\(hosts), \(route)")
                }
            }
        }
    }

    @Test("Pages of somebody else are kept out of every route, and nothing is allowed to them")
    func foreignPages() async throws {
        try await AdminTrial.run { trial in
            let pages = BrowserCases.foreignPages.map { $0.fields.map { ($0.name, $0.value) } }
            for headers in pages + [[("Referer", "https://evil.test/page")], [("Referer", "about:blank")]] {
                for (route, answer) in try await answers(trial, to: headers) {
                    #expect(answer.status == 403, "\(headers), \(route)")
                    #expect(try answer.decode(AdminProblem.self).code == "Forbidden")
                    #expect(!answer.headers.contains { $0.name.lowercased().hasPrefix("access-control") })
                }
            }
        }
    }

    @Test("What no page has sent is let in", arguments: BrowserCases.noPages)
    func noPage(markers: BrowserCases.Markers) async throws {
        try await AdminTrial.run { trial in
            let headers = markers.fields.map { ($0.name, $0.value) }
            #expect(try await trial.send(.GET, AdminPath.queues, headers: headers).status == 200)
            let call = try await trial.send(.POST, AdminPath.action("ListQueues"), body: "{}", headers: headers)
            #expect(call.status == 200)
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

    @Test("A body whose type pages could send is not read, nor one that is none of this API's")
    func foreignTypes() async throws {
        try await AdminTrial.run { trial in
            for type in BrowserCases.foreignTypes + ["", "application/x-www-form-urlencoded"] {
                for (method, path) in Self.routes where method != .GET {
                    let answer = try await trial.send(method, path, body: "{}", headers: [("content-type", type)])
                    #expect(answer.status == 415, "\(type), \(method) \(path)")
                }
            }
        }
    }

    @Test(
        "A body of the API's types is read",
        arguments: [
            "application/json", "Application/JSON; charset=utf-8", "application/x-amz-json-1.0", "application/x-ndjson",
            "application/jsonl",
        ]
    )
    func ownTypes(type: String) async throws {
        try await AdminTrial.run { trial in
            let headers = [("content-type", type)]
            let call = try await trial.send(.POST, AdminPath.action("ListQueues"), body: "{}", headers: headers)
            #expect(call.status == 200)
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
