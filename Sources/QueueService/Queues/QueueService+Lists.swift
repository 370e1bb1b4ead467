import QueueStore
import SQSModel

/// Lists of queues, in pages.
extension QueueService {
    /// LQ-1 … LQ-5.
    func list(_ action: ListQueues, for caller: Caller) throws(SQSError) -> AnyResponse {
        let prefix = action.queueNamePrefix ?? ""
        let page = try ListPage(scope: prefix, maxResults: action.maxResults, nextToken: action.nextToken)
        let queues = catalog.records {
            $0.address.region == caller.region && $0.address.account == caller.account
                && $0.address.name.text.hasPrefix(prefix)
        }
        let (names, nextToken) = page.cut(queues.map(\.address))
        return .listQueues(
            ListQueues.Response(queueUrls: names.map { $0.url(at: caller.endpoint) }, nextToken: nextToken)
        )
    }

    /// LD-1.
    func list(_ action: ListDeadLetterSourceQueues, for caller: Caller) throws(SQSError) -> AnyResponse {
        let target = try catalog.record(named: action.queueUrl, by: caller).address
        let page = try ListPage(scope: target.arn, maxResults: action.maxResults, nextToken: action.nextToken)
        let queues = catalog.records { $0.attributes.redrivePolicy?.deadLetterTargetArn == target.arn }
        let (names, nextToken) = page.cut(queues.map(\.address))
        return .listDeadLetterSourceQueues(
            ListDeadLetterSourceQueues.Response(
                queueUrls: names.map { $0.url(at: caller.endpoint) },
                nextToken: nextToken
            )
        )
    }
}

/// Which part of a sorted list a caller wants (LQ-2, LQ-3).
///
/// A token names the last queue of the page before it and what the list was of, in hexadecimal digits; it stays good when
/// queues come and go.
struct ListPage {
    private let scope: String
    private let count: Int
    private let givesToken: Bool
    private let last: QueueName?

    /// - Throws: N-MAX, N-TOKEN.
    init(scope: String, maxResults: Int?, nextToken: String?) throws(SQSError) {
        if let maxResults, !Limits.listResults.contains(maxResults) { throw .invalidMaxResults }
        self.scope = scope
        count = maxResults ?? Limits.listResults.upperBound
        givesToken = maxResults != nil || nextToken != nil
        guard let nextToken else {
            last = nil
            return
        }
        guard let name = Self.name(in: nextToken, scope: scope) else { throw .invalidNextToken }
        last = name
    }

    /// The page of a list that is sorted by name, and the token of the next one.
    func cut(_ addresses: [QueueAddress]) -> (page: ArraySlice<QueueAddress>, nextToken: String?) {
        let rest = last.map { last in addresses.drop { $0.name <= last } } ?? addresses[...]
        let page = rest.prefix(count)
        guard givesToken, page.count < rest.count, let end = page.last else { return (page, nil) }
        return (page, hexText(Array("\(scope)/\(end.name)".utf8)))
    }

    private static func name(in token: String, scope: String) -> QueueName? {
        guard let bytes = bytes(ofHex: token), let text = String(validating: bytes, as: UTF8.self),
            let slash = text.lastIndex(of: "/"), text[..<slash] == scope
        else { return nil }
        return QueueName(text[text.index(after: slash)...])
    }
}
