import AdminAPI
import Foundation

/// Figures of queues in the form of CloudWatch's GetMetricData, under AWS's names.
///
/// The newest value comes first, as there. What is a state and no count has one value: that of now.
struct CloudWatchMetrics: Encodable, Equatable {
    struct Result: Encodable, Equatable {
        let id: String
        let label: String
        let timestamps: [Date]
        let values: [Double]
        let statusCode = "Complete"

        private enum CodingKeys: CodingKey { case id, label, timestamps, values, statusCode }
    }

    let metricDataResults: [Result]
    let messages: [String] = []

    private enum CodingKeys: CodingKey { case metricDataResults, messages }

    init(_ queues: [(summary: QueueSummary, activity: QueueActivity)], now: Date) {
        metricDataResults = queues.enumerated().flatMap { index, queue in
            // Ids begin with a small letter there.
            let counts = ActivityMeasure.all.map { measure in
                Result(
                    id: "q\(index)_\(measure.metric)",
                    label: "\(queue.summary.queueName) \(measure.metric)",
                    timestamps: queue.activity.steps.reversed().map(\.startedAt),
                    values: queue.activity.steps.reversed().map { Double($0[keyPath: measure.value]) }
                )
            }
            let states = Self.states(of: queue.summary).map { name, value in
                Result(
                    id: "q\(index)_\(name)",
                    label: "\(queue.summary.queueName) \(name)",
                    timestamps: [now],
                    values: [value]
                )
            }
            return counts + states
        }
    }

    private static func states(of queue: QueueSummary) -> [(name: String, value: Double)] {
        [
            ("ApproximateNumberOfMessagesVisible", Double(queue.approximateNumberOfMessages)),
            ("ApproximateNumberOfMessagesNotVisible", Double(queue.approximateNumberOfMessagesNotVisible)),
            ("ApproximateNumberOfMessagesDelayed", Double(queue.approximateNumberOfMessagesDelayed)),
            ("ApproximateAgeOfOldestMessage", queue.approximateAgeOfOldestMessage ?? 0),
        ]
    }
}
