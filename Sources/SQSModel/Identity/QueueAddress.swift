/// What names one queue among all: region, account and name.
///
/// Its ARN and its URL are spellings of it.
package struct QueueAddress: Hashable, Sendable {
    package let region: Region
    package let account: AccountId
    package let name: QueueName

    package init(region: Region, account: AccountId, name: QueueName) {
        self.region = region
        self.account = account
        self.name = name
    }

    /// `arn:aws:sqs:{region}:{account}:{name}` (ID-2).
    package var arn: String { "arn:aws:sqs:\(region):\(account):\(name)" }

    /// `{endpoint}/{account}/{name}` (ID-3); the endpoint is scheme, host and port without a slash at the end.
    package func url(at endpoint: String) -> String { "\(endpoint)/\(account)/\(name)" }

    /// The queue that a `QueueUrl` means to a caller (W-12).
    ///
    /// Only the last two segments of the path count, so an address given out under another host name works. A bare name is
    /// a queue of the caller's own.
    ///
    /// - Returns: `nil` where the text is no queue's address.
    package init?(url: String, for caller: Caller) {
        let segments = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/", omittingEmptySubsequences: true)
        guard let last = segments.last, let name = QueueName(last) else { return nil }
        if segments.count == 1, !url.contains("/") {
            self.init(region: caller.region, account: caller.account, name: name)
        } else if segments.count >= 2, let account = AccountId(segments[segments.count - 2]) {
            self.init(region: caller.region, account: account, name: name)
        } else {
            return nil
        }
    }

    /// The queue of an ARN; `nil` where the text is no queue's ARN.
    package init?(arn: String) {
        guard let arn = Arn(arn), arn.service == "sqs", let region = Region(arn.region),
            let account = AccountId(arn.account), let name = QueueName(arn.resource)
        else { return nil }
        self.init(region: region, account: account, name: name)
    }
}

/// `arn:{partition}:{service}:{region}:{account}:{resource}`, split at its colons.
///
/// Only the partition is checked further, since nobody looks at it later: it has the characters of a region.
package struct Arn: Hashable, Sendable {
    package let service: String
    package let region: String
    package let account: String
    package let resource: String

    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", Region(parts[1]) != nil, !parts[2].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        service = String(parts[2])
        region = String(parts[3])
        account = String(parts[4])
        resource = String(parts[5])
    }
}
