/// The secret that callers of the admin API show as `Authorization: Bearer …`.
///
/// It has no description of its own, so that no log and no message shows it.
package struct BearerToken: Sendable, CustomStringConvertible, CustomReflectable {
    private let secret: [UInt8]

    /// - Returns: `nil` unless there are 16 … 1024 characters of U+21 … U+7E.
    package init?(_ text: String) {
        guard (16...1024).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        secret = Array(text.utf8)
    }

    /// Whether an `Authorization` header shows it; takes the same time wherever they differ.
    func isShown(in authorization: String?) -> Bool {
        guard let authorization else { return false }
        let parts = authorization.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        let given = Array(parts[1].utf8)
        var difference: UInt8 = given.count == secret.count ? 0 : 1
        for (index, byte) in secret.enumerated() {
            difference |= byte ^ (index < given.count ? given[index] : 0)
        }
        return difference == 0
    }

    package var description: String { "(secret)" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
