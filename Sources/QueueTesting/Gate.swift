import Dispatch

/// A place where one thread waits until another lets it pass; both sides can wait for each other without a sleep.
package final class Gate: Sendable {
    private let arrived = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    package init() {}

    /// Waits until the gate is open.
    package func pass() {
        arrived.signal()
        opened.wait()
    }

    /// Waits until somebody stands at the gate.
    package func waitForArrival() { arrived.wait() }

    package func open() { opened.signal() }
}
