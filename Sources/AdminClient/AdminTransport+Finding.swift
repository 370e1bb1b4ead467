internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// What answers at an address.
package enum Finding: Hashable, Sendable {
    /// The admin API itself.
    case admin(address: String)
    /// The API of SQS, by a daemon whose admin API is here.
    case service(admin: String)
    /// The API of SQS, by a daemon without an admin API.
    case serviceOnly
}

extension AdminTransport {
    /// Asks who answers at an address: `GET /health` is answered by both ports of a daemon.
    package func find(at address: String) async throws -> Finding {
        let (head, body) = try await collect(AdminRequest("/health"), from: address, token: nil)
        guard let health = try? JSONDecoder().decode(Health.self, from: Data(body.readableBytesView)) else {
            throw ClientFailure.notThisAPI(address: address, reason: "it answers /health with \(head.status)")
        }
        if health.Status != nil { return .admin(address: address) }
        guard let port = health.adminPort else {
            guard health.status != nil else {
                throw ClientFailure.notThisAPI(address: address, reason: "its /health is not that of sqsd")
            }
            return .serviceOnly
        }
        guard var parts = URLComponents(string: address) else { return .serviceOnly }
        parts.scheme = "http"
        parts.port = port
        return parts.string.map { .service(admin: $0) } ?? .serviceOnly
    }
}

/// The answers of both ports: the admin API begins its keys with a capital.
private struct Health: Decodable {
    let Status: String?
    let status: String?
    let adminPort: Int?
}
