package import Foundation

/// What runs.
package struct VersionInfo: Codable, Hashable, Sendable {
    package var version: String
    package var swift: String
    package var sqlite: String

    package init(version: String, swift: String, sqlite: String) {
        self.version = version
        self.swift = swift
        self.sqlite = sqlite
    }
}

/// A daemon as a whole.
package struct DaemonStatus: Codable, Hashable, Sendable {
    package var version: VersionInfo
    /// What tells several daemons apart for people: the host's name unless configured.
    package var label: String
    package var startedAt: Date
    package var now: Date
    /// Whether calls are taken and the store has answered a probe.
    package var isReady: Bool
    package var isDraining: Bool
    /// Where the API of SQS listens.
    package var endpoints: [String]
    package var adminEndpoints: [String]
    /// `full`, `normal` or `memory`.
    package var durability: String
    /// `nil` where nothing is on disk.
    package var dataDirectory: String?
    package var databaseBytes: Int?
    package var logBytes: Int?
    package var diskFreeBytes: Int?
    package var queues: Int
    package var connections: Int
    package var longPolls: Int

    package init(
        version: VersionInfo,
        label: String,
        startedAt: Date,
        now: Date,
        isReady: Bool,
        isDraining: Bool,
        endpoints: [String],
        adminEndpoints: [String],
        durability: String,
        dataDirectory: String?,
        databaseBytes: Int?,
        logBytes: Int?,
        diskFreeBytes: Int?,
        queues: Int,
        connections: Int,
        longPolls: Int
    ) {
        self.version = version
        self.label = label
        self.startedAt = startedAt
        self.now = now
        self.isReady = isReady
        self.isDraining = isDraining
        self.endpoints = endpoints
        self.adminEndpoints = adminEndpoints
        self.durability = durability
        self.dataDirectory = dataDirectory
        self.databaseBytes = databaseBytes
        self.logBytes = logBytes
        self.diskFreeBytes = diskFreeBytes
        self.queues = queues
        self.connections = connections
        self.longPolls = longPolls
    }
}

/// Whether a daemon is well: the body of `/livez`, `/readyz` and `/health`.
package struct HealthReport: Codable, Hashable, Sendable {
    /// `ok`, `starting`, `stopping`, or `failing`.
    package var status: String
    /// Why it is not `ok`.
    package var reason: String?

    package init(status: String, reason: String? = nil) {
        self.status = status
        self.reason = reason
    }
}
