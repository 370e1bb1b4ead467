/// Finds the name that somebody likely meant.
enum NearestName {
    /// The name that differs least, if it differs little: in case, or in one of every three characters at most.
    static func find(_ name: String, among names: [String]) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars)
        let allowed = max(1, min(4, wanted.count / 3))
        let scored = names.compactMap { candidate in
            distance(wanted, Array(candidate.lowercased().unicodeScalars), atMost: allowed).map { (candidate, $0) }
        }
        return scored.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// How many characters have to be added, dropped, replaced or swapped with their neighbour; `nil` where more than allowed.
    private static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar], atMost allowed: Int) -> Int? {
        guard abs(one.count - other.count) <= allowed else { return nil }
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
}
