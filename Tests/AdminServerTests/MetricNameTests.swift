import AdminServer
import Foundation
import PrometheusText
import Testing

/// What is shipped beside the daemon uses the names that it has.
@Suite("Names of metrics")
struct MetricNameTests {
    private static let config = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Config")

    /// Names as they stand in a page: a histogram has three.
    private static let known: Set<String> = Set(
        MetricTable.all.flatMap { family in
            guard case .histogram = family.kind else { return [family.name] }
            return ["_bucket", "_sum", "_count"].map { family.name + $0 }
        }
    )

    /// All words of a text that begin like one of our metrics; labels and file names do not.
    private static func names(in text: String) -> Set<String> {
        Set(text.matches(of: /\b(?:sqsd|process)_[a-z_]+\b/).map { String($0.output) })
    }

    @Test(arguments: ["prometheus/sqsd-alerts.yml", "prometheus/sqsd-alerts-test.yml", "grafana/sqsd-dashboard.json"])
    func `Every metric of a dashboard or rule is one of ours`(file: String) throws {
        let text = try String(contentsOf: Self.config.appending(path: file), encoding: .utf8)
        let names = Self.names(in: text)
        #expect(names.count >= 8)
        #expect(names.subtracting(Self.known).isEmpty)
    }

    @Test func `The dashboard shows every metric that is ours`() throws {
        let board = try String(contentsOf: Self.config.appending(path: "grafana/sqsd-dashboard.json"), encoding: .utf8)
        let names = Self.names(in: board)
        let missing = MetricTable.all.filter { family in
            !family.name.hasPrefix("process_") && !names.contains { $0.hasPrefix(family.name) }
        }
        #expect(missing.map(\.name) == ["sqsd_draining"])
    }

    @Test func `Names say their unit and kind, are different, and are explained`() {
        #expect(Set(MetricTable.all.map(\.name)).count == MetricTable.all.count)
        for family in MetricTable.all {
            #expect(family.help.hasSuffix("."))
            #expect(family.name.hasSuffix("_total") == (family.kind == .counter), "\(family.name)")
            if case .histogram(let bounds) = family.kind { #expect(bounds == bounds.sorted()) }
        }
    }
}
