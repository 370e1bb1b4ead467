internal import Metrics
package import PrometheusText
internal import SQSModel
package import SQSServer

/// Counts calls and how long they took, and what was turned away at the door.
package final class RequestMetrics: RequestObserver {
    /// What is measured of one action.
    private struct Instruments {
        let succeeded: [AnsweredCall.Spelling: Counter]
        let duration: Timer
    }

    private let registry: PrometheusRegistry
    private let actions: [ActionName?: Instruments]
    private let rejections: [RejectionReason: Counter]

    package init(registry: PrometheusRegistry) {
        self.registry = registry
        var actions: [ActionName?: Instruments] = [:]
        for action in ActionName.allCases.map(Optional.some) + [nil] {
            let succeeded = AnsweredCall.Spelling.allCases.map { spelling in
                (spelling, calls(action, spelling, code: "OK", in: registry))
            }
            let duration = Timer(
                label: MetricTable.callDuration.name,
                dimensions: [("action", name(of: action))],
                factory: registry
            )
            actions[action] = Instruments(
                succeeded: Dictionary(succeeded) { first, _ in first },
                duration: duration
            )
        }
        self.actions = actions
        let rejections = RejectionReason.allCases.map { reason in
            let dimensions = [("reason", reason.rawValue)]
            return (reason, Counter(label: MetricTable.rejected.name, dimensions: dimensions, factory: registry))
        }
        self.rejections = Dictionary(rejections) { first, _ in first }
    }

    package func answered(_ call: AnsweredCall) {
        guard let instruments = actions[call.action] else { return }
        instruments.duration.recordNanoseconds(call.duration.nanoseconds)
        if let error = call.error {
            // The codes of the catalogue are few, but most of them never come up: each is made when it does.
            calls(call.action, call.spelling, code: error.query, in: registry).increment()
        } else {
            instruments.succeeded[call.spelling]?.increment()
        }
    }

    package func rejected(_ reason: RejectionReason) { rejections[reason]?.increment() }
}

private func calls(
    _ action: ActionName?,
    _ spelling: AnsweredCall.Spelling,
    code: String,
    in registry: PrometheusRegistry
) -> Counter {
    let dimensions = [("action", name(of: action)), ("protocol", spelling.rawValue), ("code", code)]
    return Counter(label: MetricTable.calls.name, dimensions: dimensions, factory: registry)
}

private func name(of action: ActionName?) -> String { action?.rawValue ?? "unknown" }
