package import QueueStore
package import SQSModel
import Synchronization

/// Keeps the figures of queues for a while, so that counting costs little however often somebody asks.
///
/// What was counted is told again for a moment that nobody notices, and where counting took long for a hundred times as long
/// as it took: then it takes a hundredth of a core at most. Who asks while somebody else has a queue counted gets the same
/// answer.
package final class OverviewCache: Sendable {
    private typealias Waiter = CheckedContinuation<Result<QueueOverview, SQSError>?, Never>

    private enum Entry {
        case counting([Waiter])
        case known(QueueOverview, until: Instant)
    }

    private struct State {
        var entries: [QueueID: Entry] = [:]
        /// How many entries there may be before those that have become old are thrown away.
        var worthKeeping = 1024
    }

    private static let leastMilliseconds: Int64 = 10
    private static let timesCost: Int64 = 100

    private let clock: any TimeSource
    private let state = Mutex(State())

    package init(clock: any TimeSource) { self.clock = clock }

    /// The figures of a queue, as they are or were a moment ago.
    ///
    /// - Parameters:
    ///   - queue: whose figures.
    ///   - count: finds them out, and tells how many milliseconds that took.
    /// - Returns: what was counted last, if it is young enough.
    /// - Throws: what counting threw; that is not kept.
    package func overview(
        of queue: QueueID,
        counting count: () async throws(SQSError) -> (QueueOverview, milliseconds: Int64)
    ) async throws(SQSError) -> QueueOverview {
        if let known = await knownOverview(of: queue) { return try known.get() }
        do throws(SQSError) {
            let (overview, cost) = try await count()
            end(queue, with: .success(overview), cost: cost)
            return overview
        } catch {
            end(queue, with: .failure(error), cost: 0)
            throw error
        }
    }

    /// How many wait for what somebody else has counted.
    package func waiting(for queue: QueueID) -> Int {
        state.withLock { state in
            guard case .counting(let waiting) = state.entries[queue] else { return 0 }
            return waiting.count
        }
    }

    /// What is known, or what somebody else finds; `nil` for the one who has to count.
    private func knownOverview(of queue: QueueID) async -> Result<QueueOverview, SQSError>? {
        enum Step { case tell(QueueOverview), wait, count }
        let now = clock.now
        return await withCheckedContinuation { asker in
            let step = state.withLock { state -> Step in
                switch state.entries[queue] {
                case .known(let overview, let until) where now < until: return .tell(overview)
                case .counting(let waiting):
                    state.entries[queue] = .counting(waiting + [asker])
                    return .wait
                case .known, nil:
                    state.entries[queue] = .counting([])
                    return .count
                }
            }
            switch step {
            case .tell(let overview): asker.resume(returning: .success(overview))
            case .count: asker.resume(returning: nil)
            case .wait: break
            }
        }
    }

    private func end(_ queue: QueueID, with result: Result<QueueOverview, SQSError>, cost: Int64) {
        let now = clock.now
        let waiting = state.withLock { state -> [Waiter] in
            let entry = state.entries.removeValue(forKey: queue)
            if case .success(let overview) = result {
                let until = now.adding(milliseconds: max(Self.leastMilliseconds, Self.timesCost * cost))
                state.entries[queue] = .known(overview, until: until)
                dropOld(at: now, &state)
            }
            guard case .counting(let waiting) = entry else { return [] }
            return waiting
        }
        for asker in waiting { asker.resume(returning: result) }
    }

    /// Throws out what nobody is told any more, whenever there is twice as much as was left the last time.
    private func dropOld(at now: Instant, _ state: inout State) {
        guard state.entries.count > state.worthKeeping else { return }
        state.entries = state.entries.filter { _, entry in
            guard case .known(_, let until) = entry else { return true }
            return now < until
        }
        state.worthKeeping = max(1024, 2 * state.entries.count)
    }
}
