import SQSModel
import SQSServer
import Testing

/// P12: a web page cannot act on the server.
@Suite("Browsers")
struct BrowserTests {
    static let allowedHosts = [
        "localhost", "localhost:9324", "LOCALHOST", "localhost.", "127.0.0.1", "127.0.0.1:9324", "0.0.0.0",
        "10.1.2.3:80",
        "[::1]", "[::1]:9324", "[2001:db8::1]", "sqs", "sqs:9324", "my_queue", "host.docker.internal",
        "host.docker.internal:9324", "host.containers.internal", "a.localhost", "a.b.localhost:1",
        "sqs.us-east-1.localhost.localstack.cloud:4566", "sqsd.default.svc.cluster.local",
        "SQSD.default.svc.cluster.local.",
        "localhost:",
    ]

    static let refusedHosts = [
        "evil.test", "evil.test:9324", "localhost.evil.test", "127.0.0.1.evil.test", "evil-localhost.test",
        "notlocalhost.localstack.cloud", "svc.cluster.local.evil.test", "127.1.1", "1.2.3.4.5", "amazonaws.com",
        "sqs.us-east-1.amazonaws.com", "docker.internal",
    ]

    @Test("A name that nobody can register is let in", arguments: allowedHosts)
    func allowed(host: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(awsRequest(host: host))
            #expect(try await client.answer().status == 200)
            #expect(server.handler.calls.first?.caller.endpoint == "http://\(host)")
        }
    }

    @Test("A name that somebody could have registered is not", arguments: refusedHosts)
    func refused(host: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(awsRequest(host: host))
            let json = try await client.answer()
            #expect(json.status == 403)
            #expect(json.body.contains("--allowed-hosts"))
            #expect(json.headers["x-amzn-query-error"] == "AccessDenied;Sender")
            let other = try server.connect()
            try await other.send("GET http://\(host)/?Action=ListQueues HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let xml = try await other.answer()
            #expect(xml.status == 403)
            #expect(xml.body.contains("<Code>AccessDenied</Code>"))
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

    private static let form = "Content-Type: application/x-www-form-urlencoded\r\n"
    private static let call = "Action=PurgeQueue&QueueUrl=q"

    /// Everything that a page can make a browser send.
    static let pages: [(name: String, request: String)] = {
        let markers = [
            "Origin: https://evil.test", "Origin: null", "Origin: http://localhost:3000", "Origin: http://localhost",
            "Origin: ", "Origin: https://evil.test\r\nSec-Fetch-Site: cross-site", "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: CROSS-SITE",
            "Origin: https://a.test\r\nOrigin: https://b.test",
        ]
        return markers.flatMap { marker in
            [
                (
                    "form, \(marker)",
                    "POST / HTTP/1.1\r\nHost: localhost\r\n\(form)\(marker)\r\nContent-Length: \(call.count)\r\n\r\n\(call)"
                ),
                ("JSON, \(marker)", awsRequest("PurgeQueue", headers: [marker])),
                ("GET, \(marker)", "GET /?\(call) HTTP/1.1\r\nHost: localhost\r\n\(marker)\r\n\r\n"),
                (
                    "preflight, \(marker)",
                    "OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\(marker)\r\nAccess-Control-Request-Method: POST\r\n\r\n"
                ),
            ]
        } + [
            (
                "link",
                "GET /?\(call) HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n\r\n"
            ),
            ("old image", "GET /?\(call) HTTP/1.1\r\nHost: localhost\r\nReferer: https://evil.test/\r\n\r\n"),
            (
                "text JSON",
                awsRequest("PurgeQueue").replacing("application/x-amz-json-1.0", with: "text/plain;charset=UTF-8")
            ),
            (
                "multipart",
                awsRequest("PurgeQueue").replacing(
                    "application/x-amz-json-1.0",
                    with: "multipart/form-data; boundary=x"
                )
            ),
        ]
    }()

    @Test("Nothing that a page can send is carried out, and nothing is allowed to it", arguments: pages)
    func page(name: String, request: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(request)
            let answer = try await client.answer()
            #expect(answer.status == 403)
            #expect(answer.headers.keys.filter { $0.hasPrefix("access-control") }.isEmpty)
            #expect(server.handler.calls.isEmpty)
        }
    }

    @Test(
        "W-5: a body of another type has no action",
        arguments: ["text/plain", "application/octet-stream", "multipart/x"]
    )
    func otherType(type: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            for body in [Self.call, "{}", ""] {
                try await client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                )
                #expect(try await client.answer().status == 404)
            }
            try await client.send(
                "POST /?\(Self.call) HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\nContent-Length: 0\r\n\r\n"
            )
            #expect(try await client.answer().status == 403)
            #expect(server.handler.calls.isEmpty)
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
