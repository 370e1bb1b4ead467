import CoreMetrics
import PrometheusText
import Testing

@Suite("Text of Prometheus")
struct ExpositionTests {
    @Test func `Counters, gauges and histograms are written with help and type, by name and labels`() {
        let registry = PrometheusRegistry(families: [
            MetricFamily("b_total", .counter, help: "Bees."),
            MetricFamily("a_seconds", .histogram([0.5, 1]), help: "Time."),
        ])
        Counter(label: "b_total", dimensions: [("queue", "z")], factory: registry).increment(by: 3)
        Counter(label: "b_total", dimensions: [("queue", "a")], factory: registry).increment()
        let timer = Timer(label: "a_seconds", dimensions: [("action", "x")], factory: registry)
        timer.recordMilliseconds(500)
        timer.recordMilliseconds(750)
        timer.recordSeconds(2)
        Gauge(label: "c", factory: registry).record(2.5)
        #expect(
            page(registry) == """
                # HELP a_seconds Time.
                # TYPE a_seconds histogram
                a_seconds_bucket{action="x",le="0.5"} 1
                a_seconds_bucket{action="x",le="1"} 2
                a_seconds_bucket{action="x",le="+Inf"} 3
                a_seconds_sum{action="x"} 3.25
                a_seconds_count{action="x"} 3
                # HELP b_total Bees.
                # TYPE b_total counter
                b_total{queue="a"} 1
                b_total{queue="z"} 3
                # HELP c c.
                # TYPE c gauge
                c 2.5

                """
        )
    }

    @Test func `What would end a label's value or a line is escaped, other text is left alone`() {
        let registry = PrometheusRegistry(families: [
            MetricFamily("x_total", .counter, help: "A \\ and\na \"line\".")
        ])
        Counter(label: "x_total", dimensions: [("path", "C:\\é\n\"x\"")], factory: registry).increment()
        #expect(
            page(registry) == #"""
                # HELP x_total A \\ and\na "line".
                # TYPE x_total counter
                x_total{path="C:\\é\n\"x\""} 1

                """#
        )
    }

    @Test(arguments: [
        ("http.requests", "http_requests_total"), ("9 lives", "_9_lives_total"), ("fine_total", "fine_total"),
        ("", "__total"),
    ])
    func `Names that nobody has declared are made valid`(label: String, name: String) {
        let registry = PrometheusRegistry(families: [])
        Counter(label: label, factory: registry).increment()
        #expect(page(registry).contains("\n\(name) 1\n"))
    }

    @Test func `Timers and recorders that nobody has declared get buckets`() {
        let registry = PrometheusRegistry(families: [])
        Timer(label: "turn", factory: registry).recordMilliseconds(3)
        Recorder(label: "size", factory: registry).record(5)
        let page = page(registry)
        #expect(page.contains("turn_seconds_bucket{le=\"0.0025\"} 0\nturn_seconds_bucket{le=\"0.005\"} 1\n"))
        #expect(page.contains("size_bucket{le=\"1\"} 0\nsize_bucket{le=\"10\"} 1\n"))
    }

    @Test(arguments: [
        (1.0, "1"), (0.1, "0.1"), (-3, "-3"), (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (.nan, "NaN"),
    ])
    func `Numbers are spelled as the format wants them`(value: Double, text: String) {
        let registry = PrometheusRegistry(families: [])
        Gauge(label: "g", factory: registry).record(value)
        #expect(page(registry).hasSuffix("g \(text)\n"))
    }

    @Test func `What is read when somebody asks comes behind what was counted`() {
        let registry = PrometheusRegistry(families: [])
        Counter(label: "z", factory: registry).increment()
        let depth = MetricFamily("depth", .gauge, help: "Depth.")
        let nothing = MetricFamily("nothing", .gauge, help: "Nothing.")
        let bytes = registry.exposition { writer in
            writer.write(depth, [MetricSample(7, [("queue", "b")]), MetricSample(1, [("queue", "a\"")])])
            writer.write(nothing, [])
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(
            text.hasSuffix("# TYPE depth gauge\ndepth{queue=\"b\"} 7\ndepth{queue=\"a\\\"\"} 1\n")
        )
        #expect(!text.contains("nothing"))
    }

    @Test func `A histogram that nothing was recorded in is not there`() {
        let registry = PrometheusRegistry(families: [])
        let timer = Timer(label: "t", factory: registry)
        #expect(page(registry).isEmpty)
        timer.recordSeconds(1)
        #expect(page(registry).contains("t_seconds_count 1\n"))
    }
}

func page(_ registry: PrometheusRegistry) -> String { String(decoding: registry.exposition(), as: UTF8.self) }
