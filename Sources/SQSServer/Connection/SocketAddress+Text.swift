package import NIOCore

extension SocketAddress {
    /// `127.0.0.1:50312`, `[::1]:50312`; `nil` for what is no Internet address.
    package var addressAndPort: String? {
        guard let ipAddress, let port else { return nil }
        return ipAddress.contains(":") ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
    }
}
