import AdminAPI

/// One of the things that are counted in a queue, over some time.
struct ActivityMeasure: Encodable, Equatable {
    let queueName: String
    let measure: String
    let stepSeconds: Int
    let total: Int
    let perSecond: Double
    /// The most in one step.
    let peak: Int
    /// Of each step, the oldest first.
    let values: [Int]

    /// What is counted, in the words of the tool and in those of CloudWatch.
    static let all: [(name: String, metric: String, value: any KeyPath<ActivityStep, Int> & Sendable)] = [
        ("sent", "NumberOfMessagesSent", \.sent),
        ("received", "NumberOfMessagesReceived", \.received),
        ("deleted", "NumberOfMessagesDeleted", \.deleted),
        ("empty receives", "NumberOfEmptyReceives", \.emptyReceives),
    ]

    static func measures(of activity: QueueActivity) -> [ActivityMeasure] {
        all.map { ActivityMeasure(activity, $0.name, $0.value) }
    }

    init(_ activity: QueueActivity, _ name: String, _ value: KeyPath<ActivityStep, Int>) {
        queueName = activity.queueName
        measure = name
        stepSeconds = activity.stepSeconds
        values = activity.steps.map { $0[keyPath: value] }
        total = values.reduce(0, +)
        peak = values.max() ?? 0
        let seconds = activity.stepSeconds * activity.steps.count
        perSecond = seconds > 0 ? Double(total) / Double(seconds) : 0
    }
}

extension QueueActivity {
    /// The last part of it.
    func since(seconds: Int) -> QueueActivity {
        let count = max(1, (seconds + stepSeconds - 1) / max(stepSeconds, 1))
        return QueueActivity(queueName: queueName, stepSeconds: stepSeconds, steps: Array(steps.suffix(count)))
    }

    /// The same in longer steps, counted back from the end.
    ///
    /// What does not fill a step at the beginning is left out.
    func inSteps(of seconds: Int) -> QueueActivity {
        let size = max(1, seconds / max(stepSeconds, 1))
        let isDivided = size > 1 && size <= steps.count
        guard isDivided else { return self }
        let start = steps.count % size
        let longer = stride(from: start, to: steps.count, by: size).map { first in
            steps[(first + 1)..<(first + size)].reduce(steps[first]) { sum, step in
                ActivityStep(
                    startedAt: sum.startedAt,
                    sent: sum.sent + step.sent,
                    received: sum.received + step.received,
                    deleted: sum.deleted + step.deleted,
                    emptyReceives: sum.emptyReceives + step.emptyReceives
                )
            }
        }
        return QueueActivity(queueName: queueName, stepSeconds: stepSeconds * size, steps: longer)
    }
}

extension Listing where Row == ActivityMeasure {
    /// The bars come last, where what does not fit is cut.
    static func activity(bars: Int) -> Listing {
        Listing(
            name: \.measure,
            columns: [
                Column("QUEUE", isKey: true) { .text($0.queueName) },
                Column("WHAT", isKey: true) { .text($0.measure) },
                Column("TOTAL") { .count($0.total) },
                Column("PER SECOND") { .rate($0.perSecond) },
                Column("PEAK") { .count($0.peak) },
                Column("STEP") { .duration(seconds: Double($0.stepSeconds)) },
                Column("ACTIVITY", isKey: true) { .long(Sparkline.text($0.values.map(Double.init), width: bars)) },
                Column("VALUES", isWide: true) { .list($0.values.map { "\($0)" }) },
            ]
        )
    }
}
