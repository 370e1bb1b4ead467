import Foundation
import QueueStore
import QueueTesting
import SQLiteStore

extension StoreKind {
    /// The stores that the service is tested on: the simplest one, and the one that it runs on.
    static let both: [StoreKind] = [.reference, .sqlite]

    /// Those that operators work with: reads are commands in memory, and go beside the writer on disk.
    static let operators: [StoreKind] = [.reference, .sqlite, .sqliteOnDisk]

    static let sqlite = StoreKind("SQLite in memory") { try MemoryPlace(messagesInFlight: $0) }

    static let sqliteOnDisk = StoreKind("SQLite on disk") { try DirectoryPlace(messagesInFlight: $0) }
}

/// Keeps nothing on disk, and therefore its one store.
private final class MemoryPlace: StorePlace {
    private let store: SQLiteStore

    init(messagesInFlight: Int) throws {
        var generator = SeededGenerator(seed: 1)
        store = try SQLiteStore(
            SQLiteStore.Configuration(directory: "", durability: .memory, messagesInFlight: messagesInFlight),
            using: &generator
        )
    }

    func open() -> any QueueStore { store }
}

/// A directory of its own, gone with the test.
private final class DirectoryPlace: StorePlace {
    private let configuration: SQLiteStore.Configuration

    init(messagesInFlight: Int) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "sqsd-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        configuration = SQLiteStore.Configuration(
            directory: path,
            durability: .full,
            messagesInFlight: messagesInFlight
        )
    }

    deinit {
        let path = configuration.directory
        do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path): \(error)") }
    }

    func open() throws -> any QueueStore {
        var generator = SeededGenerator(seed: 1)
        return try SQLiteStore(configuration, using: &generator)
    }
}
