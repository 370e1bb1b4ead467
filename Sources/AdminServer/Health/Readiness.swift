package import AdminAPI
internal import Synchronization

/// Whether calls are answered: what the daemon is about, and what its parts say when they are asked.
package final class Readiness: Sendable {
    /// What the daemon is about.
    package enum Phase: Hashable, Sendable {
        /// Why it does not take calls yet.
        case starting(String)
        case ready
        case draining
    }

    /// Tells why calls would fail now, in a sentence; `nil` where they would not.
    package typealias Probe = @Sendable () async -> String?

    private let state: Mutex<Phase>
    private let probes: [Probe]

    package init(_ phase: Phase = .starting("The daemon is starting."), probes: [Probe]) {
        state = Mutex(phase)
        self.probes = probes
    }

    package var phase: Phase {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    package func report() async -> HealthReport {
        switch phase {
        case .starting(let reason): return HealthReport(status: "starting", reason: reason)
        case .draining: return HealthReport(status: "stopping", reason: "The daemon is ending.")
        case .ready: break
        }
        for probe in probes {
            if let reason = await probe() { return HealthReport(status: "failing", reason: reason) }
        }
        return HealthReport(status: "ok")
    }
}
