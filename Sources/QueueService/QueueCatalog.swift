package import QueueStore
package import SQSModel
import Synchronization

/// All queues as of the last commit, for everybody to look up without asking the store.
///
/// The store's outcomes change it on the writer's thread, in the order of the commits and before anybody is answered: who
/// has an answer finds its effect here.
package final class QueueCatalog: Sendable {
    private let records: Mutex<[QueueAddress: QueueRecord]>

    package init(_ records: [QueueRecord]) {
        self.records = Mutex(Dictionary(records.map { ($0.address, $0) }) { _, last in last })
    }

    package func record(at address: QueueAddress) -> QueueRecord? {
        records.withLock { $0[address] }
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
    package func records(where isWanted: (QueueRecord) -> Bool) -> [QueueRecord] {
        records.withLock { $0.values.filter(isWanted) }.sorted { $0.address.name < $1.address.name }
    }

    /// - Returns: whether the queue was unknown.
    @discardableResult
    func put(_ record: QueueRecord) -> Bool {
        records.withLock { $0.updateValue(record, forKey: record.address) }?.id != record.id
    }

    /// Forgets a queue, unless its name belongs to a newer one by now.
    func remove(_ record: QueueRecord) {
        records.withLock { records in
            if records[record.address]?.id == record.id { records[record.address] = nil }
        }
    }
}
