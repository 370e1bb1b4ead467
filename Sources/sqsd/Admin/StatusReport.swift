import AdminAPI
import AdminServer
import Foundation
import QueueService
import QueueStore
import SQLite
import SQLiteStore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The daemon as a whole, for operators.
struct StatusReport: Sendable {
    let configuration: SqsdConfiguration
    /// `nil` where nothing is on disk.
    let disk: DiskSpace?
    let startedAt: Instant
    let rooms: Rooms
    let operating: any QueueOperating

    let version = VersionInfo(version: Version.text, swift: Compiler.swift, sqlite: Connection.libraryVersion)

    func make() async -> DaemonStatus {
        let health = await rooms.readiness.report()
        let queues = operating.queues()
        return DaemonStatus(
            version: version,
            label: configuration.label.isEmpty ? machineName() : configuration.label,
            startedAt: Date(startedAt),
            now: Date(rooms.clock.now),
            isReady: health.status == "ok",
            isDraining: rooms.readiness.phase == .draining,
            endpoints: rooms.whereabouts.addresses.map { "http://\($0.hostAndPort)" },
            adminEndpoints: rooms.whereabouts.adminAddress.map { ["http://\($0.hostAndPort)"] } ?? [],
            durability: configuration.durability.rawValue,
            dataDirectory: disk?.directory,
            databaseBytes: disk?.bytes(of: DataFile.database),
            logBytes: disk?.bytes(of: DataFile.log),
            diskFreeBytes: disk?.freeBytes,
            queues: queues.count,
            connections: rooms.whereabouts.connections,
            longPolls: queues.reduce(0) { $0 + operating.longPolls(at: $1) }
        )
    }
}

/// What the machine calls itself; Foundation would ask name servers for it.
private func machineName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "sqsd" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
