import QueueStore
import SQSModel

/// A batch over receipt handles while it is on its way: which entries failed at once, and which the store decides.
struct HandleBatch<Work: Sendable>: Sendable {
    private struct Entry: Sendable {
        let id: String
        let handle: String
        let work: Result<Work, SQSError>
    }

    /// In the order of the request, which both lists of the answer keep (BAT-6).
    private var entries: [Entry] = []

    /// Adds an entry that is either fit for the store or failed.
    mutating func add(_ id: String, _ handle: String?, _ check: () throws(SQSError) -> Work) {
        entries.append(Entry(id: id, handle: handle ?? "", work: Result(catching: check)))
    }

    /// What the store shall do.
    var work: [Work] { entries.compactMap { try? $0.work.get() } }

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
        var failed: [BatchResultErrorEntry] = []
        var outcomes = outcomes[...]
        for entry in entries {
            let failure: SQSError? =
                switch entry.work {
                case .failure(let failure): failure
                case .success(let work): outcomes.popFirst().flatMap { error($0, entry.handle, work) }
                }
            if let failure {
                failed.append(BatchResultErrorEntry(id: entry.id, error: failure))
            } else {
                successful.append(entry.id)
            }
        }
        return (successful, failed)
    }
}
