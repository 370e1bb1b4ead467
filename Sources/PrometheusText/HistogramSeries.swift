internal import CoreMetrics
internal import Synchronization

/// How often values fell into which bucket, and their sum.
final class HistogramSeries: Series, RecorderHandler, TimerHandler {
    /// Buckets that there is room for, the one for all the rest included.
    static let mostBuckets = 24

    let place: SeriesPlace
    private let bounds: [Double]
    /// What the lines begin with up to their value, made once.
    private let lines: [String]
    private let counts = InlineArray<24, Atomic<Int64>> { _ in Atomic(0) }
    private let sum = AtomicDouble()

    /// - Parameters:
    ///   - place: where it stands.
    ///   - bounds: the upper ends of the buckets, ascending.
    init(_ place: SeriesPlace, bounds: [Double]) {
        precondition(bounds.count < Self.mostBuckets, "\(place.family) has more buckets than there is room for")
        self.place = place
        self.bounds = bounds
        let others = place.labels.isEmpty ? "" : "\(place.labels),"
        lines = (bounds + [.infinity]).map { "\(place.family)_bucket{\(others)le=\"\(numberText($0))\"} " }
    }

    func record(_ value: Int64) { record(Double(value)) }

    /// What is no number is in no bucket and would spoil the sum, and is left out.
    func record(_ value: Double) {
        guard !value.isNaN else { return }
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket].wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    /// A histogram that nothing was recorded in is not written: a thousand quiet queues would be a page of zeros.
    var hasContent: Bool { lines.indices.contains { counts[$0].load(ordering: .relaxed) > 0 } }

    func write(to writer: inout ExpositionWriter) {
        var count: Int64 = 0
        let totals = lines.indices.map { bucket in
            count += counts[bucket].load(ordering: .relaxed)
            return count
        }
        for (line, total) in zip(lines, totals) {
            writer.append(line)
            writer.append(String(total))
            writer.append("\n")
        }
        writer.write("\(place.family)_sum", place.labels, numberText(sum.load()))
        writer.write("\(place.family)_count", place.labels, String(count))
    }
}
