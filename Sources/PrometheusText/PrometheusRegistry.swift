package import CoreMetrics
internal import Synchronization

/// All metrics of the process: a backend of swift-metrics, and the page that Prometheus reads.
///
/// Making an instrument takes a lock; measuring with it takes none. The same name and labels give the same series.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    /// The series of one metric, by their labels.
    fileprivate struct Member {
        let family: MetricFamily
        var series: [any Series] = []

        /// Where labels stand, or would.
        func index(of labels: String) -> (index: Int, isThere: Bool) {
            var low = 0
            var high = series.count
            while low < high {
                let middle = (low + high) / 2
                if series[middle].place.labels < labels { low = middle + 1 } else { high = middle }
            }
            return (low, low < series.count && series[low].place.labels == labels)
        }
    }

    fileprivate struct State {
        var members: [String: Member] = [:]
        var limit: LabelLimit
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - families: the metrics that are known beforehand; others are made as they come.
    ///   - labels: whose values are limited.
    ///   - maximum: how many different values these labels may have between them.
    package init(families: [MetricFamily], limiting labels: Set<String> = [], to maximum: Int = 1000) {
        let members = families.map { ($0.name, Member(family: $0)) }
        let state = State(members: Dictionary(members) { first, _ in first }, limit: LabelLimit(labels, to: maximum))
        self.state = Mutex(state)
    }

    // MARK: The values of limited labels

    /// What values of limited labels are shown as for which there was no place.
    package static let other = LabelLimit.other

    /// What a value of a limited label is shown as: itself, with a place that it has or takes now, or `other`.
    package func place(for value: String) -> String { state.withLock { $0.limit.place(for: value) } }

    /// Removes all series that show a value of a limited label, and gives its place free.
    ///
    /// What still measures with one of them measures for nobody.
    package func forget(_ value: String) {
        state.withLock { state in
            for place in state.limit.release(value) { state.remove(place) }
        }
    }

    // MARK: The page

    /// Writes the page.
    ///
    /// - Parameter more: writes metrics that are read when somebody asks, after the others.
    /// - Returns: all series in Prometheus's text format, by name and labels.
    package func exposition(_ more: (inout ExpositionWriter) -> Void = { _ in }) -> [UInt8] {
        // Written from a copy, so that nobody who makes an instrument waits for the page.
        let members = state.withLock { $0.members }
        var writer = ExpositionWriter()
        for name in members.keys.sorted() {
            guard let member = members[name] else { continue }
            let series = member.series.filter(\.hasContent)
            guard !series.isEmpty else { continue }
            writer.begin(member.family)
            for series in series { series.write(to: &writer) }
        }
        more(&writer)
        return writer.bytes
    }

    // MARK: Instruments

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(validName(label), .gauge, dimensions) { place, _ in GaugeSeries(place) }
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return series(validName(label), .gauge, dimensions) { place, _ in GaugeSeries(place) }
        }
        return histogram(validName(label), .defaultValues, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = validName(label)
        return histogram(name.hasSuffix("_seconds") ? name : "\(name)_seconds", .defaultSeconds, dimensions)
    }

    package func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }

    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }

    package func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }

    package func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }

    package func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }
}

extension PrometheusRegistry {
    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        let name = validName(label)
        return series(name.hasSuffix("_total") ? name : "\(name)_total", .counter, dimensions) { place, _ in
            CounterSeries(place)
        }
    }

    private func histogram(
        _ name: String,
        _ kind: MetricFamily.Kind,
        _ dimensions: [(String, String)]
    ) -> HistogramSeries {
        series(name, kind, dimensions) { place, family in
            guard case .histogram(let bounds) = family.kind else {
                preconditionFailure("A histogram was asked for, and its kind was compared.")
            }
            return HistogramSeries(place, bounds: bounds)
        }
    }

    /// The series of a name and labels, made where there is none.
    ///
    /// A name that is used for two kinds of metric is a mistake of our own code: the page could not be read.
    private func series<Wanted: Series>(
        _ name: String,
        _ kind: MetricFamily.Kind,
        _ dimensions: [(String, String)],
        make: (SeriesPlace, MetricFamily) -> Wanted
    ) -> Wanted {
        state.withLock { state in
            let labels = state.limit.limited(dimensions)
            let place = SeriesPlace(family: name, labels: labelText(labels))
            var member = state.members[name] ?? Member(family: MetricFamily(name, kind, help: "\(name)."))
            precondition(member.family.kind.isSame(as: kind), "\(name) is two kinds of metric at once")
            let (index, isThere) = member.index(of: place.labels)
            if isThere {
                guard let found = member.series[index] as? Wanted else {
                    preconditionFailure("All series of a kind are of one class.")
                }
                return found
            }
            let made = make(place, member.family)
            // Dropped first, so that inserting copies nothing but what a page is just being written from.
            state.members[name] = nil
            member.series.insert(made, at: index)
            state.members[name] = member
            state.limit.note(place, with: labels)
            return made
        }
    }

    private func destroy(_ handler: Any) {
        guard let series = handler as? any Series else { return }
        state.withLock { $0.remove(series.place) }
    }
}

extension PrometheusRegistry.State {
    fileprivate mutating func remove(_ place: SeriesPlace) {
        guard let (index, isThere) = members[place.family]?.index(of: place.labels), isThere else { return }
        members[place.family]?.series.remove(at: index)
    }
}
