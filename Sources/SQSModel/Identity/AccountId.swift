/// An AWS account: twelve decimal digits (ID-2).
package struct AccountId: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// The account of callers that name none.
    package static let `default` = AccountId(unchecked: "000000000000")

    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(unchecked: String(text))
    }

    private init(unchecked text: String) { self.text = text }

    package var description: String { text }
}
