import CoreMetrics
import PrometheusText
import Testing

@Suite("Limited labels")
struct LabelLimitTests {
    private let registry = PrometheusRegistry(families: [], limiting: ["queue", "dlq"], to: 2)

    private func count(_ labels: [(String, String)]) {
        Counter(label: "c", dimensions: labels, factory: registry).increment()
    }

    private var lines: [String] {
        page(registry).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test func `Values for which there is no place are counted together`() {
        for queue in ["a", "b", "c", "d", "a"] { count([("queue", queue)]) }
        #expect(lines == ["c_total{queue=\"_other\"} 2", "c_total{queue=\"a\"} 2", "c_total{queue=\"b\"} 1"])
    }

    @Test func `Labels of one kind share their places, and other labels are not limited`() {
        count([("queue", "a"), ("dlq", "b")])
        count([("queue", "b"), ("dlq", "c")])
        for action in ["1", "2", "3"] { count([("action", action)]) }
        #expect(lines.contains("c_total{dlq=\"b\",queue=\"a\"} 1"))
        #expect(lines.contains("c_total{dlq=\"_other\",queue=\"b\"} 1"))
        #expect(lines.count == 5)
    }

    @Test func `A value that is forgotten takes its series with it, and its place is free`() {
        count([("queue", "a")])
        count([("queue", "b"), ("dlq", "a")])
        count([("queue", "b")])
        #expect(registry.place(for: "c") == PrometheusRegistry.other)
        registry.forget("a")
        #expect(lines == ["c_total{queue=\"b\"} 1"])
        #expect(registry.place(for: "c") == "c")
        count([("queue", "a")])
        #expect(lines == ["c_total{queue=\"_other\"} 1", "c_total{queue=\"b\"} 1"])
    }

    @Test func `A series that is made again begins at nothing`() {
        count([("queue", "a")])
        count([("queue", "a")])
        registry.forget("a")
        count([("queue", "a")])
        #expect(lines == ["c_total{queue=\"a\"} 1"])
    }

    @Test func `What is counted together is not forgotten with one of those who are`() {
        for queue in ["a", "b", "c"] { count([("queue", queue)]) }
        registry.forget("c")
        registry.forget(PrometheusRegistry.other)
        #expect(lines.contains("c_total{queue=\"_other\"} 1"))
        #expect(registry.place(for: PrometheusRegistry.other) == PrometheusRegistry.other)
        #expect(registry.place(for: "d") == PrometheusRegistry.other)
    }
}
