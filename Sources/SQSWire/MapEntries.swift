/// Leaves of each name the last element only, as a map has it; the rest keep their order.
///
/// - Parameters:
///   - elements: the values of the map.
///   - names: what each of them is called.
/// - Returns: the elements that count.
func lastOfEachName<Element>(_ elements: [Element], names: [String]) -> [Element] {
    guard hasRepetition(names) else { return elements }
    var seen: Set<String> = []
    var kept: [Element] = []
    for position in elements.indices.reversed() where seen.insert(names[position]).inserted {
        kept.append(elements[position])
    }
    return kept.reversed()
}

/// Messages have ten attributes at most, and comparing those beats hashing them.
private func hasRepetition(_ names: [String]) -> Bool {
    guard names.count <= 10 else { return Set(names).count < names.count }
    for position in names.indices.dropFirst() where names[..<position].contains(names[position]) { return true }
    return false
}
