import SQSModel
import Testing

/// What is not HTTP, or could be read in two ways, is refused and the connection closed.
@Suite("Framing")
struct FramingTests {
    struct Malformed: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: String
        let status: Int

        init(_ name: String, _ bytes: String, status: Int = 400) {
            self.name = name
            self.bytes = bytes
            self.status = status
        }

        var testDescription: String { name }
    }

    private static let post = "POST / HTTP/1.1\r\nHost: localhost\r\n"

    static let malformed: [Malformed] = [
        // Two lengths.
        Malformed("length and chunked", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Malformed("chunked and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
        Malformed("two lengths", post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"),
        Malformed("the same length twice", post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
        Malformed("a list of lengths", post + "Content-Length: 4, 4\r\n\r\nabcd"),
        Malformed("negative length", post + "Content-Length: -1\r\n\r\n"),
        Malformed("length with a plus", post + "Content-Length: +4\r\n\r\nabcd"),
        Malformed("length in hexadecimal", post + "Content-Length: 0x4\r\n\r\nabcd"),
        Malformed("length with a blank inside", post + "Content-Length: 1 2\r\n\r\n"),
        Malformed("empty length", post + "Content-Length:\r\n\r\n"),
        Malformed("length beyond all numbers", post + "Content-Length: 99999999999999999999\r\n\r\n"),
        Malformed("length that is no number", post + "Content-Length: four\r\n\r\n"),
        Malformed("length with a fraction", post + "Content-Length: 4.0\r\n\r\n"),
        // Transfer codings.
        Malformed("unknown coding", post + "Transfer-Encoding: gzip\r\n\r\n"),
        Malformed("coding before chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        Malformed("chunked is not last", post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
        Malformed("chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        Malformed("two codings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Malformed("identity", post + "Transfer-Encoding: identity\r\n\r\n"),
        Malformed("coding with a vertical tab", post + "Transfer-Encoding: \u{0B}chunked\r\n\r\n0\r\n\r\n"),
        Malformed("coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        // Chunks.
        Malformed("chunk size is no number", post + "Transfer-Encoding: chunked\r\n\r\nx\r\n"),
        Malformed("negative chunk size", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n"),
        Malformed("chunk size with 0x", post + "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n"),
        Malformed("chunk longer than its size", post + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n"),
        Malformed(
            "chunk size beyond all numbers",
            post + "Transfer-Encoding: chunked\r\n\r\n11112222333344445\r\na\r\n"
        ),
        Malformed("empty chunk size", post + "Transfer-Encoding: chunked\r\n\r\n\r\n"),
        Malformed("chunk ends with LF", post + "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n"),
        // Host.
        Malformed("no Host", "GET / HTTP/1.1\r\n\r\n"),
        Malformed("two Hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"),
        Malformed("two different Hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nhost: evil.test\r\n\r\n"),
        Malformed("empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        Malformed("Host with a path", "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n"),
        Malformed("Host with a user", "GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n"),
        Malformed("Host with a blank", "GET / HTTP/1.1\r\nHost: local host\r\n\r\n"),
        Malformed("Host with a bad port", "GET / HTTP/1.1\r\nHost: localhost:http\r\n\r\n"),
        Malformed("Host with an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        // Header fields.
        Malformed("folded header", post + "X-A: 1\r\n 2\r\n\r\n"),
        Malformed("first header is folded", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"),
        Malformed("blank before colon", post + "Content-Length : 4\r\n\r\nabcd"),
        Malformed("blank in name", post + "X A: 1\r\n\r\n"),
        Malformed("no colon", post + "XA\r\n\r\n"),
        Malformed("empty name", post + ": 1\r\n\r\n"),
        Malformed("NUL in value", post + "X-A: a\u{0}b\r\n\r\n"),
        Malformed("NUL in name", post + "X\u{0}A: b\r\n\r\n"),
        Malformed("bare CR in value", post + "X-A: a\rb\r\n\r\n"),
        Malformed("control in value", post + "X-A: a\u{01}b\r\n\r\n"),
        Malformed("all lines end with LF", "GET / HTTP/1.1\nHost: localhost\n\n", status: 505),
        Malformed("one header ends with LF", "GET / HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n"),
        // The request line.
        Malformed("unknown method", "FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Malformed("method in lower case", "get / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Malformed("proxy", "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Malformed("no version", "GET /\r\nHost: localhost\r\n\r\n", status: 505),
        Malformed("HTTP/2", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", status: 505),
        Malformed("HTTP/0.9", "GET / HTTP/0.9\r\nHost: localhost\r\n\r\n", status: 505),
        Malformed("HTTP/1.2", "GET / HTTP/1.2\r\nHost: localhost\r\n\r\n", status: 505),
        Malformed("version in lower case", "GET / http/1.1\r\nHost: localhost\r\n\r\n"),
        Malformed("blank in the target", "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Malformed("target without a slash", "GET a HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Malformed("NUL in the target", "GET /\u{0} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Malformed("target of another scheme", "GET ftp://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Malformed("TLS", "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}"),
        Malformed("line without an end", "GET /" + String(repeating: "a", count: 20_000), status: 431),
        Malformed("headers too large", post + "X-A: " + String(repeating: "a", count: 17_000), status: 431),
        Malformed(
            "many headers too large",
            post + String(repeating: "X-A: \(String(repeating: "a", count: 100))\r\n", count: 200) + "\r\n",
            status: 431
        ),
        Malformed("another expectation", post + "Expect: tea\r\nContent-Length: 1\r\n\r\n", status: 417),
    ]

    @Test("is refused and closed", arguments: malformed)
    func refused(request: Malformed) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(request.bytes)
            let answer = try await client.answer()
            #expect(answer.status == request.status)
            #expect(answer.headers["connection"] == "close")
            #expect(answer.headers["x-amzn-requestid"]?.count == 36)
            try await client.endSending()
            #expect(try await client.isClosedByServer())
            #expect(server.handler.calls.isEmpty)
        }
    }

    static let wellFormed: [(name: String, bytes: String)] = [
        ("plain", awsRequest()),
        ("absolute target", "GET http://localhost/?Action=ListQueues HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("absolute target without path", "GET http://localhost?Action=ListQueues HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("HTTP/1.0 without Host", "GET /?Action=ListQueues HTTP/1.0\r\n\r\n"),
        ("two blanks behind the method", "GET  /?Action=ListQueues HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("names in any case", "GET /?Action=ListQueues HTTP/1.1\r\nhOST: localhost\r\n\r\n"),
        ("no blank behind colon", "GET /?Action=ListQueues HTTP/1.1\r\nHost:localhost\r\n\r\n"),
        ("blanks around value", "GET /?Action=ListQueues HTTP/1.1\r\nHost: \t localhost \t \r\n\r\n"),
        ("empty lines in front", "\r\n\r\n" + awsRequest()),
        ("blanks behind the length", awsRequest().replacing("Content-Length: 2", with: "Content-Length: 2  ")),
        ("length with zeros", awsRequest().replacing("Content-Length: 2", with: "Content-Length: 002")),
        ("empty header value", awsRequest(headers: ["X-Empty:"])),
        ("bytes beyond ASCII in a value", awsRequest(headers: ["X-Name: grün"])),
        ("chunked", chunked(["{", "}"])),
        (
            "chunks with extension and trailer",
            chunked(["{}"]).replacing("2\r\n", with: "2;a=b\r\n").replacing("0\r\n\r\n", with: "0\r\nX-T: 1\r\n\r\n")
        ),
        ("chunk size with zeros and capitals", chunked([" {}       "]).replacing("a\r\n", with: "000A\r\n")),
        ("offer of HTTP/2", awsRequest(headers: ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"])),
    ]

    private static func chunked(_ chunks: [String]) -> String {
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
            + "X-Amz-Target: AmazonSQS.ListQueues\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunks.map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined() + "0\r\n\r\n"
    }

    @Test("is read", arguments: wellFormed)
    func read(name: String, bytes: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(bytes)
            #expect(try await client.answer().status == 200)
            #expect(server.handler.calls.map(\.action) == [.listQueues(ListQueues())])
        }
    }

    @Test("A request arrives byte by byte")
    func byteByByte() async throws {
        try await withServer { server in
            let client = try server.connect()
            for byte in Array(awsRequest().utf8) { try await client.send([byte]) }
            #expect(try await client.answer().status == 200)
        }
    }
}
