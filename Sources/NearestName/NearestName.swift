/// The name that was probably meant; `nil` where none is near.
package func nearest(to name: String, among names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: editDistance(name, $0)) }
    guard let best = distances.min(by: { $0.distance < $1.distance }), best.distance <= max(2, name.count / 3) else {
        return nil
    }
    return best.name
}

/// The end of a sentence about an unknown name: a full stop, or what was probably meant.
package func hint(for name: String, among names: [String]) -> String {
    nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? "."
}

/// How many letters have to be put in, taken out or replaced to make one text of the other.
private func editDistance(_ left: String, _ right: String) -> Int {
    // A name of hundreds of letters is near to nothing, and not worth the work.
    guard left.utf8.count <= 200 else { return .max }
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
