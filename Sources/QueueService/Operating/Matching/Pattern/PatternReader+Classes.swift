/// Classes of characters and escapes that stand for some.
extension PatternReader {
    enum Member {
        case scalar(Unicode.Scalar)
        case kind(ScalarKind, isNegated: Bool)
    }

    /// What stands behind a backslash, in brackets or not.
    mutating func escapedMember() throws(Problem) -> Member {
        guard let scalar = pop() else { throw Problem("it ends in the middle of an escape") }
        switch scalar {
        case "d": return .kind(.digit, isNegated: false)
        case "D": return .kind(.digit, isNegated: true)
        case "w": return .kind(.word, isNegated: false)
        case "W": return .kind(.word, isNegated: true)
        case "s": return .kind(.space, isNegated: false)
        case "S": return .kind(.space, isNegated: true)
        case "t": return .scalar("\t")
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "f": return .scalar("\u{0C}")
        case "v": return .scalar("\u{0B}")
        case "e": return .scalar("\u{1B}")
        case "0": return .scalar("\0")
        case "x": return .scalar(try hexadecimal(digits: 2))
        case "u": return .scalar(try hexadecimal(digits: 4))
        default:
            let isName = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            guard !isName else { throw Problem("\\\(scalar) is no escape that is supported") }
            return .scalar(scalar)
        }
    }

    /// What stands between brackets, of which the first is taken.
    mutating func bracket() throws(Problem) -> ScalarSet {
        let isNegated = take("^")
        var members = ScalarSet.Members()
        guard next != "]" else { throw Problem(#"brackets hold a character at least, and a ] in them is written \]"#) }
        while !take("]") {
            switch try member() {
            case .kind(let kind, let isNegated): members.kinds.append((kind, isNegated))
            case .scalar(let first): members.ranges.append(try range(from: first))
            }
        }
        return ScalarSet(members, isNegated: isNegated, ignoresCase: ignoresCase)
    }

    private mutating func member() throws(Problem) -> Member {
        switch pop() {
        case nil: throw Problem("a [ is not closed")
        case "[": throw Problem(#"a [ in brackets is written \[, and classes such as [:digit:] as \d"#)
        case "\\":
            // In brackets there are no edges of words.
            return take("b") ? .scalar("\u{08}") : try escapedMember()
        case let scalar?: return .scalar(scalar)
        }
    }

    /// A range, or the character alone.
    private mutating func range(from first: Unicode.Scalar) throws(Problem) -> ClosedRange<Unicode.Scalar> {
        guard take("-") else { return first...first }
        guard next != "]" else {
            putBack()
            return first...first
        }
        guard case .scalar(let last) = try member(), first <= last else {
            throw Problem("a range of characters goes from a lower to a higher one")
        }
        return first...last
    }
}
