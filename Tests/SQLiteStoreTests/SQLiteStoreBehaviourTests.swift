import QueueTesting
import Testing

@Suite("The SQLite store")
struct SQLiteStoreBehaviourTests {
    @Test("keeps the promises of stores", arguments: StoreKind.sqlite, StoreBehaviour.cases())
    func behaviour(kind: StoreKind, promise: StoreBehaviour.Case) throws { try promise.run(on: kind) }
}
