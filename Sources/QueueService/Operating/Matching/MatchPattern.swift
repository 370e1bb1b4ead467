/// A regular expression of an operator's, ready to search with.
struct MatchPattern: Sendable {
    /// Bytes that a pattern can have.
    static let lengthLimit = 1000

    private let program: PatternProgram

    /// - Throws: why it is no regular expression, or none that can be searched for in one pass.
    init(_ pattern: String, ignoresCase: Bool) throws(PatternReader.Problem) {
        var reader = PatternReader(pattern, ignoresCase: ignoresCase)
        program = try PatternProgram(try reader.read())
    }

    /// Whether it finds something in a text; characters are Unicode's, not a reader's.
    func occurs(in text: String) -> Bool {
        var search = PatternSearch(program)
        return search.occurs(in: text)
    }
}
