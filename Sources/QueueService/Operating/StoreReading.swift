import Dispatch
import QueueStore
import SQSModel

/// What operators read of the store: beside the writer where the store can, and on its thread where it cannot.
///
/// Their reads can take a while. They have a thread of their own, so that neither callers of the 23 actions nor the
/// threads of tasks wait for them.
final class StoreReading: Sendable {
    private let reader: (any QueueReader)?
    private let writer: StoreWriter
    private let clock: any TimeSource
    private let explain: @Sendable (StoreError) -> SQSError
    private let thread = DispatchQueue(label: "operators-reader")

    /// - Parameters:
    ///   - reader: used by nobody else; `nil` where reads have to be commands.
    ///   - writer: has been started.
    ///   - clock: the writer's own.
    ///   - explain: what is told of a store that fails.
    init(
        _ reader: (any QueueReader)?,
        writer: StoreWriter,
        clock: any TimeSource,
        explain: @escaping @Sendable (StoreError) -> SQSError
    ) {
        self.reader = reader
        self.writer = writer
        self.clock = clock
        self.explain = explain
    }

    func page(of queue: QueueID, _ request: PageRequest) async throws(SQSError) -> MessagePage {
        try await read(orAsk: .peek(queue, request)) { outcome in
            guard case .peeked(let page) = outcome else { return nil }
            return page
        } with: { reader, now throws(StoreError) in
            try reader.messages(of: queue, page: request, at: now)
        }
    }

    /// The figures of queues, each with how many milliseconds it took to find them; those of queues that are no more are
    /// left out.
    ///
    /// Several are read on one visit to the thread, which takes as long as reading one; between visits others have their
    /// turn.
    func overviews(of queues: [QueueID]) async throws(SQSError) -> [QueueID: OverviewCache.Count] {
        var found: [QueueID: OverviewCache.Count] = [:]
        var rest = queues[...]
        while let first = rest.first {
            let asked = clock.now
            let visit = try await read(orAsk: .inquire(first, .overview)) { [clock] outcome in
                switch outcome {
                case .found(.overview(let overview)): [(overview, clock.now.milliseconds - asked.milliseconds)]
                case .refused(.queueDoesNotExist): [nil]
                default: nil
                }
            } with: { [clock, rest] reader, now throws(StoreError) in
                try Self.overviews(of: rest, from: reader, startingAt: now, clock)
            }
            for (queue, count) in zip(rest, visit) { found[queue] = count }
            rest = rest.dropFirst(visit.count)
        }
        return found
    }

    /// How long a visit to the thread goes on to further queues.
    private static let visitMilliseconds: Int64 = 5

    /// The figures of the first of some queues; `nil` for one that is no more.
    private static func overviews(
        of queues: ArraySlice<QueueID>,
        from reader: any QueueReader,
        startingAt start: Instant,
        _ clock: any TimeSource
    ) throws(StoreError) -> [OverviewCache.Count?] {
        var found: [OverviewCache.Count?] = []
        var now = start
        for queue in queues where now.milliseconds - start.milliseconds < visitMilliseconds {
            let finding = try reader.answer(.overview, of: queue, at: now)
            let after = clock.now
            if case .overview(let overview) = finding {
                found.append((overview, after.milliseconds - now.milliseconds))
            } else {
                found.append(nil)
            }
            now = after
        }
        return found
    }

    func message(_ sequence: MessageSequence, of queue: QueueID) async throws(SQSError) -> PeekedMessage? {
        guard case .message(let message) = try await answer(.message(sequence), of: queue) else {
            throw .internalFailure
        }
        return message
    }

    /// Looks for a message by its id in one slice of a queue; `next` is where to go on if it was not there.
    func search(
        _ id: MessageId,
        in queue: QueueID,
        after: MessageSequence?
    ) async throws(SQSError) -> (message: PeekedMessage?, next: MessageSequence?) {
        guard case .searched(let message, let next) = try await answer(.search(id, after: after), of: queue)
        else { throw .internalFailure }
        return (message, message == nil ? next : nil)
    }

    func groups(
        of queue: QueueID,
        after: String?,
        limit: Int
    ) async throws(SQSError) -> (groups: [GroupRecord], next: String?) {
        guard
            case .groups(let groups, let next) = try await answer(.groups(after: after, limit: limit), of: queue)
        else { throw .internalFailure }
        return (groups, next)
    }

    private func answer(_ inquiry: Inquiry, of queue: QueueID) async throws(SQSError) -> Finding {
        try await read(orAsk: .inquire(queue, inquiry)) { outcome in
            guard case .found(let finding) = outcome else { return nil }
            return finding
        } with: { reader, now throws(StoreError) in
            try reader.answer(inquiry, of: queue, at: now)
        }
    }

    /// Reads in one way or the other.
    ///
    /// - Parameters:
    ///   - command: what asks the same of the writer.
    ///   - take: gets the answer out of the command's outcome, on the writer's thread; `nil` where there is no such queue.
    ///   - look: asks a reader; `nil` where there is no such queue.
    /// - Returns: the answer.
    /// - Throws: Q-NONE, or what a failing store is explained with.
    private func read<Value: Sendable>(
        orAsk command: StoreCommand,
        _ take: @escaping @Sendable (Outcome) -> Value?,
        with look: @escaping @Sendable (any QueueReader, Instant) throws(StoreError) -> Value?
    ) async throws(SQSError) -> Value {
        let result: Result<Value?, StoreError> = await withCheckedContinuation { continuation in
            guard let reader else {
                return writer.submit(command) { continuation.resume(returning: $0.map(take)) }
            }
            thread.async { [clock] in
                continuation.resume(returning: Result { () throws(StoreError) in try look(reader, clock.now) })
            }
        }
        switch result {
        case .success(let value?): return value
        case .success(nil): throw .queueDoesNotExist
        case .failure(let error): throw explain(error)
        }
    }
}
