import AdminServer
import Foundation
import Logging
import NIOCore
import NIOPosix
import QueueService
import QueueStore
import ServiceLifecycle
import SQLiteStore
import UnixSignals

/// The wiring: which store, which service, which server, and in which order they start and end.
struct Daemon {
    let loaded: LoadedConfiguration
    var configuration: SqsdConfiguration { loaded.configuration }
    let environment: [String: String]
    let logger: Logger
    let manager: ServiceManager
    let sources: ConfigurationSources
    let threshold: LogThreshold
    /// Each element asks for the configuration to be read again.
    let reloads: AsyncStream<Void>
    private let reload: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - loaded: what the sources gave.
    ///   - sources: to be read again when that is asked for.
    ///   - threshold: the level of the logger, which may change.
    ///   - logger: for everything that is said.
    init(_ loaded: LoadedConfiguration, sources: ConfigurationSources, threshold: LogThreshold, logger: Logger) {
        self.loaded = loaded
        self.sources = sources
        environment = sources.environment
        self.threshold = threshold
        self.logger = logger
        manager = ServiceManager(environment: sources.environment)
        (reloads, reload) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until a signal ends it.
    ///
    /// - Throws: `Fatality`.
    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let group = ServiceGroup(configuration: .init(services: [.init(service: self.service)], logger: logger))
        let watch = Task { [logger, reload] in
            var isEnding = false
            for await signal in signals {
                if signal == .sighup {
                    reload.yield()
                    continue
                }
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
        let admin = try adminConfiguration()
        let directory = try dataDirectory()
        let clock = SystemTime()
        let (failures, failure) = AsyncStream.makeStream(of: StoreError.self)
        let writer = makeWriter(directory: directory, clock: clock) { error in
            failure.yield(error)
            failure.finish()
        }
        let (templates, routes) = try declaredHabits()
        let opened = try open(writer, directory)
        if let directory { try BackupDraft.removeLeftovers(in: directory) }
        let metering = Metering(opened, queueLimit: configuration.metricsQueueLimit)
        let watch = ServiceWatch()
        writer.add(metering.service)
        var system = SystemRandomNumberGenerator()
        let habits = Habits(autoCreation: AutoCreation(templates), forwarding: Forwarding(routes))
        let service = QueueService(
            writer: writer,
            opened: opened,
            clock: clock,
            waiting: configuration.limits == .aws ? .aws : .none,
            generator: Xoshiro256(seededBy: &system),
            observers: watch.observers + [metering.service],
            autoCreation: habits.autoCreation,
            forwarding: habits.forwarding,
            report: { [logger] event in
                report(event, to: logger)
                metering.note(event)
            }
        )
        let rooms = Rooms(
            clock: clock,
            service: service,
            readiness: readiness(writer, directory: directory),
            metering: metering
        )
        let operating = QueueOperator(service: service, writer: writer, opened: opened, watch: watch, clock: clock)
        let sources = adminSources(rooms, operating: operating, directory: directory)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: eventLoops)
        if let watchdog = Watchdog(manager) { writer.add(watchdog) }
        let declarer = QueueDeclarer(service, configuration: configuration, logger: logger)
        let doors: Doors
        do {
            // Whoever reaches a port finds the declared queues.
            try await declare(with: declarer)
            doors = try await openDoors(rooms, admin, sources, on: loops)
        } catch {
            writer.stop()
            throw error
        }
        rooms.readiness.phase = .ready
        announce(rooms.whereabouts, directory)
        let reloading = Task { await self.reloadWhenAsked(declarer, habits) }
        let storeFailure = await firstOf(failures)
        rooms.readiness.phase = .draining
        reloading.cancel()
        await reloading.value
        manager.stopping()
        // A store that has failed answers nothing more; what waits has been told so, and only has to get out.
        let grace = storeFailure == nil ? configuration.shutdownTimeout : .milliseconds(500)
        await doors.close(grace: grace) { service.drain() }
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
