import NIOCore
import SQSServer
import Synchronization

/// Where the daemon has come to listen, which is known after the admin server is made that tells of it.
final class Whereabouts: Sendable {
    private struct State {
        var server: SQSServer?
        var addresses: [SocketAddress] = []
        var admin: SocketAddress?
    }

    private let state = Mutex(State())

    func listens(_ server: SQSServer, at addresses: [SocketAddress]) {
        state.withLock {
            $0.server = server
            $0.addresses = addresses
        }
    }

    func adminListens(at address: SocketAddress?) { state.withLock { $0.admin = address } }

    var connections: Int { state.withLock { $0.server }?.connections ?? 0 }

    /// Those on which a call is being carried out.
    var activeConnections: Int { state.withLock { $0.server }?.activeConnections ?? 0 }

    var addresses: [SocketAddress] { state.withLock { $0.addresses } }

    var adminAddress: SocketAddress? { state.withLock { $0.admin } }
}

extension SocketAddress {
    var hostAndPort: String { addressAndPort ?? "?" }

    /// By what this machine reaches it, also where it stands for all of the machine's addresses.
    var hostAndPortHere: String {
        switch ipAddress {
        case "0.0.0.0": "127.0.0.1:\(port ?? 0)"
        case "::": "[::1]:\(port ?? 0)"
        default: hostAndPort
        }
    }

    var isLoopback: Bool {
        guard let ipAddress else { return false }
        return ipAddress == "::1" || ipAddress.hasPrefix("127.")
    }
}
