package import QueueStore
import Synchronization

/// A store that fails when it is told to, and remembers how it was called.
///
/// The store itself belongs to one thread, as all do; its `Control` can be used from anywhere.
package final class FaultyStore: QueueStore {
    /// What the store is to do, and what it has done.
    package final class Control: Sendable {
        private struct State {
            var faults: [Fault] = []
            var batches: [Int] = []
            var housekeepings = 0
            var tidyings: [Bool] = []
            var isClosed = false
            var due: Instant?
            var gate: Gate?
        }

        private let state = Mutex(State())

        package init() {}

        /// Makes the store fail from now on where the fault says so.
        package func add(_ fault: Fault) { state.withLock { $0.faults.append(fault) } }

        /// Ends all faults.
        package func heal() { state.withLock { $0.faults = [] } }

        /// Holds the next `apply` until the gate is opened, as a slow disk would.
        package func hold(at gate: Gate) { state.withLock { $0.gate = gate } }

        /// Says that housekeeping is due at a moment; once it has been done it is not any more.
        package func scheduleHousekeeping(at moment: Instant) { state.withLock { $0.due = moment } }

        /// How many commands each `apply` was given, those that failed included.
        package var batches: [Int] { state.withLock { $0.batches } }

        package var housekeepings: Int { state.withLock { $0.housekeepings } }

        /// For each call of `tidy`, whether nobody was waiting.
        package var tidyings: [Bool] { state.withLock { $0.tidyings } }

        package var isClosed: Bool { state.withLock { $0.isClosed } }

        fileprivate var due: Instant? { state.withLock { $0.due } }

        fileprivate func begin(_ commands: [StoreCommand]) throws(StoreError) {
            let (gate, error) = state.withLock { state -> (Gate?, StoreError?) in
                state.batches.append(commands.count)
                let number = state.batches.count
                defer { state.gate = nil }
                return (state.gate, state.faults.lazy.compactMap { $0.error(of: commands, number: number) }.first)
            }
            gate?.pass()
            if let error { throw error }
        }

        fileprivate func beginHousekeeping() throws(StoreError) {
            let error = state.withLock { state -> StoreError? in
                state.housekeepings += 1
                let error = state.faults.lazy.compactMap { $0.errorOfHousekeeping }.first
                if error == nil { state.due = nil }
                return error
            }
            if let error { throw error }
        }

        fileprivate func noteTidying(isQuiet: Bool) { state.withLock { $0.tidyings.append(isQuiet) } }

        fileprivate func noteClosing() { state.withLock { $0.isClosed = true } }
    }

    /// When a store fails, and how.
    package enum Fault: Sendable {
        /// The n-th `apply`, counted from 1.
        case apply(Int, StoreError)
        /// Every `apply` that holds a send, as on a full disk.
        case sends(StoreError)
        case everyApply(StoreError)
        case housekeeping(StoreError)

        fileprivate func error(of commands: [StoreCommand], number: Int) -> StoreError? {
            switch self {
            case .apply(let fatal, let error): number == fatal ? error : nil
            case .sends(let error): commands.contains { $0.isSend } ? error : nil
            case .everyApply(let error): error
            case .housekeeping: nil
            }
        }

        fileprivate var errorOfHousekeeping: StoreError? {
            guard case .housekeeping(let error) = self else { return nil }
            return error
        }
    }

    private let store: any QueueStore
    private let control: Control

    package init(_ store: any QueueStore, control: Control) {
        self.store = store
        self.control = control
    }

    package var secret: [UInt8] { store.secret }

    package func queues() throws(StoreError) -> [QueueRecord] { try store.queues() }

    package func runningMoves() throws(StoreError) -> [MoveTask] { try store.runningMoves() }

    package func corruptMessages() throws(StoreError) -> Int { try store.corruptMessages() }

    package func apply(_ commands: [StoreCommand], at now: Instant) throws(StoreError) -> [Outcome] {
        try control.begin(commands)
        return try store.apply(commands, at: now)
    }

    package var nextHousekeeping: Instant? { [control.due, store.nextHousekeeping].compactMap(\.self).min() }

    package func housekeep(at now: Instant, limit: Int) throws(StoreError) -> [QueueID: Int] {
        try control.beginHousekeeping()
        return try store.housekeep(at: now, limit: limit)
    }

    package func tidy(isQuiet: Bool) throws(StoreError) {
        control.noteTidying(isQuiet: isQuiet)
        try store.tidy(isQuiet: isQuiet)
    }

    package func makeReader() throws(StoreError) -> (any QueueReader)? { try store.makeReader() }

    package func reportSyncs(to report: @escaping (Duration) -> Void) throws(StoreError) {
        try store.reportSyncs(to: report)
    }

    package func close() throws(StoreError) {
        control.noteClosing()
        try store.close()
    }
}

extension StoreCommand {
    fileprivate var isSend: Bool {
        guard case .send = self else { return false }
        return true
    }
}
