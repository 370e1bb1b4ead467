internal import AdminAPI
internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore

/// One call as it goes over the wire.
struct AdminRequest {
    enum Method: String { case get = "GET", post = "POST", delete = "DELETE" }

    var method = Method.get
    let path: String
    var query: [(name: String, value: String)] = []
    var contentType: String?
    var body: HTTPClientRequest.Body?
    /// What `--debug` shows of the body.
    var shownBody: String?
    /// How long the daemon may leave it unanswered on purpose, beside the time that any call may take.
    var longestWait = Duration.zero
    /// Whose queues are meant.
    var tenancy = Tenancy()
    /// The queue that it is about.
    var queue: QueueReference?

    init(_ path: String, by method: Method = .get) {
        self.method = method
        self.path = path
    }

    /// A call about a queue, whose region and account prevail.
    init(_ path: (String) -> String, of queue: QueueReference, by method: Method = .get) {
        self.init(path(queue.name), by: method)
        self.queue = queue
    }

    mutating func add(_ name: String, _ value: String?) {
        if let value { query.append((name, value)) }
    }

    mutating func add(_ name: String, _ value: (some BinaryInteger)?) { add(name, value.map { "\($0)" }) }

    mutating func setBody(_ value: some Encodable) throws {
        setBody(bytes: try AdminJSON.encoder().encode(value), as: "application/json")
    }

    mutating func setBody(bytes: Data, as contentType: String) {
        self.contentType = contentType
        shownBody = String(decoding: bytes, as: UTF8.self)
        body = .bytes(ByteBuffer(bytes: bytes))
    }

    /// Path and query.
    var target: String {
        let region = queue?.region ?? tenancy.region
        let account = queue?.account ?? tenancy.account
        let all =
            query + [("region", region), ("account", account)].compactMap { name, value in value.map { (name, $0) } }
        let pairs = all.map { "\($0.name)=\(AdminPath.encoded($0.value))" }
        return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
    }
}
