package import QueueStore
package import SQSModel
import Synchronization

/// All queues as of the last commit, for everybody to look up without asking the store.
///
/// The store's outcomes change it on the writer's thread, in the order of the commits and before anybody is answered: who
/// has an answer finds its effect here.
package final class QueueCatalog: Sendable {
    private struct State {
        var records: [QueueAddress: QueueRecord]
        /// All of them by name, kept for the next who asks; `nil` since one of them changed.
        var sorted: [QueueRecord]?
        /// Moves with each change, so that a list that was sorted meanwhile is known to be old.
        var version = 0

        mutating func change<Value>(_ body: (inout [QueueAddress: QueueRecord]) -> Value) -> Value {
            sorted = nil
            version &+= 1
            return body(&records)
        }
    }

    private let state: Mutex<State>

    package init(_ records: [QueueRecord]) {
        state = Mutex(State(records: Dictionary(records.map { ($0.address, $0) }) { _, last in last }))
    }

    package func record(at address: QueueAddress) -> QueueRecord? {
        state.withLock { $0.records[address] }
    }

    /// The queue that a call names in `QueueUrl`.
    ///
    /// - Throws: Q-NONE, for a malformed or missing URL too.
    package func record(named url: String?, by caller: Caller) throws(SQSError) -> QueueRecord {
        guard let url, let address = QueueAddress(url: url, for: caller), let record = record(at: address) else {
            throw .queueDoesNotExist
        }
        return record
    }

    /// Queues that satisfy a condition, sorted by name.
    package func records(where isWanted: (QueueRecord) -> Bool) -> [QueueRecord] { all().filter(isWanted) }

    /// All queues, sorted by name.
    ///
    /// Pages of a long list are asked for one after the other: they share one sorting, which takes no time of the lock.
    package func all() -> [QueueRecord] {
        if let sorted = state.withLock({ $0.sorted }) { return sorted }
        let (records, version) = state.withLock { (Array($0.records.values), $0.version) }
        let sorted = records.sorted { $0.address.name < $1.address.name }
        state.withLock { if $0.version == version { $0.sorted = sorted } }
        return sorted
    }

    /// - Returns: whether the queue was unknown.
    @discardableResult
    func put(_ record: QueueRecord) -> Bool {
        state.withLock { $0.change { $0.updateValue(record, forKey: record.address) } }?.id != record.id
    }

    /// Forgets a queue, unless its name belongs to a newer one by now.
    func remove(_ record: QueueRecord) {
        state.withLock { state in
            guard state.records[record.address]?.id == record.id else { return }
            state.change { $0[record.address] = nil }
        }
    }
}
