package import QueueStore
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: TimeSource {
    /// Where every test begins: 14 November 2023, 22:13:20 UTC.
    package static let start = Instant(milliseconds: 1_700_000_000_000)

    private struct State {
        var now: Instant
        var handlers: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>

    package init(at start: Instant = ManualClock.start) { state = Mutex(State(now: start)) }

    package var now: Instant { state.withLock { $0.now } }

    package func onAdjustment(_ handler: @escaping @Sendable () -> Void) {
        state.withLock { $0.handlers.append(handler) }
    }

    /// Moves on by whole milliseconds; what is less is dropped.
    package func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        advance(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    package func advance(milliseconds: Int64) {
        precondition(milliseconds >= 0, "time never goes back")
        let handlers = state.withLock { state in
            state.now = state.now.adding(milliseconds: milliseconds)
            return state.handlers
        }
        for handler in handlers { handler() }
    }
}
