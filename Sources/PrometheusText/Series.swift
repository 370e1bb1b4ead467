internal import CoreMetrics
internal import Synchronization

/// One line of figures, or one histogram: a metric with one set of labels.
protocol Series: AnyObject, Sendable {
    var place: SeriesPlace { get }

    /// Whether there is anything to write.
    var hasContent: Bool { get }

    /// Writes what has been measured.
    func write(to writer: inout ExpositionWriter)
}

extension Series {
    var hasContent: Bool { true }
}

/// Where a series stands: its metric's name, and its labels as they are written.
struct SeriesPlace: Hashable, Sendable {
    let family: String
    let labels: String

    /// What a line begins with up to its value.
    var lineStart: String { labels.isEmpty ? "\(family) " : "\(family){\(labels)} " }
}

/// A number that only grows.
///
/// Whole and broken amounts are added apart, so that whole ones, which are most, cost one atomic addition and stay exact.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
    let place: SeriesPlace
    private let lineStart: String
    private let whole = Atomic<Int64>(0)
    private let broken = AtomicDouble()

    init(_ place: SeriesPlace) {
        self.place = place
        lineStart = place.lineStart
    }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        broken.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        broken.store(0)
    }

    func write(to writer: inout ExpositionWriter) {
        let whole = whole.load(ordering: .relaxed)
        let broken = broken.load()
        let text = broken == 0 ? String(whole) : numberText(Double(whole) + broken)
        writer.append(lineStart)
        writer.append(text)
        writer.append("\n")
    }
}

/// A number that is what it was last set to.
final class GaugeSeries: Series, RecorderHandler, MeterHandler {
    let place: SeriesPlace
    private let value = AtomicDouble()

    init(_ place: SeriesPlace) { self.place = place }

    func record(_ value: Int64) { self.value.store(Double(value)) }

    func record(_ value: Double) { self.value.store(value) }

    func set(_ value: Int64) { self.value.store(Double(value)) }

    func set(_ value: Double) { self.value.store(value) }

    func increment(by amount: Double) { value.add(amount) }

    func decrement(by amount: Double) { value.add(-amount) }

    func write(to writer: inout ExpositionWriter) {
        writer.write(place.family, place.labels, numberText(value.load()))
    }
}

/// A number with a fraction that many threads add to.
struct AtomicDouble: ~Copyable {
    private let bits = Atomic<UInt64>(0)

    func load() -> Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func store(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (isDone, present) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if isDone { return }
            old = present
        }
    }
}
