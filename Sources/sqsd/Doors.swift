import AdminServer
import Foundation
import Logging
import NIOCore
import SQSServer

/// Both servers of a daemon: callers come in by one, operators by the other.
///
/// Operators are there first and last, so that they can see what becomes of the calls.
struct Doors: Sendable {
    let api: SQSServer
    let admin: AdminServer?

    /// Ends both in order.
    ///
    /// - Parameters:
    ///   - grace: how long each may take.
    ///   - endWaits: makes calls that wait answer.
    func close(grace: Duration, endWaits: @Sendable () -> Void) async {
        await api.shutdown(grace: grace, endWaits: endWaits)
        await admin?.shutdown(grace: grace)
    }
}

extension Daemon {
    /// Listens at both.
    ///
    /// - Throws: `Fatality` where one of the ports cannot be had; then neither is open.
    func openDoors(
        _ rooms: Rooms,
        _ configuration: AdminConfiguration?,
        _ sources: AdminSources,
        on loops: any EventLoopGroup
    ) async throws -> Doors {
        let admin = configuration.map {
            AdminServer(configuration: $0, sources: sources, eventLoopGroup: loops, logger: logger)
        }
        if let admin, let configuration { rooms.whereabouts.adminListens(at: try await listen(admin, configuration)) }
        let api = SQSServer(
            configuration: serverConfiguration(adminPort: rooms.whereabouts.adminAddress?.port),
            handler: rooms.service,
            eventLoopGroup: loops,
            secondsSince1970: secondsSince1970,
            observer: rooms.metering.requests,
            logger: logger
        )
        do {
            rooms.whereabouts.listens(api, at: try await listen(api))
        } catch {
            // Nobody has come in yet, so this takes no time; to cut it short would be logged as an error.
            await admin?.shutdown(grace: .seconds(1))
            throw error
        }
        return Doors(api: api, admin: admin)
    }

    private func listen(_ server: AdminServer, _ admin: AdminConfiguration) async throws -> SocketAddress? {
        do {
            return try await server.start()
        } catch {
            await server.shutdown(grace: .zero)
            if (error as? IOError)?.errnoCode == EADDRINUSE {
                throw Fatality(
                    .unavailable,
                    """
                    Port \(admin.port) on \(admin.host), which the admin API wants, is in use. Stop the program that has \
                    it (perhaps another sqsd), give this one another with --admin-port, or turn it off with --admin off.
                    """
                )
            }
            throw Fatality(.unavailable, "The admin API cannot listen on \(admin.host), port \(admin.port): \(error)")
        }
    }

    private func listen(_ server: SQSServer) async throws -> [SocketAddress] {
        do {
            return try await server.start()
        } catch {
            await server.shutdown(grace: .zero) {}
            let place = "\(configuration.hosts.joined(separator: ",")), port \(configuration.port)"
            if (error as? IOError)?.errnoCode == EADDRINUSE {
                throw Fatality(
                    .unavailable,
                    """
                    Port \(configuration.port) on \(configuration.hosts.joined(separator: ",")) is in use. Stop the \
                    program that has it (perhaps another sqsd), or give this one another with --port.
                    """
                )
            }
            throw Fatality(.unavailable, "sqsd cannot listen on \(place): \(error)")
        }
    }
}
