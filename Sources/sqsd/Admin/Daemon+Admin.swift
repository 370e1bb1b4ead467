import AdminAPI
import AdminServer
import Foundation
import NIOCore
import QueueService
import QueueStore
import SQLite
import SQSModel

/// The operator's door: what it is made of, and who may open it.
extension Daemon {
    /// - Returns: `nil` where no admin port is wanted.
    /// - Throws: `Fatality` where it would be open to everybody.
    func adminConfiguration() throws(Fatality) -> AdminConfiguration? {
        guard configuration.admin == .on else { return nil }
        let token = try AdminToken.read(configuration)
        guard token != nil || isLoopback(configuration.adminHost) else {
            throw Fatality(
                .configuration,
                """
                The admin port would listen on \(configuration.adminHost), where other machines can reach it, and there \
                is no token. Give one in SQSD_ADMIN_TOKEN or with --admin-token-file, or keep --admin-host at 127.0.0.1, \
                or turn the port off with --admin off.
                """
            )
        }
        var admin = AdminConfiguration(host: configuration.adminHost, port: configuration.adminPort, token: token)
        admin.allowedHosts = configuration.allowedHosts
        admin.home = configuration.home
        return admin
    }

    /// What the admin server shows, and whom it asks to act.
    func adminSources(
        _ rooms: Rooms,
        operating: any QueueOperating,
        directory: String?
    ) -> AdminSources {
        let status = StatusReport(
            configuration: configuration,
            disk: directory.map { DiskSpace(directory: $0) },
            startedAt: rooms.clock.now,
            rooms: rooms,
            operating: operating
        )
        let page = metricsPage(rooms, operating: operating, directory: directory)
        return AdminSources(
            operating: operating,
            calls: rooms.service,
            readiness: rooms.readiness,
            clock: rooms.clock,
            version: status.version,
            status: { await status.make() },
            metrics: { await page.bytes() },
            endpoint: { [configuration, whereabouts = rooms.whereabouts] in
                endpoint(configuration, whereabouts.addresses)
            },
            backupDirectory: directory,
            makeMessageId: {
                var system = SystemRandomNumberGenerator()
                return MessageId(using: &system)
            }
        )
    }

    /// Whether calls would be answered now.
    func readiness(_ writer: StoreWriter, directory: String?) -> Readiness {
        let probe = StoreProbe(writer)
        writer.add(probe)
        let limit = configuration.minimumFreeBytes
        let disk = directory.map { DiskSpace(directory: $0) }
        return Readiness(probes: [
            { await probe.problem() },
            {
                guard let free = disk?.freeBytes, free < limit else { return nil }
                return "The disk has \(free) bytes left, which is less than the \(limit) of min-free."
            },
        ])
    }
}

/// What the daemon consists of once its store is open.
struct Rooms: Sendable {
    let clock: SystemTime
    let service: QueueService
    let readiness: Readiness
    let metering: Metering
    let whereabouts = Whereabouts()
}

/// Scheme, host and port by which calls reach the daemon from this machine.
func endpoint(_ configuration: SqsdConfiguration, _ addresses: [SocketAddress]) -> String {
    if !configuration.externalURL.isEmpty { return configuration.externalURL }
    return "http://\(addresses.first?.hostAndPortHere ?? "127.0.0.1:\(configuration.port)")"
}

/// Whether only this machine reaches what listens here.
func isLoopback(_ host: String) -> Bool {
    guard host.lowercased() != "localhost" else { return true }
    return (try? SocketAddress(ipAddress: host, port: 0))?.isLoopback ?? false
}
