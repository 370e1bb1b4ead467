import Dispatch
import Foundation
import Synchronization

/// The one thread that owns a store: gathers commands from everybody, commits them together, answers all of them.
///
/// While one batch is on its way to the disk the next one gathers, so that many callers share the cost of a sync. There is
/// no timer and no delay: a lone command is carried out at once. With nothing to do the thread sleeps until a command comes
/// or the next deadline is due.
package final class StoreWriter: Sendable {
    /// Told of the outcome on the writer's thread, after the commit; must be quick.
    package typealias Completion = @Sendable (Result<Outcome, StoreError>) -> Void

    /// What a store brings with it when it is opened.
    package struct Opened: Sendable {
        package let queues: [QueueRecord]
        package let runningMoves: [MoveTask]
        package let secret: [UInt8]
        package let reader: (any QueueReader)?
    }

    private struct Submission {
        let command: StoreCommand
        let completion: Completion
    }

    private struct Inbox {
        var submissions: [Submission] = []
        var isAsleep = false
        /// Somebody wants the writer to look around once more before it goes to sleep.
        var isPoked = false
        var isStopping = false
        var isClosed = false
    }

    /// Rows that one slice of housekeeping may remove, so that callers wait a few milliseconds at most.
    private static let housekeepingSlice = 1000
    /// Milliseconds until housekeeping is tried again on a full disk.
    private static let housekeepingPause: Int64 = 1000

    private let clock: any TimeSource
    private let open: @Sendable () throws -> any QueueStore
    private let onFailure: @Sendable (StoreError) -> Void
    private let inbox = Mutex(Inbox())
    private let agents = Mutex<[any WriterAgent]>([])
    private let wakeUp = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - clock: gives each batch its one moment.
    ///   - onFailure: told once when the store has failed for good; no command succeeds from then on.
    ///   - open: makes the store; called on the writer's thread.
    package init(
        clock: any TimeSource,
        onFailure: @escaping @Sendable (StoreError) -> Void,
        open: @escaping @Sendable () throws -> any QueueStore
    ) {
        self.clock = clock
        self.onFailure = onFailure
        self.open = open
        clock.onAdjustment { [weak self] in self?.poke() }
    }

    /// Opens the store and begins to work.
    ///
    /// - Throws: what opening the store threw; nothing runs then.
    package func start() throws -> Opened {
        let opened = Mutex<Result<Opened, any Error>>(.failure(StoreError.closed))
        let isOpen = DispatchSemaphore(value: 0)
        let box = Handover(result: opened, signal: isOpen)
        let thread = Thread { self.work(announcing: box) }
        thread.name = "store-writer"
        thread.start()
        isOpen.wait()
        return try box.result.withLock { $0 }.get()
    }

    /// Lets somebody take part in each turn of the writer, the next of which comes at once: there may be work already.
    package func add(_ agent: any WriterAgent) {
        agents.withLock { $0.append(agent) }
        poke()
    }

    /// Hands over a command.
    ///
    /// The completion is called exactly once.
    package func submit(_ command: StoreCommand, completion: @escaping Completion) {
        enum Reception { case accepted(mustWake: Bool), refused }
        let reception = inbox.withLock { inbox -> Reception in
            guard !inbox.isClosed else { return .refused }
            inbox.submissions.append(Submission(command: command, completion: completion))
            defer { inbox.isAsleep = false }
            return .accepted(mustWake: inbox.isAsleep)
        }
        switch reception {
        case .accepted(let mustWake): if mustWake { wakeUp.signal() }
        case .refused: completion(.failure(.closed))
        }
    }

    /// Makes the writer look at the time and at its agents again, also when it has looked and is not asleep yet.
    package func poke() {
        let mustWake = inbox.withLock { inbox in
            inbox.isPoked = !inbox.isAsleep
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        if mustWake { wakeUp.signal() }
    }

    /// Carries out what has been handed over, closes the store and returns.
    package func stop() {
        inbox.withLock { $0.isStopping = true }
        poke()
        ended.wait()
        ended.signal()
    }
}

/// Somebody who has work for the writer at certain moments, such as long polls that are due.
package protocol WriterAgent: AnyObject, Sendable {
    /// Called on the writer's thread before each batch is taken; may submit commands.
    ///
    /// - Returns: when to be called again at the latest.
    func turn(at now: Instant) -> Instant?
}

/// How the writer's thread tells the one who started it what became of it.
private final class Handover: Sendable {
    let result: Mutex<Result<StoreWriter.Opened, any Error>>
    let signal: DispatchSemaphore

    init(result: consuming sending Mutex<Result<StoreWriter.Opened, any Error>>, signal: DispatchSemaphore) {
        self.result = result
        self.signal = signal
    }
}

// MARK: - The writer's thread

extension StoreWriter {
    private func work(announcing handover: Handover) {
        defer { ended.signal() }
        let store: any QueueStore
        do {
            store = try open()
            let opened = Opened(
                queues: try store.queues(),
                runningMoves: try store.runningMoves(),
                secret: store.secret,
                reader: try store.makeReader()
            )
            handover.result.withLock { $0 = .success(opened) }
        } catch {
            handover.result.withLock { $0 = .failure(error) }
            close(with: .closed)
            handover.signal.signal()
            return
        }
        handover.signal.signal()
        do throws(StoreError) {
            try turnUntilStopped(store)
            close(with: .closed)
            try store.close()
        } catch {
            close(with: error)
            onFailure(error)
        }
    }

    private func turnUntilStopped(_ store: any QueueStore) throws(StoreError) {
        var notBefore = Instant(milliseconds: .min)
        while true {
            let turn = clock.now
            let nextTurn = agents.withLock { $0 }.compactMap { $0.turn(at: turn) }.min()
            let batch = takeBatch()
            // Read once more, so that nothing happens earlier than it was asked for.
            let now = clock.now
            if !batch.isEmpty { try carryOut(batch, on: store, at: now) }
            var due = store.nextHousekeeping.map { max($0, notBefore) }
            if let time = due, time <= now {
                if try !housekeep(store, at: now) { notBefore = now.adding(milliseconds: Self.housekeepingPause) }
                due = store.nextHousekeeping.map { max($0, notBefore) }
            }
            guard batch.isEmpty else {
                try tidy(store)
                continue
            }
            let deadlines = [nextTurn, due].compactMap(\.self)
            guard sleep(until: deadlines.min()) else { return }
        }
    }

    private func takeBatch() -> [Submission] {
        inbox.withLock { inbox in
            defer { inbox.submissions = [] }
            return inbox.submissions
        }
    }

    /// - Returns: whether to go on; `false` once the writer is to stop and nothing is left to do.
    private func sleep(until deadline: Instant?) -> Bool {
        enum Next { case work, sleep, end }
        let next = inbox.withLock { inbox -> Next in
            let isPoked = inbox.isPoked
            inbox.isPoked = false
            guard inbox.submissions.isEmpty, !isPoked else { return .work }
            guard !inbox.isStopping else { return .end }
            inbox.isAsleep = true
            return .sleep
        }
        switch next {
        case .work: return true
        case .end: return false
        case .sleep: break
        }
        if let deadline {
            let milliseconds = max(0, min(deadline.milliseconds - clock.now.milliseconds, 3_600_000))
            if wakeUp.wait(timeout: .now() + .milliseconds(Int(milliseconds))) == .timedOut {
                let wasWoken = inbox.withLock { inbox in
                    defer { inbox.isAsleep = false }
                    return !inbox.isAsleep
                }
                // Whoever cleared the flag in between has signalled, or is about to.
                if wasWoken { wakeUp.wait() }
            }
        } else {
            wakeUp.wait()
        }
        return true
    }

    private func carryOut(_ batch: [Submission], on store: any QueueStore, at now: Instant) throws(StoreError) {
        do throws(StoreError) {
            let outcomes = try store.apply(batch.map(\.command), at: now)
            for (submission, outcome) in zip(batch, outcomes) { submission.completion(.success(outcome)) }
        } catch {
            guard case .full = error else {
                for submission in batch { submission.completion(.failure(error)) }
                throw error
            }
            // What makes room must not wait for what needs it.
            let remaining = batch.filter { !$0.command.needsSpace }
            for submission in batch where remaining.isEmpty || submission.command.needsSpace {
                submission.completion(.failure(error))
            }
            if remaining.count < batch.count, !remaining.isEmpty {
                try carryOut(remaining, on: store, at: now)
            } else {
                for submission in remaining { submission.completion(.failure(error)) }
            }
        }
    }

    /// - Returns: whether it was done; a full disk cannot take the deletions' log either, and what is expired is not
    ///   delivered all the same.
    private func housekeep(_ store: any QueueStore, at now: Instant) throws(StoreError) -> Bool {
        do throws(StoreError) {
            try store.housekeep(at: now, limit: Self.housekeepingSlice)
            return true
        } catch where !error.isFatal {
            return false
        }
    }

    private func tidy(_ store: any QueueStore) throws(StoreError) {
        let isQuiet = inbox.withLock { $0.submissions.isEmpty }
        do throws(StoreError) {
            try store.tidy(isQuiet: isQuiet)
        } catch where !error.isFatal {
            return
        }
    }

    /// Refuses all that comes and all that waits.
    private func close(with error: StoreError) {
        let waiting = inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.submissions = [] }
            return inbox.submissions
        }
        for submission in waiting { submission.completion(.failure(error)) }
    }
}

extension StoreCommand {
    /// Whether the command leaves more in the store than there was.
    fileprivate var needsSpace: Bool {
        switch self {
        case .createQueue, .updateQueue, .send, .startMove, .moveMessages: true
        case .deleteQueue, .purgeQueue, .receive, .delete, .changeVisibility, .cancelMove, .listMoves, .count,
            .quarantine:
            false
        }
    }
}
