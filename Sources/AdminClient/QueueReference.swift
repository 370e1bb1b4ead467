/// How somebody names a queue: by name, by URL or by ARN.
///
/// Nothing is checked here: the daemon knows which names are possible.
package struct QueueReference: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    /// `nil` where the caller's own is meant.
    package let region: String?
    package let account: String?

    package init(_ text: String) {
        if text.hasPrefix("arn:") {
            let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            let isWhole = parts.count == 6
            name = isWhole ? String(parts[5]) : text
            region = isWhole ? String(parts[3]) : nil
            account = isWhole ? String(parts[4]) : nil
        } else {
            // Only the last two segments of a URL count (W-12).
            let segments = text.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
            name = text.contains("/") ? segments.last.map { String($0) } ?? text : text
            region = nil
            account = segments.count >= 2 ? String(segments[segments.count - 2]) : nil
        }
    }

    package var description: String { name }
}

extension QueueReference: Encodable {
    /// As the service takes a queue of the caller's own (W-12).
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

/// Whose queues are meant where a name does not say.
package struct Tenancy: Hashable, Sendable {
    /// The daemon's own where `nil`.
    package var region: String?
    package var account: String?

    package init(region: String? = nil, account: String? = nil) {
        self.region = region
        self.account = account
    }
}
