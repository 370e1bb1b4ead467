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
        /// Messages that earlier runs have set aside, because their content is damaged.
        package let corruptMessages: Int
        package let secret: [UInt8]
        package let reader: (any QueueReader)?
        /// Another reader, for what may take a while, so that counts do not wait for it.
        package let operatorsReader: (any QueueReader)?
    }

    private struct Submission {
        let command: StoreCommand
        let completion: Completion
    }

    private struct Inbox {
        var submissions: [Submission] = []
        var isAsleep = false
        /// Whether somebody wants the writer to look again since it last began to.
        var isPoked = false
        var isStopping = false
        var isClosed = false
    }

    /// Rows that one slice of housekeeping may remove, so that callers wait a few milliseconds at most.
    private static let housekeepingSlice = 1000
    /// After so many milliseconds without a command the writer does what would make callers wait.
    private static let quietMilliseconds: Int64 = 20
    /// Milliseconds until housekeeping is tried again on a full disk.
    private static let housekeepingPause: Int64 = 1000

    private let clock: any TimeSource
    private let open: @Sendable () throws -> any QueueStore
    private let onFailure: @Sendable (StoreError) -> Void
    private let inbox = Mutex(Inbox())
    private let agents = Mutex<[any WriterAgent]>([])
    private let watchers = Mutex<[any WriterWatcher]>([])
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

    /// Lets somebody know how the writer's work goes.
    package func add(_ watcher: any WriterWatcher) { watchers.withLock { $0.append(watcher) } }

    /// Hands over a command.
    ///
    /// The completion is called exactly once.
    package func submit(_ command: StoreCommand, completion: @escaping Completion) {
        if !accept({ $0.append(Submission(command: command, completion: completion)) }) {
            completion(.failure(.closed))
        }
    }

    /// Hands over commands that one commit shall carry, in this order and with nothing between them.
    ///
    /// Each completion is called exactly once, in the same order.
    package func submitTogether(_ commands: [(command: StoreCommand, completion: Completion)]) {
        let isAccepted = accept { submissions in
            for (command, completion) in commands {
                submissions.append(Submission(command: command, completion: completion))
            }
        }
        guard !isAccepted else { return }
        for (_, completion) in commands { completion(.failure(.closed)) }
    }

    /// - Returns: whether the writer still takes commands.
    private func accept(_ add: (inout [Submission]) -> Void) -> Bool {
        enum Reception { case accepted(mustWake: Bool), refused }
        let reception = inbox.withLock { inbox -> Reception in
            guard !inbox.isClosed else { return .refused }
            add(&inbox.submissions)
            defer { inbox.isAsleep = false }
            return .accepted(mustWake: inbox.isAsleep)
        }
        guard case .accepted(let mustWake) = reception else { return false }
        if mustWake { wakeUp.signal() }
        return true
    }

    /// Makes the writer look at the time and at its agents again, also when it has looked and is not asleep yet.
    package func poke() {
        let mustWake = inbox.withLock { inbox in
            inbox.isPoked = true
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

/// Somebody who wants to know how the writer's work goes; told on its thread, and must be quick.
package protocol WriterWatcher: Sendable {
    /// A batch of commands was carried out as one transaction, in this time.
    func committed(commands: Int, in time: Duration)

    /// The store has synced to the disk, which took this time; one transaction, or none, may have many syncs.
    func synced(in time: Duration)

    /// A transaction has failed, and nothing of it happened.
    func failed(_ error: StoreError)

    /// Messages have expired and were removed.
    func expired(_ counts: [QueueID: Int])
}

extension WriterWatcher {
    /// Most do not ask how the disk is.
    package func synced(in time: Duration) {}
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
            try store.reportSyncs { [unowned self] time in tellWatchers { $0.synced(in: time) } }
            let opened = Opened(
                queues: try store.queues(),
                runningMoves: try store.runningMoves(),
                corruptMessages: try store.corruptMessages(),
                secret: store.secret,
                reader: try store.makeReader(),
                operatorsReader: try store.makeReader()
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
        var isTidy = true
        while true {
            // What comes from here on may be too late for the agents' turn, and gets another one.
            inbox.withLock { $0.isPoked = false }
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
                try tidy(store, isQuiet: false)
                isTidy = false
                continue
            }
            let deadlines = [nextTurn, due].compactMap(\.self)
            switch sleep(until: deadlines.min(), butCall: !isTidy) {
            case .woken: break
            case .quiet:
                try tidy(store, isQuiet: true)
                isTidy = true
            case .stopped: return
            }
        }
    }

    private func takeBatch() -> [Submission] {
        inbox.withLock { inbox in
            defer { inbox.submissions = [] }
            return inbox.submissions
        }
    }

    /// Why the writer does not sleep any more.
    private enum Waking {
        case woken
        /// Nothing came for a moment; a good time for what would make callers wait.
        case quiet
        /// The writer is to stop, and nothing is left to do.
        case stopped
    }

    /// Sleeps until there is something to do.
    ///
    /// - Parameters:
    ///   - deadline: when at the latest.
    ///   - callsWhenQuiet: whether to come back when it has been quiet for a moment.
    /// - Returns: why it came back.
    private func sleep(until deadline: Instant?, butCall callsWhenQuiet: Bool) -> Waking {
        enum Next { case work, sleep, end }
        let next = inbox.withLock { inbox -> Next in
            guard inbox.submissions.isEmpty, !inbox.isPoked else { return .work }
            guard !inbox.isStopping else { return .end }
            inbox.isAsleep = true
            return .sleep
        }
        switch next {
        case .work: return .woken
        case .end: return .stopped
        case .sleep: break
        }
        let untilDeadline = deadline.map { max(0, min($0.milliseconds - clock.now.milliseconds, 3_600_000)) }
        let isShort = callsWhenQuiet && (untilDeadline ?? .max) > Self.quietMilliseconds
        guard let milliseconds = isShort ? Self.quietMilliseconds : untilDeadline else {
            wakeUp.wait()
            return .woken
        }
        guard wakeUp.wait(timeout: .now() + .milliseconds(Int(milliseconds))) == .timedOut else { return .woken }
        let wasWoken = inbox.withLock { inbox in
            defer { inbox.isAsleep = false }
            return !inbox.isAsleep
        }
        // Whoever cleared the flag in between has signalled, or is about to.
        if wasWoken { wakeUp.wait() }
        return isShort && !wasWoken ? .quiet : .woken
    }

    private func carryOut(_ batch: [Submission], on store: any QueueStore, at now: Instant) throws(StoreError) {
        do throws(StoreError) {
            let start = ContinuousClock.now
            let outcomes = try store.apply(batch.map(\.command), at: now)
            tellWatchers { $0.committed(commands: batch.count, in: start.duration(to: .now)) }
            for (submission, outcome) in zip(batch, outcomes) { submission.completion(.success(outcome)) }
        } catch {
            tellWatchers { $0.failed(error) }
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

    private func tellWatchers(_ tell: (any WriterWatcher) -> Void) {
        for watcher in watchers.withLock({ $0 }) { tell(watcher) }
    }

    /// - Returns: whether it was done; a full disk cannot take the deletions' log either, and what is expired is not
    ///   delivered all the same.
    private func housekeep(_ store: any QueueStore, at now: Instant) throws(StoreError) -> Bool {
        do throws(StoreError) {
            let expired = try store.housekeep(at: now, limit: Self.housekeepingSlice)
            if !expired.isEmpty { tellWatchers { $0.expired(expired) } }
            return true
        } catch  where !error.isFatal {
            return false
        }
    }

    private func tidy(_ store: any QueueStore, isQuiet: Bool) throws(StoreError) {
        do throws(StoreError) {
            try store.tidy(isQuiet: isQuiet)
        } catch  where !error.isFatal {
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
