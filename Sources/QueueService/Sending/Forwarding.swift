package import SQSModel
import Synchronization

/// Which queues' messages go elsewhere, as programs that come from ElasticMQ know it (`copyTo`, `moveTo`).
///
/// A message is forwarded as it is sent, in the same commit, and only once: what it arrives by is not looked at again, so
/// that queues that name each other make no circle.
package final class Forwarding: Sendable {
    /// Where messages that are sent to a queue go.
    package struct Route: Hashable, Sendable {
        /// Gets a copy of each.
        package var copyTo: QueueAddress?
        /// Gets them in place of the queue.
        package var moveTo: QueueAddress?

        package init(copyTo: QueueAddress? = nil, moveTo: QueueAddress? = nil) {
            self.copyTo = copyTo
            self.moveTo = moveTo
        }
    }

    private struct Way: Hashable {
        let source: QueueAddress
        let target: QueueAddress
    }

    private struct State {
        var routes: [QueueAddress: Route]
        /// Those that were found to lead nowhere.
        var deadEnds: Set<Way> = []
    }

    private let state: Mutex<State>
    /// Whether to look for a route at all.
    private let hasRoutes: Atomic<Bool>

    package init(_ routes: [QueueAddress: Route] = [:]) {
        state = Mutex(State(routes: routes))
        hasRoutes = Atomic(!routes.isEmpty)
    }

    /// Sets where messages go from now on.
    package func replace(with routes: [QueueAddress: Route]) {
        state.withLock { state in
            state = State(routes: routes)
            hasRoutes.store(!routes.isEmpty, ordering: .releasing)
        }
    }

    func route(of queue: QueueAddress) -> Route? {
        guard hasRoutes.load(ordering: .acquiring) else { return nil }
        return state.withLock { $0.routes[queue] }
    }

    /// Notes that messages cannot go this way.
    ///
    /// - Returns: whether that is news.
    func noteDeadEnd(from source: QueueAddress, to target: QueueAddress) -> Bool {
        state.withLock { $0.deadEnds.insert(Way(source: source, target: target)).inserted }
    }
}
