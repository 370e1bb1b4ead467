/// The name that was probably meant; `nil` where none is near.
///
/// It differs in case, or in one of every three letters at most.
package func nearest(to name: String, among names: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    let allowed = max(1, min(4, wanted.count / 3))
    let near = names.compactMap { candidate in
        editDistance(wanted, Array(candidate.lowercased().unicodeScalars), atMost: allowed).map { (candidate, $0) }
    }
    // Of equally near ones the first in the order of names, whatever order they came in.
    return near.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
}

/// The end of a sentence about an unknown name: a full stop, or what was probably meant.
package func hint(for name: String, among names: [String]) -> String {
    nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? "."
}

/// How many letters have to be put in, taken out, replaced, or swapped with their neighbour to make one text of the other.
///
/// - Returns: `nil` where more than allowed.
private func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar], atMost allowed: Int) -> Int? {
    // A name of hundreds of letters is near to nothing, and not worth the work.
    guard abs(one.count - other.count) <= allowed, one.count <= 200 else { return nil }
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for (row, scalar) in one.enumerated() {
        var current = [row + 1]
        for (column, candidate) in other.enumerated() {
            let replaced = last[column] + (scalar == candidate ? 0 : 1)
            var best = min(replaced, last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, scalar == other[column - 1], one[row - 1] == candidate {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[other.count] <= allowed ? last[other.count] : nil
}
