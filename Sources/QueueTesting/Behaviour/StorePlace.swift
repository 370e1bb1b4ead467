package import QueueStore

/// Where one store is kept while a test runs: opened again, it shows what was there when it was closed.
///
/// A store that keeps nothing has a place that never ends it: what is opened again is the same.
package protocol StorePlace: AnyObject {
    func open() throws -> any QueueStore
}

/// A way to keep queues that the suite is run on.
package struct StoreKind: Sendable, CustomStringConvertible {
    /// Its name in test results.
    package let description: String
    private let place: @Sendable (_ messagesInFlight: Int) throws -> any StorePlace

    /// What is made has the in-flight limit that it is given.
    package init(_ name: String, place: @escaping @Sendable (_ messagesInFlight: Int) throws -> any StorePlace) {
        description = name
        self.place = place
    }

    /// A new place with nothing in it.
    package func newPlace(messagesInFlight: Int) throws -> any StorePlace { try place(messagesInFlight) }

    /// The reference store, against its own suite.
    package static let reference = StoreKind("reference") { ReferencePlace(messagesInFlight: $0) }
}

private final class ReferencePlace: StorePlace {
    private let messagesInFlight: Int
    private var last: ReferenceStore?

    init(messagesInFlight: Int) { self.messagesInFlight = messagesInFlight }

    func open() -> any QueueStore {
        let store = last.map { ReferenceStore(reopening: $0) } ?? ReferenceStore(messagesInFlight: messagesInFlight)
        last = store
        return store
    }
}
