package import QueueStore
import SQSModel

/// The simplest store: lists in memory, the rule functions and nothing else.
///
/// What other stores do is compared with it.
package final class ReferenceStore: QueueStore {
    package let secret: [UInt8]
    private var state: ReferenceState
    private var isOpen = true

    /// - Parameters:
    ///   - seed: where the secret comes from.
    ///   - messagesInFlight: the in-flight limit of each queue.
    package init(seed: UInt64 = 0, messagesInFlight: Int = Limits.messagesInFlight) {
        var generator = SeededGenerator(seed: seed)
        secret = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        state = ReferenceState(messagesInFlight: messagesInFlight)
    }

    /// The store as it is when one that was closed is opened again.
    package init(reopening other: ReferenceStore) {
        secret = other.secret
        state = other.state
    }

    package func queues() throws(StoreError) -> [QueueRecord] {
        try checkOpen()
        return state.queues.map(\.record)
    }

    package func runningMoves() throws(StoreError) -> [MoveTask] {
        try checkOpen()
        return state.moves.filter { $0.status == .running }
    }

    package func apply(_ commands: [StoreCommand], at now: Instant) throws(StoreError) -> [Outcome] {
        try checkOpen()
        return commands.map { state.outcome(of: $0, at: now) }
    }

    package var nextHousekeeping: Instant? { state.nextHousekeeping }

    package func housekeep(at now: Instant, limit: Int) throws(StoreError) -> [QueueID: Int] {
        try checkOpen()
        return state.removeObsolete(at: now, limit: limit)
    }

    package func tidy(isQuiet: Bool) throws(StoreError) { try checkOpen() }

    package func makeReader() throws(StoreError) -> (any QueueReader)? { nil }

    package func close() throws(StoreError) { isOpen = false }

    /// All moments after `now` at which some message or window changes its state by itself; good moments for tests.
    package func deadlines(after now: Instant) -> [Instant] { state.deadlines.filter { $0 > now }.sorted() }

    private func checkOpen() throws(StoreError) {
        guard isOpen else { throw .closed }
    }
}
