internal import NIOCore

/// Which names a request may have been sent to.
///
/// A web page can make a name of its own point to this machine (DNS rebinding); its calls then carry that name. Addresses
/// and names that nobody can register are let in without configuration, all others by name.
package struct HostRules: Sendable {
    private let allowsAll: Bool
    private let names: Set<String>
    /// Each with its leading dot.
    private let suffixes: [String]

    private static let alwaysAllowedNames = ["localhost", "host.docker.internal", "host.containers.internal"]
    private static let alwaysAllowedSuffixes = [".localhost", ".svc.cluster.local", ".localhost.localstack.cloud"]

    /// - Parameter allowed: names, `*.name` for all below it, `*` for all.
    package init(allowed: [String]) {
        let allowed = allowed.map { withoutTrailingDot($0.lowercased()) }
        allowsAll = allowed.contains("*")
        names = Set(Self.alwaysAllowedNames + allowed.filter { !$0.hasPrefix("*") })
        suffixes = Self.alwaysAllowedSuffixes + allowed.filter { $0.hasPrefix("*.") }.map { String($0.dropFirst()) }
    }

    package func allows(_ host: HostHeader) -> Bool {
        switch host.kind {
        case .address: true
        case .name(let name):
            allowsAll || !name.contains(".") || names.contains(name) || suffixes.contains { name.hasSuffix($0) }
        }
    }
}

/// The value of a `Host` header, or the authority of an absolute request target.
package struct HostHeader: Hashable {
    package enum Kind: Hashable {
        case address
        /// In lower case and without a trailing dot.
        case name(String)
    }

    package let kind: Kind

    /// - Returns: `nil` where the text is no `host[:port]`.
    package init?(_ text: String) {
        guard let host = hostPart(of: text) else { return nil }
        if host.first == "[" {
            guard host.last == "]", isAddress(host.dropFirst().dropLast(), .inet6) else { return nil }
            kind = .address
        } else if isAddress(host, .inet) {
            kind = .address
        } else {
            let name = withoutTrailingDot(host.lowercased())
            guard !name.isEmpty, name.utf8.allSatisfy(isHostNameByte) else { return nil }
            kind = .name(name)
        }
    }
}

/// The part in front of the port; `nil` where what follows is no port.
private func hostPart(of text: String) -> Substring? {
    let searchStart = text.first == "[" ? text.firstIndex(of: "]") ?? text.endIndex : text.startIndex
    guard let colon = text[searchStart...].firstIndex(of: ":") else { return text[...] }
    let port = text[text.index(after: colon)...]
    guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return text[..<colon]
}

private func isAddress(_ text: Substring, _ family: NIOBSDSocket.AddressFamily) -> Bool {
    guard let address = try? SocketAddress(ipAddress: String(text), port: 0) else { return false }
    switch address {
    case .v4: return family == .inet
    case .v6: return family == .inet6
    case .unixDomainSocket: return false
    }
}

private func isHostNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"):
        true
    default:
        false
    }
}

private func withoutTrailingDot(_ name: String) -> String {
    name.hasSuffix(".") ? String(name.dropLast()) : name
}
