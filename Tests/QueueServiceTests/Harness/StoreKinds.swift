import QueueStore
import QueueTesting
import SQLiteStore

extension StoreKind {
    /// The stores that the service is tested on: the simplest one, and the one that it runs on.
    static let both: [StoreKind] = [.reference, .sqlite]

    static let sqlite = StoreKind("SQLite in memory") { try MemoryPlace(messagesInFlight: $0) }
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
