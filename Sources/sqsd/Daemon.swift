import Foundation
import Logging
import NIOCore
import NIOPosix
import QueueService
import QueueStore
import ServiceLifecycle
import SQLite
import SQLiteStore
import SQSModel
import SQSServer
import UnixSignals

/// The wiring: which store, which service, which server, and in which order they start and end.
struct Daemon {
    private let configuration: SqsdConfiguration
    private let environment: [String: String]
    private let logger: Logger
    private let manager: ServiceManager

    init(_ configuration: SqsdConfiguration, environment: [String: String], logger: Logger) {
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
        manager = ServiceManager(environment: environment)
    }

    /// Runs until a signal ends it.
    ///
    /// - Throws: `Fatality`.
    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let group = ServiceGroup(configuration: .init(services: [.init(service: self.service)], logger: logger))
        let watch = Task { [logger] in
            var isEnding = false
            for await signal in signals {
                // Whoever asks a second time does not want to wait.
                if isEnding { _exit(ExitReason.impatience.rawValue) }
                isEnding = true
                logger.info("ending", metadata: ["signal": "\(signal)"])
                await group.triggerGracefulShutdown()
            }
        }
        defer { watch.cancel() }
        try await group.run()
    }

    private var service: some Service { DaemonService(daemon: self) }
}

/// The daemon's life under its service group.
private struct DaemonService: Service {
    let daemon: Daemon

    func run() async throws { try await daemon.serve() }
}

extension Daemon {
    fileprivate func serve() async throws {
        let directory = try dataDirectory()
        let clock = SystemTime()
        let (failures, failure) = AsyncStream.makeStream(of: StoreError.self)
        let writer = makeWriter(directory: directory, clock: clock) { error in
            failure.yield(error)
            failure.finish()
        }
        let opened = try open(writer, directory)
        var system = SystemRandomNumberGenerator()
        let service = QueueService(
            writer: writer,
            opened: opened,
            clock: clock,
            waiting: configuration.limits == .aws ? .aws : .none,
            generator: Xoshiro256(seededBy: &system),
            report: { [logger] in report($0, to: logger) }
        )
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: eventLoops)
        let server = SQSServer(
            configuration: serverConfiguration,
            handler: service,
            eventLoopGroup: loops,
            secondsSince1970: secondsSince1970,
            logger: logger
        )
        let addresses: [SocketAddress]
        do { addresses = try await listen(server) } catch {
            writer.stop()
            throw error
        }
        announce(addresses, directory)
        let storeFailure = await firstOf(failures)
        manager.stopping()
        // A store that has failed answers nothing more; what waits has been told so, and only has to get out.
        let grace = storeFailure == nil ? configuration.shutdownTimeout : .milliseconds(500)
        await server.shutdown(grace: grace) { service.drain() }
        writer.stop()
        try? await loops.shutdownGracefully()
        if let storeFailure { throw Fatality(.inputOutput, "\(storeFailure)") }
    }

    /// Waits for the end: a signal (`nil`), or a store that has failed.
    private func firstOf(_ failures: AsyncStream<StoreError>) async -> StoreError? {
        await cancelWhenGracefulShutdown {
            for await failure in failures { return failure }
            return nil
        }
    }
}

/// Starting.
extension Daemon {
    private var eventLoops: Int {
        configuration.eventLoops > 0
            ? configuration.eventLoops : SQSServer.defaultEventLoops(cores: System.coreCount)
    }

    private var serverConfiguration: ServerConfiguration {
        var server = ServerConfiguration(hosts: configuration.hosts, port: configuration.port)
        server.externalURL = configuration.externalURL.isEmpty ? nil : configuration.externalURL
        server.version = Version.text
        server.allowedHosts = configuration.allowedHosts
        server.allowedOrigins = configuration.allowedOrigins
        server.maximumConnections = connectionLimit()
        server.maximumHeaderBytes = configuration.maximumHeaderBytes
        server.maximumBodyBytes = configuration.maximumBodyBytes
        server.headerTimeout = configuration.headerTimeout
        server.bodyTimeout = configuration.bodyTimeout
        server.idleTimeout = configuration.idleTimeout
        server.writeTimeout = configuration.writeTimeout
        return server
    }

    private func connectionLimit() -> Int {
        let wanted = configuration.maximumConnections
        let room = ProcessSetup.makeRoom(forConnections: wanted)
        if room < wanted {
            logger.notice(
                "the limit of open files leaves room for fewer connections than configured",
                metadata: ["connections": "\(room)", "max-connections": "\(wanted)"]
            )
        }
        return room
    }

    private func dataDirectory() throws -> String? {
        guard configuration.durability != .memory else { return nil }
        if !configuration.dataDirectory.isEmpty { return configuration.dataDirectory }
        guard let directory = standardDataDirectory(environment) else {
            throw Fatality(
                .configuration,
                "There is no data directory, because none of STATE_DIRECTORY, XDG_DATA_HOME and HOME is set. Give --data-dir."
            )
        }
        return directory
    }

    private func makeWriter(
        directory: String?,
        clock: SystemTime,
        onFailure: @escaping @Sendable (StoreError) -> Void
    ) -> StoreWriter {
        var store = SQLiteStore.Configuration(directory: directory ?? "", durability: configuration.durability)
        store.damagedLog = configuration.damagedLog
        store.warn = { [logger] text in logger.warning("\(text)") }
        return StoreWriter(clock: clock, onFailure: onFailure) { [store] in
            var generator = SystemRandomNumberGenerator()
            return try SQLiteStore(store, using: &generator)
        }
    }

    private func open(_ writer: StoreWriter, _ directory: String?) throws -> StoreWriter.Opened {
        do {
            return try writer.start()
        } catch let error as OpenError {
            switch error {
            case .inUse: throw Fatality(.unavailable, "\(error)")
            case .newer, .notOurs: throw Fatality(.configuration, "\(error)")
            case .unusable, .damagedLog: throw Fatality(.inputOutput, "\(error)")
            }
        } catch {
            throw Fatality(.inputOutput, "The store in \(directory ?? "memory") cannot be opened: \(error)")
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

/// What whoever starts a daemon wants to read.
extension Daemon {
    private func announce(_ addresses: [SocketAddress], _ directory: String?) {
        let texts = addresses.map(\.hostAndPort)
        logger.info(
            "sqsd \(Version.text) listens",
            metadata: [
                "address": "\(texts.joined(separator: ","))", "data": "\(directory ?? "none")",
                "durability": "\(configuration.durability.rawValue)",
            ]
        )
        if configuration.durability == .memory {
            logger.warning("Durability is memory: all queues and messages are gone when sqsd ends.")
        }
        if !addresses.allSatisfy(\.isLoopback) {
            logger.warning("sqsd can be reached from other machines, and callers are not checked.")
        }
        logger.debug("store", metadata: ["sqlite": "\(Connection.libraryVersion)"])
        if let port = addresses.first?.port {
            let url = configuration.externalURL.isEmpty ? "http://127.0.0.1:\(port)" : configuration.externalURL
            logger.info(
                """
                export AWS_ENDPOINT_URL_SQS=\(url) AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 \
                AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x
                """
            )
        }
        logger.info("sqsd ready")
        manager.ready(status: "listening on \(texts.joined(separator: ", "))")
    }
}

extension SocketAddress {
    fileprivate var hostAndPort: String {
        let host = ipAddress ?? "?"
        return host.contains(":") ? "[\(host)]:\(port ?? 0)" : "\(host):\(port ?? 0)"
    }

    fileprivate var isLoopback: Bool {
        guard let ipAddress else { return false }
        return ipAddress == "::1" || ipAddress.hasPrefix("127.")
    }
}

/// Where a user's data lies when nothing is said about it.
func standardDataDirectory(_ environment: [String: String]) -> String? {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    // systemd may give several, with colons between them.
    if let state = value("STATE_DIRECTORY") { return state.split(separator: ":").first.map(String.init) }
    if let data = value("XDG_DATA_HOME") { return "\(data)/sqsd" }
    return value("HOME").map { "\($0)/.local/share/sqsd" }
}

private func report(_ event: QueueService.Event, to logger: Logger) {
    switch event {
    case .storeIsFull(let error): logger.error("\(error)")
    case .damagedMessage(let id, let queue):
        logger.error(
            "a message's body no longer matches its MD5; it was set aside and is not delivered",
            metadata: ["messageId": "\(id)", "queue": "\(queue.arn)"]
        )
    }
}
