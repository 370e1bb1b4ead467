package import Logging
package import NIOCore
internal import Hummingbird
internal import HummingbirdCore
internal import ServiceLifecycle
internal import Synchronization

/// The operator's door: what operators see and do, over HTTP.
package final class AdminServer: Sendable {
    private let configuration: AdminConfiguration
    private let responder: AdminResponder
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    private let running = Mutex<Running?>(nil)

    private struct Running {
        let group: ServiceGroup
        let task: Task<Void, any Error>
    }

    /// - Parameters:
    ///   - configuration: where to listen and whom to let in.
    ///   - sources: what is shown, and who acts.
    ///   - eventLoopGroup: where connections live; whoever made it ends it, after `shutdown`.
    ///   - logger: told of requests at debug level; never of tokens and bodies.
    package init(
        configuration: AdminConfiguration,
        sources: AdminSources,
        eventLoopGroup: any EventLoopGroup,
        logger: Logger
    ) {
        self.configuration = configuration
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        let routes = AdminRoutes(sources: sources, configuration: configuration)
        responder = AdminResponder(
            door: AdminDoor(configuration),
            table: RouteTable(routes: routes.all),
            home: configuration.home,
            logger: logger
        )
    }

    /// Listens.
    ///
    /// - Returns: the address, with the port that was taken where any would do.
    /// - Throws: `IOError` where it cannot be had.
    package func start() async throws -> SocketAddress? {
        let (addresses, source) = AsyncThrowingStream.makeStream(of: SocketAddress?.self)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: application { source.yield($0.localAddress) })],
                logger: quietLogger
            )
        )
        // On its own, because the daemon's end is not this server's: it is told when its turn has come.
        let task = Task.detached {
            do {
                try await group.run()
                source.finish()
            } catch {
                source.finish(throwing: error)
                throw error
            }
        }
        running.withLock { $0 = Running(group: group, task: task) }
        for try await address in addresses { return address }
        return nil
    }

    /// Ends: no new connections, streams end, other requests are finished within the grace period.
    package func shutdown(grace: Duration) async {
        let running = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        await running.group.triggerGracefulShutdown()
        let cut = Task {
            try await Task.sleep(for: grace)
            running.task.cancel()
        }
        // Why it has ended is of no use to anybody any more.
        _ = await running.task.result
        cut.cancel()
    }

    private func application(onRunning: @escaping @Sendable (any Channel) async -> Void) -> some Service {
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        decoder.maxHeaderFieldSize = configuration.maximumHeaderBytes
        decoder.maxHeaderListSize = configuration.maximumHeaderBytes
        return Application(
            responder: responder,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [ContinueHandler()],
                    idleTimeout: TimeAmount(configuration.idleTimeout),
                    httpDecoderConfiguration: decoder
                )
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.maximumConnections)
            ),
            onServerRunning: onRunning,
            eventLoopGroupProvider: .shared(eventLoopGroup),
            logger: quietLogger
        )
    }

    /// Hummingbird's own notes are of use only where it is looked into itself.
    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}
