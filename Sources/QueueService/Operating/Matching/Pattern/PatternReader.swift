/// Reads a regular expression of those that can be searched for in one pass through a text.
///
/// There are characters, `.`, classes in brackets, `\d \w \s` and their opposites, `^ $ \A \z \Z \b \B`, groups, `|`, and the
/// repetitions `* + ? {2} {2,} {2,5}`, of which the lazy ones find the same. There is nothing that looks back or ahead.
struct PatternReader {
    /// Why this is no such expression: the middle of a sentence.
    struct Problem: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// More than this a repetition does not count.
    private static let repetitionLimit = 1000
    /// How deep groups may nest, so that neither reading nor compiling them exhausts a stack.
    private static let depthLimit = 32

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    let ignoresCase: Bool

    init(_ text: String, ignoresCase: Bool) {
        scalars = Array(text.unicodeScalars)
        self.ignoresCase = ignoresCase
    }

    mutating func read() throws(Problem) -> PatternNode {
        let node = try alternatives()
        // Only a parenthesis ends alternatives before the end.
        guard next == nil else { throw Problem("a ) closes nothing") }
        return node
    }

    private mutating func alternatives() throws(Problem) -> PatternNode {
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() throws(Problem) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next, next != "|", next != ")" { nodes.append(try repeated(try single())) }
        return .sequence(nodes)
    }

    // MARK: One place

    private mutating func single() throws(Problem) -> PatternNode {
        switch pop() {
        case "(": return try group()
        case "[": return .scalar(try bracket())
        case ".": return .scalar(.noLineEnd)
        case "^": return .assertion(.textBegins)
        case "$": return .assertion(.textEnds)
        case "\\": return try escape()
        case "*", "+", "?": throw Problem("there is nothing that a repetition could repeat")
        case let scalar?: return .scalar(ScalarSet(scalar, ignoresCase: ignoresCase))
        case nil: throw Problem("it ends too early")
        }
    }

    private mutating func group() throws(Problem) -> PatternNode {
        if take("?") {
            switch pop() {
            case ":": break
            case "P" where next == "<", "<" where next != "=" && next != "!":
                _ = take("<")
                while let next, next != ">" {
                    guard ScalarKind.word.contains(next) else { throw Problem("a group has a name of letters") }
                    position += 1
                }
                guard take(">") else { throw Problem("the name of a group is not closed") }
            default: throw Problem("groups that look back or ahead, or set options, are not supported")
            }
        }
        depth += 1
        guard depth <= Self.depthLimit else { throw Problem("groups nest deeper than \(Self.depthLimit) times") }
        let node = try alternatives()
        depth -= 1
        guard take(")") else { throw Problem("a ( is not closed") }
        return node
    }

    private mutating func escape() throws(Problem) -> PatternNode {
        switch next {
        case "A": return assertion(.textBegins)
        case "z": return assertion(.textEnds)
        case "Z": return assertion(.lastLineEnds)
        case "b": return assertion(.wordEdge)
        case "B": return assertion(.noWordEdge)
        case let digit? where ("1"..."9").contains(digit):
            throw Problem("what a group has found cannot be referred to")
        default: break
        }
        var members = ScalarSet.Members()
        switch try escapedMember() {
        case .kind(let kind, let isNegated): members.kinds.append((kind, isNegated))
        case .scalar(let scalar): members.ranges.append(scalar...scalar)
        }
        return .scalar(ScalarSet(members, ignoresCase: ignoresCase))
    }

    private mutating func assertion(_ assertion: PatternAssertion) -> PatternNode {
        position += 1
        return .assertion(assertion)
    }

    // MARK: Repetitions

    private mutating func repeated(_ node: PatternNode) throws(Problem) -> PatternNode {
        guard let (least, most) = try repetition() else { return node }
        // A lazy one finds a shorter text, and finds one exactly when the other does.
        _ = take("?")
        if next == "+" { throw Problem("repetitions that give nothing back, such as a*+, are not supported") }
        let start = position
        guard try repetition() == nil else { throw Problem("a repetition cannot be repeated without a group") }
        position = start
        return .repetition(node, atLeast: least, atMost: most)
    }

    /// The bounds of a repetition that stands here; braces that are none are text.
    private mutating func repetition() throws(Problem) -> (least: Int, most: Int?)? {
        switch next {
        case "*":
            position += 1
            return (0, nil)
        case "+":
            position += 1
            return (1, nil)
        case "?":
            position += 1
            return (0, 1)
        case "{":
            let start = position
            guard let bounds = try bracedBounds() else {
                position = start
                return nil
            }
            return bounds
        default: return nil
        }
    }

    private mutating func bracedBounds() throws(Problem) -> (least: Int, most: Int?)? {
        position += 1
        let least = try count()
        let most = take(",") ? try count() : least
        guard least != nil || most != nil, take("}") else { return nil }
        if let least, let most, most < least { throw Problem("a repetition counts from less to more") }
        return (least ?? 0, most)
    }

    private mutating func count() throws(Problem) -> Int? {
        var count: Int?
        while let next, ("0"..."9").contains(next) {
            position += 1
            count = (count ?? 0) * 10 + Int(next.value - 48)
            guard count ?? 0 <= Self.repetitionLimit else {
                throw Problem("a repetition counts to \(Self.repetitionLimit) at most")
            }
        }
        return count
    }
}

// MARK: - Characters

extension PatternReader {
    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func pop() -> Unicode.Scalar? {
        defer { position += 1 }
        return next
    }

    /// Goes back by one character that was taken.
    mutating func putBack() { position -= 1 }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    /// A number of so many hexadecimal digits, or of one to eight between braces.
    mutating func hexadecimal(digits count: Int) throws(Problem) -> Unicode.Scalar {
        let problem = Problem("a character's number is written \\x41, \\u0041 or \\u{41}")
        var digits = ""
        if take("{") {
            while let next, next != "}", digits.utf8.count < 8 {
                digits.unicodeScalars.append(next)
                position += 1
            }
            guard take("}") else { throw problem }
        } else {
            for scalar in scalars[position...].prefix(count) { digits.unicodeScalars.append(scalar) }
            position += digits.unicodeScalars.count
            guard digits.unicodeScalars.count == count else { throw problem }
        }
        guard digits.unicodeScalars.allSatisfy({ $0.isASCII && $0.properties.isHexDigit }),
            let scalar = UInt32(digits, radix: 16).flatMap({ Unicode.Scalar($0) })
        else { throw problem }
        return scalar
    }
}
