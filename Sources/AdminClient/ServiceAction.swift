internal import AdminAPI
internal import Foundation

/// One of the 23 actions of SQS, called through the admin API.
///
/// Members are spelled as AWS JSON 1.0 spells them but for the first letter, which becomes a capital; a key that begins
/// with `_` is spelled as it stands, without it.
package protocol ServiceAction: Encodable, Sendable {
    associatedtype Answer: Decodable & Sendable

    static var name: String { get }
    /// The queue that it is about, if there is one yet.
    var queueUrl: QueueReference? { get }
    /// How long the daemon may leave it unanswered on purpose.
    var longestWait: Duration { get }
}

extension ServiceAction {
    package var longestWait: Duration { .zero }
}

/// The answer of an action that has none.
package struct NoAnswer: Decodable, Sendable {}

extension AdminClient {
    package func perform<Action: ServiceAction>(_ action: Action) async throws -> Action.Answer {
        var request = AdminRequest(AdminPath.action(Action.name), by: .post)
        request.queue = action.queueUrl
        request.longestWait = action.longestWait
        let encoder = AdminJSON.encoder()
        encoder.keyEncodingStrategy = .custom { ActionKey($0.last?.stringValue ?? "") }
        request.setBody(bytes: try encoder.encode(action), as: "application/json")
        let answer = try await call(request)
        // An action without an answer may be answered with nothing at all.
        return try decoded(answer.isEmpty ? Data("{}".utf8) : answer)
    }
}

private struct ActionKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(_ name: String) {
        stringValue = name.hasPrefix("_") ? String(name.dropFirst()) : name.prefix(1).uppercased() + name.dropFirst()
    }

    init?(stringValue: String) { self.init(stringValue) }

    init?(intValue: Int) { nil }
}
