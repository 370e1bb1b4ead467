import QueueStore
import SQSModel

/// A batch over receipt handles while it is on its way: which entries failed at once, and which the store decides.
struct HandleBatch<Work: Sendable>: Sendable {
    private struct Entry: Sendable {
        let id: String
        let handle: String
        let work: Work
    }

    private var entries: [Entry] = []
    private var failed: [BatchResultErrorEntry] = []

    /// Adds an entry that is either fit for the store or failed.
    mutating func add(_ id: String, _ handle: String?, _ check: () throws(SQSError) -> Work) {
        do throws(SQSError) {
            entries.append(Entry(id: id, handle: handle ?? "", work: try check()))
        } catch {
            failed.append(BatchResultErrorEntry(id: id, error: error))
        }
    }

    /// What the store shall do, in the order of the request.
    var work: [Work] { entries.map(\.work) }

    /// The two lists of the answer.
    ///
    /// - Parameters:
    ///   - outcomes: one per piece of work.
    ///   - error: what an outcome means for a handle's entry; `nil` for a success.
    func results(
        _ outcomes: [HandleOutcome],
        error: (HandleOutcome, String, Work) -> SQSError?
    ) -> (successful: [String], failed: [BatchResultErrorEntry]) {
        var successful: [String] = []
        var failed = failed
        for (entry, outcome) in zip(entries, outcomes) {
            if let error = error(outcome, entry.handle, entry.work) {
                failed.append(BatchResultErrorEntry(id: entry.id, error: error))
            } else {
                successful.append(entry.id)
            }
        }
        return (successful, failed)
    }
}
