internal import NIOCore
internal import SQSModel
internal import SQSWire

/// Bytes up to which a body is copied behind its head, so that both leave as one.
private let copiedBodyBytes = 16 * 1024

/// An answer with everything that HTTP adds to it.
struct Response {
    let wire: WireResponse
    let requestId: RequestId
    let exchange: Exchange
    let closes: Bool

    /// Head and body as one buffer, or as two where the body is large.
    func encoded(date: [UInt8], allocator: ByteBufferAllocator) -> (ByteBuffer, ByteBuffer?) {
        let isSmall = wire.body.readableBytes <= copiedBodyBytes
        var buffer = allocator.buffer(capacity: 512 + (isSmall ? wire.body.readableBytes : 0))
        writeHead(to: &buffer, date: date)
        guard !exchange.isHeadOnly else { return (buffer, nil) }
        guard isSmall else { return (buffer, wire.body) }
        buffer.writeImmutableBuffer(wire.body)
        return (buffer, nil)
    }

    /// Nothing of a request goes into the head but an origin that the configuration lists.
    private func writeHead(to buffer: inout ByteBuffer, date: [UInt8]) {
        buffer.writeStaticString(statusLine(wire.status))
        buffer.writeStaticString("x-amzn-RequestId: ")
        buffer.writeString(requestId.text)
        buffer.writeStaticString("\r\nDate: ")
        buffer.writeBytes(date)
        if let contentType = wire.contentType {
            buffer.writeStaticString("\r\nContent-Type: ")
            buffer.writeString(contentType)
        }
        if let queryError = wire.queryError {
            buffer.writeStaticString("\r\nx-amzn-query-error: ")
            buffer.writeString(queryError)
        }
        if wire.status == 405 { buffer.writeStaticString("\r\nAllow: GET, POST") }
        if let origin = exchange.origin { buffer.writePermission(for: origin, isPreflight: wire.status == 204) }
        if closes {
            buffer.writeStaticString("\r\nConnection: close")
        } else if exchange.isHTTP10 {
            buffer.writeStaticString("\r\nConnection: keep-alive")
        }
        if wire.status != 204 {
            buffer.writeStaticString("\r\nContent-Length: ")
            buffer.writeString(String(wire.body.readableBytes))
        }
        buffer.writeStaticString("\r\n\r\n")
    }
}

extension ByteBuffer {
    /// Tells a browser that a page of this origin may read the answer, and what it may send.
    fileprivate mutating func writePermission(for origin: String, isPreflight: Bool) {
        writeStaticString("\r\nVary: Origin\r\nAccess-Control-Allow-Origin: ")
        writeString(origin)
        if isPreflight {
            writeStaticString("\r\nAccess-Control-Allow-Methods: GET, POST\r\nAccess-Control-Max-Age: 600")
            writeStaticString("\r\nAccess-Control-Allow-Headers: authorization, content-type, x-amz-content-sha256, ")
            writeStaticString("x-amz-date, x-amz-security-token, x-amz-target, x-amz-user-agent, ")
            writeStaticString("x-amzn-query-mode, x-amzn-trace-id, amz-sdk-invocation-id, amz-sdk-request")
        } else {
            writeStaticString("\r\nAccess-Control-Expose-Headers: x-amzn-requestid, x-amzn-query-error")
        }
    }
}

private func statusLine(_ status: Int) -> StaticString {
    switch status {
    case 200: "HTTP/1.1 200 OK\r\n"
    case 204: "HTTP/1.1 204 No Content\r\n"
    case 400: "HTTP/1.1 400 Bad Request\r\n"
    case 403: "HTTP/1.1 403 Forbidden\r\n"
    case 404: "HTTP/1.1 404 Not Found\r\n"
    case 405: "HTTP/1.1 405 Method Not Allowed\r\n"
    case 408: "HTTP/1.1 408 Request Timeout\r\n"
    case 413: "HTTP/1.1 413 Content Too Large\r\n"
    case 417: "HTTP/1.1 417 Expectation Failed\r\n"
    case 431: "HTTP/1.1 431 Request Header Fields Too Large\r\n"
    case 500: "HTTP/1.1 500 Internal Server Error\r\n"
    case 503: "HTTP/1.1 503 Service Unavailable\r\n"
    case 505: "HTTP/1.1 505 HTTP Version Not Supported\r\n"
    default: preconditionFailure("No row of the error catalogue has the status \(status).")
    }
}
