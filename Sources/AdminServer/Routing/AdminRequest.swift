internal import AdminAPI
internal import Hummingbird
internal import NIOCore
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

/// A request that was let in, with its path and query taken apart.
struct AdminRequest: Sendable {
    var http: Request
    /// Parts of the path by the names that the route gives them, decoded.
    let path: [String: String]
    let query: QueryParameters
    /// The program at the other end of the connection.
    let client: Client
    /// Whose queues are meant where the query does not say.
    let home: CallerHome

    /// Whether only the head of the answer is wanted, so that nothing has to be made for a body.
    var wantsHeadOnly: Bool { http.method == .head }

    /// A part of the path that the route has.
    func part(_ name: String) -> String {
        guard let part = path[name] else { preconditionFailure("No route with this handler has a part \(name).") }
        return part
    }

    /// Whose queues are meant by names.
    func region() throws(AdminProblem) -> Region {
        guard let text = try query.text("region") else { return home.region }
        guard let region = Region(text) else { throw AdminProblem(.badRequest, "'\(text)' is no region.") }
        return home.region(named: region)
    }

    func account() throws(AdminProblem) -> AccountId {
        guard let text = try query.text("account") else { return home.account }
        guard let account = AccountId(text) else {
            throw AdminProblem(.badRequest, "'\(text)' is no account, which has twelve digits.")
        }
        return home.account(named: account)
    }

    /// The queue that the path names.
    ///
    /// - Throws: `AdminProblem`, or Q-NONE.
    func queue(among operating: any QueueOperating) throws -> QueueRecord {
        try queue(part("queue"), among: operating)
    }

    /// A queue by name or ARN.
    func queue(_ text: String, among operating: any QueueOperating) throws -> QueueRecord {
        try operating.queue(text, region: try region(), account: try account())
    }

    /// Reads the body.
    ///
    /// - Throws: `AdminProblem` where it is too large.
    mutating func body(upTo limit: Int) async throws -> [UInt8] {
        let tooLarge = AdminProblem(.tooLarge, "The body has more than \(limit) bytes.")
        if let length = http.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            return Array(buffer: try await http.collectBody(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    /// Reads the body as a value of the API, which has nothing that is not read: a misspelled condition would be none.
    mutating func decode<Value: Codable>(_ type: Value.Type, upTo limit: Int) async throws -> Value {
        let body = Data(try await body(upTo: limit))
        let value = try AdminJSON.decoder().decode(type, from: body)
        let read = try JSONSerialization.jsonObject(with: try AdminJSON.encoder().encode(value))
        if let key = firstKey(of: try JSONSerialization.jsonObject(with: body), missingIn: read) {
            throw AdminProblem(.badRequest, "The body has \(key), which is no key of it.")
        }
        return value
    }
}

/// The first key of a value of JSON that another one does not have, with the keys that lead there; `null` is no value.
private func firstKey(of given: Any, missingIn read: Any) -> String? {
    guard let given = given as? [String: Any], let read = read as? [String: Any] else { return nil }
    for (key, value) in given.sorted(by: { $0.key < $1.key }) where !(value is NSNull) {
        guard let known = read[key] else { return key }
        if let inner = firstKey(of: value, missingIn: known) { return "\(key).\(inner)" }
    }
    return nil
}
