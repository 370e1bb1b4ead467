import Foundation
import QueueStore
import QueueTesting
import SQLiteStore

extension StoreKind {
    /// The SQLite store, once for each durability.
    static let sqlite: [StoreKind] = Durability.allCases.map { sqlite($0) }

    static func sqlite(_ durability: Durability) -> StoreKind {
        StoreKind("SQLite, \(durability.rawValue)") { messagesInFlight in
            if durability == .memory { return try MemoryPlace(messagesInFlight: messagesInFlight) }
            return try DirectoryPlace(durability: durability, messagesInFlight: messagesInFlight)
        }
    }
}

/// A directory of its own, gone with the value.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sqsd-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path): \(error)") }
    }
}

private final class DirectoryPlace: StorePlace {
    private let directory: TemporaryDirectory
    private let configuration: SQLiteStore.Configuration

    init(durability: Durability, messagesInFlight: Int) throws {
        directory = try TemporaryDirectory()
        configuration = SQLiteStore.Configuration(
            directory: directory.path,
            durability: durability,
            messagesInFlight: messagesInFlight
        )
    }

    func open() throws -> any QueueStore {
        var generator = SeededGenerator(seed: 1)
        return try SQLiteStore(configuration, using: &generator)
    }
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
