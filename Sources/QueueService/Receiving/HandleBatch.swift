import QueueStore
import SQSModel

/// A batch over receipt handles while it is on its way: which entries failed at once, and which the store decides.
struct HandleBatch<Work: Sendable>: Sendable {
    private struct Entry: Sendable {
        let id: String
        let handle: String
        let work: Result<Work, SQSError>
    }

    private var entries: [Entry] = []

    /// Adds an entry that is either fit for the store or failed.
    mutating func add(_ id: String, _ handle: String?, _ check: () throws(SQSError) -> Work) {
        entries.append(Entry(id: id, handle: handle ?? "", work: Result(catching: check)))
    }

    /// What the store shall do, in the order of the request.
    var work: [Work] {
        entries.compactMap { entry in
            guard case .success(let work) = entry.work else { return nil }
            return work
        }
    }

    /// The two lists of the answer, both in the order of the request (BAT-6).
    ///
    /// - Parameters:
    ///   - outcomes: one per piece of work.
    ///   - error: what an outcome means for a handle's entry; `nil` for a success.
    /// - Returns: the ids of entries that took effect, and the other entries with why they did not.
    func results(
        _ outcomes: [HandleOutcome],
        error: (HandleOutcome, String, Work) -> SQSError?
    ) -> (successful: [String], failed: [BatchResultErrorEntry]) {
        var successful: [String] = []
        var failed: [BatchResultErrorEntry] = []
        var rest = outcomes[...]
        for entry in entries {
            let failure: SQSError?
            switch entry.work {
            case .failure(let error): failure = error
            case .success(let work): failure = rest.popFirst().flatMap { error($0, entry.handle, work) }
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
