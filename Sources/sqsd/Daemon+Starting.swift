import AdminAPI
import Foundation
import Logging
import NIOCore
import QueueStore
import SQLiteStore
import SQSModel
import SQSServer

/// Starting.
extension Daemon {
    var eventLoops: Int {
        configuration.eventLoops > 0
            ? configuration.eventLoops : SQSServer.defaultEventLoops(cores: System.coreCount)
    }

    func serverConfiguration(adminPort: Int?) -> ServerConfiguration {
        var server = ServerConfiguration(hosts: configuration.hosts, port: configuration.port)
        server.externalURL = configuration.externalURL.isEmpty ? nil : configuration.externalURL
        server.version = Version.text
        server.adminPort = adminPort
        server.home = configuration.home
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

    func dataDirectory() throws -> String? {
        guard configuration.durability != .memory else { return nil }
        // The whole path, so that a log and `sqsctl status` tell it to somebody elsewhere.
        if !configuration.dataDirectory.isEmpty { return URL(fileURLWithPath: configuration.dataDirectory).path }
        guard let directory = standardDataDirectory(environment) else {
            throw Fatality(
                .configuration,
                "There is no data directory, because none of STATE_DIRECTORY, XDG_DATA_HOME and HOME is set. Give --data-dir."
            )
        }
        return directory
    }

    func makeWriter(
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

    func open(_ writer: StoreWriter, _ directory: String?) throws -> StoreWriter.Opened {
        do {
            return try writer.start()
        } catch let error as OpenError {
            switch error {
            case .inUse: throw Fatality(.unavailable, "\(error)")
            case .newer, .notOurs: throw Fatality(.configuration, "\(error)")
            case .unusable, .damagedLog: throw Fatality(.inputOutput, "\(error)")
            }
        } catch {
            throw Fatality(
                .inputOutput,
                """
                The store in \(directory ?? "memory") cannot be opened: \(error). Give another --data-dir, or make one of \
                a backup: sqsd restore.
                """
            )
        }
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
