/// Writes Prometheus's text format, version 0.0.4.
package struct ExpositionWriter {
    /// What an answer with this text has as its `Content-Type`.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var bytes: [UInt8] = []

    /// Begins a metric; all of its samples follow before the next one begins.
    package mutating func begin(_ family: MetricFamily) {
        append("# HELP \(family.name) \(escapedHelp(family.help))\n")
        append("# TYPE \(family.name) \(family.kind.typeName)\n")
    }

    /// A whole metric.
    package mutating func write(_ family: MetricFamily, _ samples: [MetricSample]) {
        guard !samples.isEmpty else { return }
        begin(family)
        for sample in samples { write(family.name, sample.labels.text, numberText(sample.value)) }
    }

    /// One line.
    ///
    /// - Parameters:
    ///   - name: of the metric, with what a histogram adds to it.
    ///   - labels: as they stand between the braces.
    ///   - value: a number as text.
    mutating func write(_ name: String, _ labels: String, _ value: String) {
        append(name)
        if !labels.isEmpty {
            append("{")
            append(labels)
            append("}")
        }
        append(" ")
        append(value)
        append("\n")
    }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

/// A value that is read when somebody asks.
package struct MetricSample {
    package let labels: MetricLabels
    package let value: Double

    package init(_ value: Double, _ labels: MetricLabels) {
        self.labels = labels
        self.value = value
    }

    package init(_ value: Double, _ labels: [(name: String, value: String)] = []) {
        self.init(value, MetricLabels(labels))
    }
}

/// Labels as they stand between the braces: spelled once, for all samples that have them.
package struct MetricLabels: Sendable {
    let text: String

    package init(_ labels: [(name: String, value: String)]) { text = labelText(labels) }
}
