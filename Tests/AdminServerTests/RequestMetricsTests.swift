import AdminServer
import PrometheusText
import SQSModel
import SQSServer
import Testing

@Suite("What is counted of requests")
struct RequestMetricsTests {
    private let registry = ServiceMetrics.makeRegistry()

    private var lines: Set<String> { Set(dataLines(String(decoding: registry.exposition(), as: UTF8.self))) }

    @Test func `Calls are counted by action, protocol and code, and timed by action`() {
        let metrics = RequestMetrics(registry: registry)
        func answer(_ action: ActionName?, _ spelling: AnsweredCall.Spelling, _ error: SQSError.Code? = nil) {
            metrics.answered(
                AnsweredCall(action: action, spelling: spelling, error: error, duration: .milliseconds(250))
            )
        }
        answer(.sendMessage, .json)
        answer(.sendMessage, .query)
        answer(.sendMessage, .query, .overLimit)
        answer(nil, .json, .invalidAction)
        let calls = "sqsd_requests_total{action="
        let expected: Set = [
            "\(calls)\"SendMessage\",code=\"OK\",protocol=\"json\"} 1",
            "\(calls)\"SendMessage\",code=\"OK\",protocol=\"query\"} 1",
            "\(calls)\"SendMessage\",code=\"OverLimit\",protocol=\"query\"} 1",
            "\(calls)\"unknown\",code=\"InvalidAction\",protocol=\"json\"} 1",
            "\(calls)\"ReceiveMessage\",code=\"OK\",protocol=\"json\"} 0",
            "sqsd_request_duration_seconds_sum{action=\"SendMessage\"} 0.75",
            "sqsd_request_duration_seconds_count{action=\"unknown\"} 1",
        ]
        #expect(expected.subtracting(lines).isEmpty)
    }

    @Test(arguments: RejectionReason.allCases)
    func `What was turned away is counted by its reason`(reason: RejectionReason) {
        let metrics = RequestMetrics(registry: registry)
        metrics.rejected(reason)
        #expect(lines.contains("sqsd_rejected_total{reason=\"\(reason.rawValue)\"} 1"))
    }
}
