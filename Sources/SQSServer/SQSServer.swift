package import Logging
package import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import QueueService
internal import Synchronization

/// The door: HTTP/1.1 for the API of SQS.
///
/// Connections live on event loops; calls are read and answers written there. Carrying a call out is the handler's work,
/// and its answer may come from any thread.
package final class SQSServer: Sendable {
    private let configuration: ServerConfiguration
    private let group: any EventLoopGroup
    private let door: Door
    private let loops: [ObjectIdentifier: LoopContext]
    private let listeners = Mutex<[any Channel]>([])

    /// - Parameters:
    ///   - configuration: where to listen and what to bear with.
    ///   - handler: who carries out calls, and shows messages to those who only look.
    ///   - eventLoopGroup: where connections live; whoever made it ends it, after `shutdown`.
    ///   - secondsSince1970: the wall clock, for the `Date` of answers.
    ///   - observer: told of every call and every rejection; where there is none, no time is taken.
    ///   - logger: told of every answer that is an error, and at debug level of all.
    package init(
        configuration: ServerConfiguration,
        handler: any CallHandling & Inspecting,
        eventLoopGroup: any EventLoopGroup,
        secondsSince1970: @escaping @Sendable () -> Int,
        observer: (any RequestObserver)? = nil,
        logger: Logger
    ) {
        self.configuration = configuration
        group = eventLoopGroup
        door = Door(configuration, handler: handler, observer: observer, logger: logger)
        var loops: [ObjectIdentifier: LoopContext] = [:]
        for loop in eventLoopGroup.makeIterator() {
            loops[ObjectIdentifier(loop)] = LoopContext(eventLoop: loop, secondsSince1970: secondsSince1970)
        }
        self.loops = loops
    }

    /// How many event loops serve well: one for each core but one, four at most.
    package static func defaultEventLoops(cores: Int) -> Int { max(1, min(cores - 1, 4)) }

    /// Listens.
    ///
    /// - Returns: the addresses, with the port that was taken where any would do.
    /// - Throws: `IOError` of the first address that cannot be had.
    package func start() async throws -> [SocketAddress] {
        var port = configuration.port
        var addresses: [SocketAddress] = []
        for host in configuration.hosts {
            let channel = try await bootstrap().bind(host: host, port: port).get()
            listeners.withLock { $0.append(channel) }
            guard let address = channel.localAddress else { continue }
            port = address.port ?? port
            addresses.append(address)
        }
        return addresses
    }

    /// Connections that are open now.
    package var connections: Int { door.connections }

    /// Those of them on which a call is being carried out, or waits for messages.
    package var activeConnections: Int { door.activeConnections }

    /// Ends: no new connections, no new requests; what is under way is finished within the grace period.
    ///
    /// - Parameters:
    ///   - grace: how long connections may take to end; those that remain are cut.
    ///   - endWaits: makes calls that wait answer; called once every answer will say that the connection ends.
    package func shutdown(grace: Duration, endWaits: @Sendable () -> Void) async {
        let listeners = listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
        for listener in listeners { try? await listener.close() }
        for loop in loops.values { try? await loop.eventLoop.submit { loop.drain() }.get() }
        endWaits()
        let emptied = loops.values.map { loop in loop.eventLoop.flatSubmit { loop.emptied() } }
        let any = group.any()
        let cut = any.scheduleTask(in: TimeAmount(grace)) { [loops] in
            for loop in loops.values { loop.eventLoop.execute { loop.closeAll() } }
        }
        try? await EventLoopFuture.andAllComplete(emptied, on: any).get()
        cut.cancel()
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { [door, configuration] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pause = AcceptPause(pause: configuration.acceptPause, logger: door.logger)
                    try channel.pipeline.syncOperations.addHandler(pause)
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [door, loops, configuration] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)] else {
                        preconditionFailure("Connections live on the loops of the group that was given.")
                    }
                    var limits = NIOHTTPDecoderLimitConfiguration()
                    limits.maxHeaderFieldSize = configuration.maximumHeaderBytes
                    limits.maxHeaderListSize = configuration.maximumHeaderBytes
                    let decoder = HTTPRequestDecoder(limitConfiguration: limits)
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
                    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(door: door, loop: loop))
                }
            }
    }
}
