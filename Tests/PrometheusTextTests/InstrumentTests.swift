import CoreMetrics
import Dispatch
import PrometheusText
import Testing

@Suite("Instruments")
struct InstrumentTests {
    @Test func `Nothing is lost when many threads measure at once`() {
        let registry = PrometheusRegistry(families: [MetricFamily("h", .histogram([0, 1, 2, 3]), help: "H.")])
        let counter = Counter(label: "c", factory: registry)
        let fractions = FloatingPointCounter(label: "f", factory: registry)
        let recorder = Recorder(label: "h", factory: registry)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for turn in 0..<10_000 {
                counter.increment()
                fractions.increment(by: 0.5)
                recorder.record(turn % 5)
                // Others make instruments and read the page meanwhile.
                if turn % 1000 == 0 {
                    Counter(label: "made", dimensions: [("n", "\(thread)-\(turn)")], factory: registry).increment()
                    _ = registry.exposition()
                }
            }
        }
        let lines = Set(page(registry).split(separator: "\n"))
        #expect(lines.contains("c_total 80000"))
        #expect(lines.contains("f_total 40000"))
        #expect(lines.contains("h_bucket{le=\"0\"} 16000"))
        #expect(lines.contains("h_bucket{le=\"3\"} 64000"))
        #expect(lines.contains("h_bucket{le=\"+Inf\"} 80000"))
        #expect(lines.contains("h_sum 160000"))
        #expect(lines.count { $0.hasPrefix("made_total{") && $0.hasSuffix(" 1") } == 80)
    }

    @Test func `The same name and labels are the same series, in whatever order the labels come`() {
        let registry = PrometheusRegistry(families: [])
        Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(page(registry).hasSuffix("\nc_total{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test func `Counters only grow`() {
        let registry = PrometheusRegistry(families: [])
        let counter = Counter(label: "c", factory: registry)
        let fractions = FloatingPointCounter(label: "c", factory: registry)
        counter.increment(by: 2)
        counter.increment(by: -1)
        fractions.increment(by: 0.25)
        fractions.increment(by: -1.0)
        fractions.increment(by: Double.nan)
        fractions.increment(by: Double.infinity)
        #expect(page(registry).hasSuffix("\nc_total 2.25\n"))
        counter.reset()
        #expect(page(registry).hasSuffix("\nc_total 0\n"))
    }

    @Test func `Meters go up and down`() {
        let registry = PrometheusRegistry(families: [])
        let meter = Meter(label: "m", factory: registry)
        meter.set(10)
        meter.increment(by: 2.5)
        meter.decrement()
        #expect(page(registry).hasSuffix("\nm 11.5\n"))
    }

    @Test func `A histogram leaves out what is no number`() {
        let registry = PrometheusRegistry(families: [MetricFamily("h", .histogram([1]), help: "H.")])
        let recorder = Recorder(label: "h", factory: registry)
        recorder.record(Double.nan)
        recorder.record(1.0)
        #expect(page(registry).hasSuffix("h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n"))
    }

    @Test func `What is destroyed is not shown, and begins anew when it is made again`() {
        let registry = PrometheusRegistry(families: [])
        let counter = Counter(label: "c", factory: registry)
        counter.increment()
        let timer = Timer(label: "t", factory: registry)
        timer.recordSeconds(1)
        let gauge = Gauge(label: "g", factory: registry)
        let meter = Meter(label: "m", factory: registry)
        let fractions = FloatingPointCounter(label: "f", factory: registry)
        counter.destroy()
        timer.destroy()
        gauge.destroy()
        meter.destroy()
        fractions.destroy()
        #expect(page(registry).isEmpty)
        Counter(label: "c", factory: registry).increment()
        #expect(page(registry).hasSuffix("\nc_total 1\n"))
    }
}
