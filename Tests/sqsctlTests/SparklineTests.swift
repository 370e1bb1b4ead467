import AdminAPI
import Foundation
import Testing

@testable import sqsctl

@Suite("Activity in bars, in steps, and under AWS's names")
struct SparklineTests {
    @Test(arguments: [
        ([0, 1, 2, 4, 8], " ▁▂▄█"), ([5, 5], "██"), ([0, 0, 0], "   "), ([], ""), ([0.001, 1000], "▁█"),
    ])
    func `the greatest value is a whole bar, nothing is a blank, and little is still seen`(
        values: [Double],
        bars: String
    ) {
        #expect(Sparkline.text(values) == bars)
    }

    @Test func `too many values are added up until they fit`() {
        #expect(Sparkline.text([1, 1, 2, 2, 4, 4], width: 3) == "▂▄█")
        #expect(Sparkline.text(Array(repeating: 1, count: 61), width: 60).count == 31)
    }

    @Test func `a measure has total, peak and rate`() throws {
        let measures = ActivityMeasure.measures(of: activity([3, 0, 9]))
        let sent = try #require(measures.first { $0.measure == "sent" })
        #expect(sent.total == 12)
        #expect(sent.peak == 9)
        #expect(sent.perSecond == 12.0 / 180)
        #expect(sent.values == [3, 0, 9])
    }

    @Test func `the last part of an activity is taken`() {
        #expect(activity([1, 2, 3]).since(seconds: 120).steps.map(\.sent) == [2, 3])
        #expect(activity([1, 2, 3]).since(seconds: 90).steps.map(\.sent) == [2, 3])
        #expect(activity([1, 2, 3]).since(seconds: 3600).steps.map(\.sent) == [1, 2, 3])
    }

    @Test func `longer steps are counted back from the end`() {
        let longer = activity([1, 2, 3, 4, 5]).inSteps(of: 120)
        #expect(longer.stepSeconds == 120)
        #expect(longer.steps.map(\.sent) == [5, 9])
        #expect(longer.steps.map(\.startedAt.timeIntervalSince1970) == [60, 180])
    }

    @Test func `CloudWatch's form has AWS's names and the newest value first`() throws {
        let now = Date(timeIntervalSince1970: 1000)
        let metrics = CloudWatchMetrics([(queue("orders", visible: 7), activity([1, 2]))], now: now)
        let sent = try #require(metrics.metricDataResults.first { $0.label == "orders NumberOfMessagesSent" })
        #expect(sent.values == [2, 1])
        #expect(sent.timestamps.map(\.timeIntervalSince1970) == [60, 0])
        let visible = try #require(
            metrics.metricDataResults.first { $0.label == "orders ApproximateNumberOfMessagesVisible" }
        )
        #expect(visible.values == [7])
        #expect(visible.timestamps == [now])
        let json = String(decoding: try AdminJSON.encoder().encode(metrics), as: UTF8.self)
        #expect(json.hasPrefix(#"{"Messages":[],"MetricDataResults":[{"Id":"q0_NumberOfMessagesSent","Label":"#))
        #expect(json.contains(#""StatusCode":"Complete","Timestamps":["1970-01-01T00:01:00.000Z""#))
    }

    private func activity(_ sent: [Int]) -> QueueActivity {
        QueueActivity(
            queueName: "orders",
            stepSeconds: 60,
            steps: sent.enumerated().map { index, sent in
                ActivityStep(
                    startedAt: Date(timeIntervalSince1970: Double(index) * 60),
                    sent: sent,
                    received: 0,
                    deleted: 0,
                    emptyReceives: 0
                )
            }
        )
    }
}

/// A queue as a daemon lists it.
func queue(
    _ name: String,
    visible: Int = 0,
    inFlight: Int = 0,
    age: Double? = nil,
    sent: Double = 0,
    sources: [String] = []
) -> QueueSummary {
    QueueSummary(
        queueName: name,
        queueArn: "arn:aws:sqs:us-east-1:000000000000:\(name)",
        region: "us-east-1",
        account: "000000000000",
        isFifo: name.hasSuffix(".fifo"),
        approximateNumberOfMessages: visible,
        approximateNumberOfMessagesNotVisible: inFlight,
        approximateNumberOfMessagesDelayed: 0,
        approximateAgeOfOldestMessage: age,
        rates: QueueRates(sent: sent),
        deadLetterQueue: nil,
        maxReceiveCount: nil,
        deadLetterSources: sources,
        longPolls: 0
    )
}
