/// A metric as it is declared: one name, what it means, and how it is measured.
///
/// Base unit in the name (`_seconds`, `_bytes`), `_total` at the end of counters.
package struct MetricFamily: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Only grows, from 0 at the start of the process.
        case counter
        case gauge
        /// With the upper bounds of its buckets, ascending; the one for all the rest is understood.
        case histogram([Double])
    }

    package let name: String
    /// One sentence for people who look at the name on a dashboard.
    package let help: String
    package let kind: Kind

    package init(_ name: String, _ kind: Kind, help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }
}

extension MetricFamily.Kind {
    /// Durations from a cached read to a slow disk, in seconds; for timers that nobody has declared.
    static let defaultSeconds = MetricFamily.Kind.histogram([
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ])

    /// Powers of ten; for recorders that nobody has declared.
    static let defaultValues = MetricFamily.Kind.histogram([1, 10, 100, 1000, 10_000, 100_000, 1_000_000])

    /// As `TYPE` spells it.
    var typeName: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    func isSame(as other: MetricFamily.Kind) -> Bool { typeName == other.typeName }
}
