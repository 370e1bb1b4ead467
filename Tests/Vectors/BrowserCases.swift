/// What clients and pages say of themselves, and whether they may come in; the same for each port.
package enum BrowserCases {
    /// Values of `Host` with names that nobody can register, or with addresses.
    package static let localHosts = [
        "localhost", "localhost:9324", "LOCALHOST", "localhost.", "127.0.0.1", "127.0.0.1:9324", "0.0.0.0",
        "10.1.2.3:80", "[::1]", "[::1]:9324", "[2001:db8::1]", "sqs", "sqs:9324", "my_queue",
        "host.docker.internal", "host.docker.internal:9324", "host.containers.internal", "a.localhost",
        "a.b.localhost:1", "sqs.us-east-1.localhost.localstack.cloud:4566", "sqsd.default.svc.cluster.local",
        "SQSD.default.svc.cluster.local.", "localhost:",
    ]

    /// Names that somebody could have registered, and let point to this machine.
    package static let foreignHosts = [
        "evil.test", "evil.test:9324", "EVIL.test.", "localhost.evil.test", "127.0.0.1.evil.test",
        "evil-localhost.test", "notlocalhost.localstack.cloud", "svc.cluster.local.evil.test", "127.1.1", "1.2.3.4.5",
        "0x7f.0.0.1", "amazonaws.com", "sqs.us-east-1.amazonaws.com", "docker.internal",
    ]

    /// What is no `host[:port]` at all.
    package static let malformedHosts = [
        "", "a b", "user@localhost", "user:secret@localhost:9324", "localhost:port", "localhost:123456",
        "localhost:1:2",
        "localhost/", "[::1", "::1", "[localhost]", "[fe80::1%25lo]", "http://localhost", ".",
    ]

    /// What a browser says of a request, as header fields.
    package struct Markers: CustomStringConvertible, Sendable {
        package let fields: [(name: String, value: String)]

        package var description: String { fields.map { "\($0.name): \($0.value)" }.joined(separator: ", ") }

        fileprivate init(_ fields: (name: String, value: String)...) { self.fields = fields }
    }

    private static let foreignOrigins = [
        "https://evil.test", "http://evil.test", "http://evil.test:8080", "https://EVIL.test", "null", "NULL", "",
        "http://localhost.evil.test", "http://127.0.0.1.evil.test", "http://localhost@evil.test",
        "http://localhost:3000",
        "http://127.0.0.1:3000", "http://[::1]:3000", "https://localhost:3000", "http://sub.localhost", "file://",
        "chrome-extension://abcdefgh", "moz-extension://1234", "app://local", "about:blank", "blob:null", "*",
        "http://localhost, http://evil.test", "not an origin",
    ]

    /// Everything by which a page of somebody else shows.
    package static let foreignPages: [Markers] = {
        let origins = foreignOrigins.flatMap { origin in
            [Markers(("Origin", origin)), Markers(("Origin", origin), ("Sec-Fetch-Site", "cross-site"))]
        }
        let sites = ["cross-site", "same-site", "CROSS-SITE", "Same-Site", "something-new", ""].map { site in
            Markers(("Sec-Fetch-Site", site))
        }
        let others = [
            Markers(("Origin", "https://a.test"), ("Origin", "https://b.test")),
            Markers(("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")),
            Markers(("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")),
            Markers(("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")),
            Markers(("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-origin")),
            Markers(("Origin", "https://evil.test"), ("Sec-Fetch-Site", "same-origin")),
        ]
        return origins + sites + others
    }()

    /// What programs say, and browsers of what nobody's page has done.
    package static let noPages = [
        Markers(), Markers(("Sec-Fetch-Site", "none")), Markers(("Sec-Fetch-Site", "same-origin")),
        Markers(("Sec-Fetch-Site", "None")),
    ]

    /// Types of a body that a page can send without asking first, or that no call has.
    package static let foreignTypes = [
        "text/plain", "text/plain;charset=UTF-8", "TEXT/PLAIN", "text/plain; application/json",
        "text/plain;x=application/x-amz-json-1.0", "text/plain,application/json", "text/html", "text/json", "text/xml",
        "multipart/form-data", "multipart/form-data; boundary=x", "Multipart/Form-Data;boundary=x", "multipart/mixed",
        "application/xml", "application/octet-stream", "application/jsonp", "application/json-patch+json",
        "application/javascript", "application/x-amz-json", "application/x-amz-json-2.0", "application/x-json",
        "application", "json", "/", "*/*", "application/*", "image/png", ";application/json", ",application/json",
    ]
}
