import SQSModel
import SQSServer
import Testing
import Vectors

/// P12: a web page cannot act on the server.
@Suite("Browsers")
struct BrowserTests {
    @Test("A name that nobody can register is let in")
    func allowed() async throws {
        try await withServer { server in
            let client = try server.connect()
            for host in BrowserCases.localHosts {
                try await client.send(awsRequest(host: host))
                #expect(try await client.answer().status == 200, "\(host)")
                #expect(server.handler.calls.last?.caller.endpoint == "http://\(host)")
            }
        }
    }

    @Test("A name that somebody could have registered is not, wherever it stands")
    func refused() async throws {
        try await withServer { server in
            for host in BrowserCases.foreignHosts {
                let client = try server.connect()
                try await client.send(awsRequest(host: host))
                let json = try await client.answer()
                #expect(json.status == 403, "\(host)")
                #expect(json.body.contains("--allowed-hosts"))
                #expect(json.headers["x-amzn-query-error"] == "AccessDenied;Sender")
                let other = try server.connect()
                try await other.send("GET http://\(host)/?Action=ListQueues HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let xml = try await other.answer()
                #expect(xml.status == 403, "\(host)")
                #expect(xml.body.contains("<Code>AccessDenied</Code>"))
            }
            #expect(server.handler.calls.isEmpty)
        }
    }

    @Test("What is no host is a bad request", arguments: BrowserCases.malformedHosts)
    func malformed(host: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(awsRequest(host: host))
            #expect(try await client.answer().status == 400)
            #expect(server.handler.calls.isEmpty)
        }
    }

    @Test(
        "Names can be configured",
        arguments: [
            (["sqs.test"], "sqs.test", 200), (["sqs.test"], "SQS.test.:80", 200), (["sqs.test"], "a.sqs.test", 403),
            (["*.sqs.test"], "a.b.sqs.test", 200), (["*.sqs.test"], "sqs.test", 403),
            (["*.sqs.test"], "asqs.test", 403),
            (["*"], "anything.test", 200), (["Sqs.Test"], "sqs.test", 200),
        ]
    )
    func configured(allowed: [String], host: String, status: Int) async throws {
        try await withServer(configure: { $0.allowedHosts = allowed }) { server in
            let client = try server.connect()
            try await client.send(awsRequest(host: host))
            #expect(try await client.answer().status == status)
        }
    }

    @Test("The external URL counts as allowed and goes into queue URLs")
    func external() async throws {
        try await withServer(configure: { $0.externalURL = "https://sqs.example.com:8443" }) { server in
            let client = try server.connect()
            for host in ["sqs.example.com:8443", "localhost"] {
                try await client.send(awsRequest(host: host))
                #expect(try await client.answer().status == 200)
            }
            #expect(Set(server.handler.calls.map(\.caller.endpoint)) == ["https://sqs.example.com:8443"])
        }
    }

    private static let form = "Content-Type: application/x-www-form-urlencoded"
    private static let call = "Action=PurgeQueue&QueueUrl=q"

    /// Requests that do something, in every spelling that there is.
    private static let requests: [(name: String, make: @Sendable (_ markers: [String]) -> String)] = [
        ("form", { post(form, call, $0) }),
        ("JSON", { awsRequest("PurgeQueue", headers: $0) }),
        ("GET", { head("GET /?\(call)", $0) }),
        ("OPTIONS", { head("OPTIONS /", ["Access-Control-Request-Method: POST"] + $0) }),
    ]

    private static func head(_ line: String, _ fields: [String]) -> String {
        "\(line) HTTP/1.1\r\nHost: localhost\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    private static func post(_ type: String, _ body: String, _ fields: [String]) -> String {
        head("POST /", [type, "Content-Length: \(body.utf8.count)"] + fields) + body
    }

    @Test("Nothing that a page of somebody else sends is carried out, and nothing is allowed to it")
    func pages() async throws {
        try await withServer { server in
            for markers in BrowserCases.foreignPages {
                for request in Self.requests {
                    let client = try server.connect()
                    try await client.send(request.make(markers.fields.map { "\($0.name): \($0.value)" }))
                    let answer = try await client.answer()
                    #expect(answer.status == 403, "\(request.name), \(markers)")
                    #expect(answer.headers.keys.filter { $0.hasPrefix("access-control") }.isEmpty)
                }
            }
            #expect(server.handler.calls.isEmpty)
        }
    }

    @Test("What no page has sent is carried out", arguments: BrowserCases.noPages)
    func noPage(markers: BrowserCases.Markers) async throws {
        try await withServer { server in
            let client = try server.connect()
            let fields = markers.fields.map { "\($0.name): \($0.value)" }
            for request in Self.requests.prefix(2) {
                try await client.send(request.make(fields))
                #expect(try await client.answer().status == 200, "\(request.name)")
            }
            #expect(server.handler.calls.count == 2)
        }
    }

    @Test(
        "A call by GET that a browser has made is not carried out, as any link could be followed",
        arguments: [
            "Referer: https://evil.test/", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-User: ?1",
        ]
    )
    func link(marker: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(Self.head("GET /?\(Self.call)", [marker]))
            #expect(try await client.answer().status == 403)
            #expect(server.handler.calls.isEmpty)
        }
    }

    @Test("W-5: a body of a type that calls do not have has no action, whatever else names one")
    func foreignTypes() async throws {
        try await withServer { server in
            for type in BrowserCases.foreignTypes {
                let field = "Content-Type: \(type)"
                let requests = [
                    (Self.post(field, "{}", ["X-Amz-Target: AmazonSQS.ListQueues"]), 403),
                    (Self.head("POST /?\(Self.call)", [field, "Content-Length: 0"]), 403),
                    (Self.post(field, Self.call, []), 404),
                ]
                for (request, status) in requests {
                    let client = try server.connect()
                    try await client.send(request)
                    #expect(try await client.answer().status == status, "\(request)")
                }
            }
            #expect(server.handler.calls.isEmpty)
        }
    }

    @Test(
        "A body of a type that calls have is one",
        arguments: [
            ("application/x-amz-json-1.0", true), ("application/x-amz-json-1.1", true), ("application/json", true),
            ("APPLICATION/JSON; charset=utf-8", true), ("application/x-www-form-urlencoded", false),
            ("application/x-www-form-urlencoded; charset=utf-8", false),
        ]
    )
    func callTypes(type: String, isJSON: Bool) async throws {
        try await withServer { server in
            let client = try server.connect()
            let target = isJSON ? ["X-Amz-Target: AmazonSQS.ListQueues"] : []
            try await client.send(Self.post("Content-Type: \(type)", isJSON ? "{}" : "Action=ListQueues", target))
            #expect(try await client.answer().status == 200)
            #expect(server.handler.calls.count == 1)
        }
    }

    @Test("A refusal comes before the body")
    func beforeBody() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\nContent-Length: 1000\r\n\r\n")
            #expect(try await client.answer().status == 403)
        }
    }

    @Test("A page that is configured may call")
    func allowedOrigin() async throws {
        try await withServer(configure: { $0.allowedOrigins = ["https://app.test"] }) { server in
            let client = try server.connect()
            let origin = "Origin: https://app.test"
            try await client.send(
                "OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\(origin)\r\nAccess-Control-Request-Method: POST\r\n\r\n"
            )
            let preflight = try await client.answer()
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-origin"] == "https://app.test")
            #expect(preflight.headers["access-control-allow-headers"]?.contains("x-amz-target") == true)
            try await client.send(awsRequest(headers: [origin, "Sec-Fetch-Site: cross-site"]))
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer.headers["access-control-allow-origin"] == "https://app.test")
            #expect(answer.headers["vary"] == "Origin")
            try await client.send("OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.test.evil.test\r\n\r\n")
            #expect(try await client.answer().status == 403)
        }
    }

    @Test("A browser may look for an icon and finds none")
    func icon() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(
                "GET /favicon.ico HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nReferer: http://localhost/\r\n\r\n"
            )
            #expect(try await client.answer().status == 404)
        }
    }
}
