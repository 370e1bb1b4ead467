/// Why a configuration cannot be used: every mistake in it, each with its remedy.
struct ConfigurationProblem: Error, Equatable, CustomStringConvertible {
    var mistakes: [String]

    var description: String { mistakes.joined(separator: "\n") }
}

/// The name that was probably meant; `nil` where none is near.
func nearest(to name: String, among names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: editDistance(name, $0)) }
    guard let best = distances.min(by: { $0.distance < $1.distance }), best.distance <= max(2, name.count / 3) else {
        return nil
    }
    return best.name
}

/// How many letters have to be put in, taken out or replaced to make one text of the other.
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let replaced = diagonal + (letter == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
