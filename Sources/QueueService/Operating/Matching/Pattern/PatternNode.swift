/// A regular expression as it was understood.
indirect enum PatternNode {
    case scalar(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    /// As often as it likes where there is no upper bound.
    case repetition(PatternNode, atLeast: Int, atMost: Int?)
}

/// What has to be so at a place between two characters.
enum PatternAssertion: Sendable {
    /// `^` and `\A`.
    case textBegins
    /// `$` and `\z`.
    case textEnds
    /// `\Z`: a line end may stand behind it.
    case lastLineEnds
    /// `\b`.
    case wordEdge
    /// `\B`.
    case noWordEdge

    /// Whether it is so between these two characters, of which there is none at the beginning and at the end; `isLast`: none
    /// comes behind the second.
    func holds(between before: Unicode.Scalar?, and after: Unicode.Scalar?, isLast: Bool) -> Bool {
        switch self {
        case .textBegins: before == nil
        case .textEnds: after == nil
        case .lastLineEnds: after == nil || (after == "\n" && isLast)
        case .wordEdge: isWord(before) != isWord(after)
        case .noWordEdge: isWord(before) == isWord(after)
        }
    }

    private func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ScalarKind.word.contains($0) } ?? false }
}
