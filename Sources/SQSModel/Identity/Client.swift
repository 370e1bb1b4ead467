/// A program that calls, as far as its connection tells: for people who want to know who holds a message.
///
/// A connection makes one and shares it among its calls.
package final class Client: Hashable, Sendable {
    /// Address and port of its end, such as `127.0.0.1:50312`.
    package let address: String
    /// What it says of itself in `User-Agent`, up to 256 bytes of it; empty where it says nothing.
    package let userAgent: String

    private static let userAgentBytes = 256

    package static let unknown = Client(address: "", userAgent: "")

    package init(address: String, userAgent: String) {
        self.address = address
        self.userAgent = Self.cut(userAgent)
    }

    /// Whether this is what it said of itself.
    package func calledItself(_ userAgent: String) -> Bool { self.userAgent == Self.cut(userAgent) }

    /// The whole characters within the first 256 bytes.
    private static func cut(_ text: String) -> String {
        guard text.utf8.count > userAgentBytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: userAgentBytes)
        // No character is cut in two.
        while let byte = text.utf8[end...].first, byte & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }

    package static func == (left: Client, right: Client) -> Bool {
        left === right || (left.address == right.address && left.userAgent == right.userAgent)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(address)
        hasher.combine(userAgent)
    }
}
