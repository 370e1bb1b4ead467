package import QueueStore

/// What the page tells of the daemon besides its queues: asked anew each time.
package struct DaemonFigures: Sendable {
    /// A file of the store, and what its label says.
    package struct StoreFile: Sendable {
        package let label: String
        package let path: String

        package init(label: String, path: String) {
            self.label = label
            self.path = path
        }
    }

    /// How many connections are in a state.
    package struct Connections: Sendable {
        package let state: String
        package let count: Int

        package init(state: String, count: Int) {
            self.state = state
            self.count = count
        }
    }

    package let version: String
    package let swift: String
    package let sqlite: String
    package let startedAt: Instant
    /// `nil` where nothing is on disk.
    package var dataDirectory: String?
    /// Bytes of the disk below which the daemon says that it is not ready; 0 for never.
    package var diskFreeLimit = 0
    /// Those that may be there.
    package var storeFiles: [StoreFile] = []
    /// Connections that are open to the API of SQS, by what they do.
    package var connections: @Sendable () -> [Connections] = { [] }
    /// Whether calls are taken and the store answers.
    package var isReady: @Sendable () async -> Bool = { true }
    package var isDraining: @Sendable () -> Bool = { false }

    package init(version: String, swift: String, sqlite: String, startedAt: Instant) {
        self.version = version
        self.swift = swift
        self.sqlite = sqlite
        self.startedAt = startedAt
    }
}
