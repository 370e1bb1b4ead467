/// How many different values some labels may have between them; for labels that callers choose, such as names of queues.
///
/// Each value makes new series, here and in every Prometheus that reads them. What comes when all places are taken shares
/// the value `_other`, with a queue that has this very name.
struct LabelLimit: Sendable {
    static let other = "_other"

    private let labels: Set<String>
    private let maximum: Int
    /// The values that have a place, with the series that show them.
    private var places: [String: Set<SeriesPlace>] = [:]

    init(_ labels: Set<String>, to maximum: Int) {
        self.labels = labels
        self.maximum = maximum
    }

    /// The value itself where it has a place or takes one now, `_other` where none is free.
    mutating func place(for value: String) -> String {
        if value == Self.other || places[value] != nil { return value }
        guard places.count < maximum else { return Self.other }
        places[value] = []
        return value
    }

    /// Labels with the values that have no place replaced.
    mutating func limited(_ dimensions: [(String, String)]) -> [(name: String, value: String)] {
        dimensions.map { name, value in (name, labels.contains(name) ? place(for: value) : value) }
    }

    /// Remembers that a series shows these labels.
    mutating func note(_ place: SeriesPlace, with dimensions: [(name: String, value: String)]) {
        for dimension in dimensions where labels.contains(dimension.name) {
            places[dimension.value]?.insert(place)
        }
    }

    /// Gives a value's place free.
    ///
    /// - Returns: the series that showed it.
    mutating func release(_ value: String) -> Set<SeriesPlace> { places.removeValue(forKey: value) ?? [] }
}
