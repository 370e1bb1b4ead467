internal import AdminAPI
internal import QueueService
internal import QueueStore
internal import Synchronization

extension MessageFilter {
    /// Seconds; nothing is older than that.
    static let ages = 0...Int(Int32.max)

    /// - Throws: `AdminProblem` where an id or the condition cannot be read.
    init(_ selection: MessageSelection, at now: Instant) throws(AdminProblem) {
        self.init()
        if let ids = selection.ids {
            var references: [MessageReference] = []
            for id in ids {
                guard let reference = MessageReference(id) else {
                    throw AdminProblem(.badRequest, "'\(id)' is neither a message id nor the number of a message.")
                }
                references.append(reference)
            }
            self.references = references
        }
        if let states = selection.states { kinds = Set(states.map(\.kind)) }
        groupId = selection.messageGroupId
        if let text = selection.match {
            do { match = try MatchExpression(text) } catch { throw AdminProblem(.badRequest, error.description) }
        }
        if let seconds = selection.olderThanSeconds {
            guard Self.ages.contains(seconds) else {
                throw AdminProblem(
                    .badRequest,
                    "The age is \(seconds) seconds; give a whole number, \(Self.ages.inWords)."
                )
            }
            sentUntil = now.adding(seconds: -seconds)
        }
        client = selection.client
    }
}

extension SelectionProgress {
    init(_ progress: JobProgress) {
        self.init(
            scanned: progress.scanned,
            matched: progress.matched,
            done: progress.done,
            skipped: progress.skipped,
            total: progress.total,
            isFinished: progress.isFinished
        )
    }
}

/// How far a job has come, kept for whoever waits for its end.
final class LastProgress: Sendable {
    private let progress = Mutex(JobProgress())

    func put(_ progress: JobProgress) { self.progress.withLock { $0 = progress } }

    var value: JobProgress { progress.withLock { $0 } }

    var done: Int { value.done }
}
