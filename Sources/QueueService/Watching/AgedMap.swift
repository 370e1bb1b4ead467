/// A dictionary that knows the order in which its keys were last put in.
///
/// The places are a chain of neighbours within one array: putting, removing and finding the oldest take the same time
/// however many there are.
struct AgedMap<Key: Hashable & Sendable, Value> {
    private struct Place {
        let key: Key
        var value: Value
    }

    /// The neighbours of a place, apart from what lies there: to change them is to write two numbers.
    private struct Neighbours {
        var older = nowhere
        var newer = nowhere
    }

    private static var nowhere: Int { -1 }

    private var indices: [Key: Int] = [:]
    private var places: [Place?] = []
    private var neighbours: [Neighbours] = []
    private var free: [Int] = []
    private var oldestIndex = nowhere
    private var newestIndex = nowhere
    /// Where `visit` goes on.
    private var cursor = nowhere

    var count: Int { indices.count }

    subscript(key: Key) -> Value? { indices[key].flatMap { places[$0] }?.value }

    var oldest: (key: Key, value: Value)? {
        guard oldestIndex != Self.nowhere, let place = places[oldestIndex] else { return nil }
        return (place.key, place.value)
    }

    var keys: some Sequence<Key> { indices.keys }

    /// Puts a value in as the newest.
    ///
    /// - Returns: the one that it replaces.
    @discardableResult
    mutating func put(_ value: Value, for key: Key) -> Value? {
        if let index = indices[key] {
            let replaced = places[index]?.value
            places[index]?.value = value
            makeNewest(index)
            return replaced
        }
        let place = Place(key: key, value: value)
        let index: Int
        if let reused = free.popLast() {
            index = reused
            places[index] = place
        } else {
            index = places.count
            places.append(place)
            neighbours.append(Neighbours())
        }
        indices[key] = index
        link(index)
        return nil
    }

    /// Makes a value the newest.
    ///
    /// - Returns: the value, if there is one.
    mutating func renew(_ key: Key) -> Value? {
        guard let index = indices[key] else { return nil }
        makeNewest(index)
        return places[index]?.value
    }

    /// Changes a value where it stands.
    mutating func update(_ key: Key, _ change: (inout Value) -> Void) {
        guard let index = indices[key], var place = places[index] else { return }
        change(&place.value)
        places[index] = place
    }

    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let index = indices.removeValue(forKey: key) else { return nil }
        unlink(index)
        defer { places[index] = nil }
        free.append(index)
        return places[index]?.value
    }

    /// Looks at some of them, from the oldest to the newest and then from the beginning again, and removes those that meet
    /// a condition.
    ///
    /// - Parameters:
    ///   - limit: at how many.
    ///   - isObsolete: the condition.
    ///   - removed: told of each that was removed.
    mutating func visit(_ limit: Int, removing isObsolete: (Value) -> Bool, _ removed: (Value) -> Void) {
        for _ in 0..<limit {
            let index = cursor == Self.nowhere ? oldestIndex : cursor
            guard index != Self.nowhere, let place = places[index] else { return }
            cursor = neighbours[index].newer
            guard isObsolete(place.value) else { continue }
            remove(place.key)
            removed(place.value)
        }
    }

    // MARK: Neighbours

    private mutating func makeNewest(_ index: Int) {
        guard index != newestIndex else { return }
        unlink(index)
        link(index)
    }

    private mutating func link(_ index: Int) {
        neighbours[index] = Neighbours(older: newestIndex)
        if newestIndex == Self.nowhere { oldestIndex = index } else { neighbours[newestIndex].newer = index }
        newestIndex = index
    }

    private mutating func unlink(_ index: Int) {
        let (older, newer) = (neighbours[index].older, neighbours[index].newer)
        if older == Self.nowhere { oldestIndex = newer } else { neighbours[older].newer = newer }
        if newer == Self.nowhere { newestIndex = older } else { neighbours[newer].older = older }
        if cursor == index { cursor = newer }
    }
}
