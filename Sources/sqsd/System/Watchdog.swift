import QueueStore
import Synchronization

/// Tells the service manager that the writer turns over: whoever waits for its disk for ever is better started again.
final class Watchdog: WriterAgent {
    private let manager: ServiceManager
    private let milliseconds: Int64
    private let next = Mutex<Instant?>(nil)

    /// `nil` where the manager does not ask.
    init?(_ manager: ServiceManager) {
        guard let milliseconds = manager.pingMilliseconds else { return nil }
        self.manager = manager
        self.milliseconds = milliseconds
    }

    func turn(at now: Instant) -> Instant? {
        next.withLock { next in
            if let next, now < next { return next }
            manager.ping()
            next = now.adding(milliseconds: milliseconds)
            return next
        }
    }
}
