/// An AWS region, such as `us-east-1`: 1 … 64 characters of `[a-z0-9-]`.
package struct Region: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// The region of callers that name none.
    package static let `default` = Region(unchecked: "us-east-1")

    package init?(_ text: some StringProtocol) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.init(unchecked: String(text))
    }

    private init(unchecked text: String) { self.text = text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    package var description: String { text }
}
