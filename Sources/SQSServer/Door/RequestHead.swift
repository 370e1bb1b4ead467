internal import BrowserRules
internal import NIOHTTP1
internal import SQSWire

/// What the server looks at in a request's head, read in one pass and with its framing checked.
struct RequestHead {
    private(set) var method = WireRequest.Method.other
    private(set) var isOptions = false
    private(set) var path = "/"
    private(set) var query = ""

    private(set) var host: String?
    /// Authority of an absolute request target, which counts in place of `Host`.
    private(set) var targetAuthority: String?
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var expectsContinue = false
    /// Whether the connection is of use after this request.
    private(set) var isKeepAlive = true
    private(set) var isHTTP10 = false

    private(set) var contentType: String?
    private(set) var target: String?
    private(set) var accept: String?
    private(set) var traceHeader: String?
    private(set) var authorization: String?
    private(set) var userAgent: String?

    private(set) var origin: String?
    private var fetchSite: String?
    /// Whether there is a header that only browsers send.
    private var isFromBrowser = false

    /// Whether the body can be read as a call; of any other type it has no action (W-5).
    var mayBeCall: Bool { method != .post || contentType.map(isCallType) ?? true }

    /// Calls by GET are what any link can make.
    var browserMarkers: BrowserMarkers {
        BrowserMarkers(
            origin: origin,
            fetchSite: fetchSite,
            isDoneByLink: isFromBrowser && method == .get && !query.isEmpty
        )
    }

    var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    /// - Throws: what NIO's parser lets through and this server does not: 400, 417.
    init(_ head: HTTPRequestHead) throws(Refusal) {
        switch head.method {
        case .GET: method = .get
        case .HEAD: method = .head
        case .POST: method = .post
        case .OPTIONS: isOptions = true
        case .CONNECT: throw .badRequest("this server is no proxy")
        default: break
        }
        switch (head.version.major, head.version.minor) {
        case (1, 1): break
        case (1, 0): isHTTP10 = true
        default: throw .framing(status: 505, reason: "this server speaks HTTP/1.1 and HTTP/1.0")
        }
        try readTarget(head.uri)
        for (name, value) in head.headers { try read(name, value) }
        isKeepAlive = isKeepAlive && head.isKeepAlive
        if host == nil, !isHTTP10 { throw .badRequest("Host is missing") }
        if isChunked, isHTTP10 { throw .badRequest("HTTP/1.0 has no Transfer-Encoding") }
        if isChunked, contentLength != nil { throw .badRequest("there is a Content-Length and a Transfer-Encoding") }
    }

    private mutating func readTarget(_ uri: String) throws(Refusal) {
        var rest = uri[...]
        if rest.utf8.first != UInt8(ascii: "/") {
            guard !(isOptions && rest == "*") else { return }
            let scheme = rest.prefix(7)
            guard scheme.lowercased() == "http://" else { throw .badRequest("the request target is no path") }
            rest = rest.dropFirst(7)
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            targetAuthority = String(authority)
            rest = rest[authority.endIndex...]
        }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        }
        path = rest.isEmpty ? "/" : String(rest)
    }

    private mutating func read(_ name: String, _ rawValue: String) throws(Refusal) {
        guard let name = HeaderName(name) else { return }
        let value = withoutBlanksAtEnd(rawValue)
        switch name {
        case .host:
            guard host == nil else { throw .badRequest("there is more than one Host") }
            host = value
        case .contentLength:
            guard contentLength == nil else { throw .badRequest("there is more than one Content-Length") }
            guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(value) else {
                throw .badRequest("Content-Length is no number")
            }
            contentLength = length
        case .transferEncoding:
            guard !isChunked, value.lowercased() == "chunked" else {
                throw .badRequest("the only Transfer-Encoding that this server reads is chunked")
            }
            isChunked = true
        case .expect:
            guard value.lowercased() == "100-continue" else { throw .expectationFailed }
            expectsContinue = true
        case .upgrade:
            // NIO's parser reads no further behind a request that offers another protocol.
            isKeepAlive = false
        case .contentType: contentType = value
        case .target: target = value
        case .accept: accept = value
        case .trace: traceHeader = value
        case .authorization: authorization = value
        case .userAgent: userAgent = value
        case .origin:
            isFromBrowser = true
            // Of several origins none can be trusted; `null` is in no list.
            origin = origin == nil ? value : "null"
        case .fetchSite:
            isFromBrowser = true
            fetchSite = fetchSite.map { "\($0), \(value)" } ?? value
        case .browserMarker: isFromBrowser = true
        }
    }
}

/// NIO's parser leaves the blanks behind a value where they are.
private func withoutBlanksAtEnd(_ value: String) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let last = value.utf8.last, isBlank(last) else { return value }
    guard let end = value.utf8.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(value[...end])
}

/// Whether a body of this type may be a call; pages can send some other types without asking first.
private func isCallType(_ contentType: String) -> Bool {
    if contentType == "application/x-amz-json-1.0" { return true }
    let type = contentType.prefix { $0 != ";" && $0 != " " && $0 != "\t" }.lowercased()
    switch type {
    case "application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json",
        "application/x-www-form-urlencoded":
        return true
    default:
        return false
    }
}
