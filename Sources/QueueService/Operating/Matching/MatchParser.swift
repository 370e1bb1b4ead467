/// Reads a `MatchExpression`: conditions that ` && ` and ` || ` combine.
///
/// What begins like none of the other conditions is text that the body contains, so that most texts can be looked for as
/// they are; what begins like one and is none is a mistake.
struct MatchParser {
    typealias Problem = MatchExpression.Problem

    /// How deep groups may nest.
    private static let depthLimit = 32

    let characters: [Character]
    var position = 0
    private var depth = 0

    init(_ text: String) { characters = Array(text) }

    mutating func parse() throws(Problem) -> MatchCondition {
        let condition = try alternatives()
        guard position == characters.count else {
            throw problem(
                "a condition ends here, and what follows is neither && nor ||",
                example: #"$.a == 1 && refund"#
            )
        }
        return condition
    }

    private mutating func alternatives() throws(Problem) -> MatchCondition {
        var conditions = [try conjunction()]
        while take("||") { conditions.append(try conjunction()) }
        return conditions.count == 1 ? conditions[0] : .any(conditions)
    }

    private mutating func conjunction() throws(Problem) -> MatchCondition {
        var conditions = [try term()]
        while take("&&") { conditions.append(try term()) }
        return conditions.count == 1 ? conditions[0] : .all(conditions)
    }

    private mutating func term() throws(Problem) -> MatchCondition {
        skipBlanks()
        if stands("!(") {
            position += 1
            return .not(try group())
        }
        if beginsGroup { return try group() }
        if stands("/") { return .pattern(try pattern()) }
        if stands("$.") || stands("$[") { return .path(try path(), try test()) }
        if stands("attr.") { return .attribute(try attributeName(), try test()) }
        return .text(Array(try plainText().utf8))
    }

    /// Whether a parenthesis stands here that groups conditions, and is no part of a text.
    private var beginsGroup: Bool {
        var ahead = self
        var parentheses = 0
        while ahead.take("(") { parentheses += 1 }
        guard parentheses > 0 else { return false }
        ahead.skipBlanks()
        return ["!(", "/", "$.", "$[", "attr."].contains { ahead.stands($0) }
    }

    private mutating func group() throws(Problem) -> MatchCondition {
        let start = position
        position += 1
        depth += 1
        guard depth <= Self.depthLimit else { throw problem("conditions nest deeper than \(Self.depthLimit) times") }
        let condition = try alternatives()
        depth -= 1
        guard take(")") else {
            throw problem("this parenthesis is not closed", at: start, example: "!($.a == 1 || $.b == 2)")
        }
        return condition
    }

    /// A text up to the next ` && ` or ` || `, or up to the end of its group.
    private mutating func plainText() throws(Problem) -> String {
        let start = position
        var open = 0
        while position < characters.count, !stands(" && "), !stands(" || ") {
            if stands("(") { open += 1 }
            if stands(")") {
                if open == 0, depth > 0 { break }
                open -= 1
            }
            position += 1
        }
        let text = characters[start..<position].reversed().drop { $0.isWhitespace }.reversed()
        guard !text.isEmpty else { throw problem("a condition is missing", example: #"refund && $.amount > 100"#) }
        return String(text)
    }
}

// MARK: - What all parts use

extension MatchParser {
    /// Whether a text stands here.
    func stands(_ text: String) -> Bool { characters[position...].starts(with: text) }

    /// Takes a mark, and the blanks before it, if it comes next.
    mutating func take(_ mark: String) -> Bool {
        let start = position
        skipBlanks()
        guard stands(mark) else {
            position = start
            return false
        }
        position += mark.count
        return true
    }

    mutating func skipBlanks() { _ = takeAll(where: \.isWhitespace) }

    mutating func takeAll(where isWanted: (Character) -> Bool) -> String {
        let taken = characters[position...].prefix(while: isWanted)
        position = taken.endIndex
        return String(taken)
    }

    /// Why this is no condition.
    ///
    /// - Parameters:
    ///   - text: what is wrong, as the middle of a sentence.
    ///   - place: where, when it is not here.
    ///   - example: how such a thing is written.
    /// - Returns: it in full sentences.
    func problem(_ text: String, at place: Int? = nil, example: String? = nil) -> Problem {
        let place = "At character \((place ?? position) + 1): \(text)."
        return Problem(example.map { "\(place) Example: \($0)" } ?? place)
    }
}
