package import QueueStore
package import SQSModel
import Synchronization

/// Keeps the figures of queues for a while, so that counting costs little however often somebody asks.
///
/// What was counted is told again for a moment that nobody notices, and where counting took long for a hundred times as long
/// as it took: then it takes a hundredth of a core at most. Who asks while somebody else has a queue counted gets the same
/// answer.
package final class OverviewCache: Sendable {
    /// What counting a queue brought, and how many milliseconds that took.
    package typealias Count = (overview: QueueOverview, milliseconds: Int64)

    /// What somebody else has counted; `nil` for a queue that is no more.
    private typealias Answer = Result<QueueOverview?, SQSError>
    private typealias Waiter = CheckedContinuation<Answer?, Never>

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

    /// The figures of queues, as they are or were a moment ago.
    ///
    /// - Parameters:
    ///   - queues: whose figures.
    ///   - count: finds out those of several queues, and leaves out queues that are no more.
    /// - Returns: what was counted last where it is young enough, and nothing for queues that are no more.
    /// - Throws: what counting threw; that is not kept.
    package func overviews(
        of queues: [QueueID],
        counting count: ([QueueID]) async throws(SQSError) -> [QueueID: Count]
    ) async throws(SQSError) -> [QueueID: QueueOverview] {
        var (found, unknown, others) = claim(queues)
        if !unknown.isEmpty {
            do throws(SQSError) {
                let counted = try await count(unknown)
                for queue in unknown { end(queue, with: .success(counted[queue])) }
                found.merge(counted.mapValues(\.overview)) { _, new in new }
            } catch {
                for queue in unknown { end(queue, with: .failure(error)) }
                throw error
            }
        }
        // Only now, so that two who wait for each other's queues have both counted their own.
        for queue in others {
            if let result = await awaitedOverview(of: queue) {
                found[queue] = try result.get()
            } else {
                found.merge(try await overviews(of: [queue], counting: count)) { _, new in new }
            }
        }
        return found
    }

    /// How many wait for what somebody else has counted.
    package func waiting(for queue: QueueID) -> Int {
        state.withLock { state in
            guard case .counting(let waiting) = state.entries[queue] else { return 0 }
            return waiting.count
        }
    }

    /// Sorts queues by who knows their figures; those that nobody knows or counts are the caller's to count.
    private func claim(
        _ queues: [QueueID]
    ) -> (known: [QueueID: QueueOverview], unknown: [QueueID], countedByOthers: [QueueID]) {
        let now = clock.now
        var known: [QueueID: QueueOverview] = [:]
        var (unknown, others) = ([QueueID](), [QueueID]())
        state.withLock { state in
            for queue in queues {
                switch state.entries[queue] {
                case .known(let overview, let until) where now < until: known[queue] = overview
                case .counting: others.append(queue)
                case .known, nil:
                    state.entries[queue] = .counting([])
                    unknown.append(queue)
                }
            }
        }
        return (known, unknown, others)
    }

    /// What somebody else finds, or has found since; `nil` where nobody has it.
    private func awaitedOverview(of queue: QueueID) async -> Answer? {
        await withCheckedContinuation { asker in
            let overview = state.withLock { state -> QueueOverview?? in
                switch state.entries[queue] {
                case .counting(let waiting):
                    state.entries[queue] = .counting(waiting + [asker])
                    return nil
                case .known(let overview, _): return overview
                case nil: return .some(nil)
                }
            }
            guard let overview else { return }
            asker.resume(returning: overview.map { .success($0) })
        }
    }

    private func end(_ queue: QueueID, with result: Result<Count?, SQSError>) {
        let now = clock.now
        let waiting = state.withLock { state -> [Waiter] in
            let entry = state.entries.removeValue(forKey: queue)
            if case .success(let count?) = result {
                let pause = max(Self.leastMilliseconds, Self.timesCost * count.milliseconds)
                state.entries[queue] = .known(count.overview, until: now.adding(milliseconds: pause))
                dropOld(at: now, &state)
            }
            guard case .counting(let waiting) = entry else { return [] }
            return waiting
        }
        for asker in waiting { asker.resume(returning: result.map { $0?.overview }) }
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
