import Synchronization

/// A regular expression of an operator's, ready to search with.
///
/// A class with a lock around what it has, because a `Regex` may not go from thread to thread by itself.
final class MatchPattern: Sendable {
    /// Bytes and open parentheses that a pattern can have: enough for people, and too little to exhaust a stack with.
    static let lengthLimit = 1000
    static let depthLimit = 32

    private let regex: Mutex<Regex<AnyRegexOutput>>

    /// - Throws: why it is no regular expression.
    init(_ pattern: String, ignoresCase: Bool) throws {
        // A dot is one character of Unicode's, not one of a reader's: ten times as fast, and as most tools have it.
        let regex = try Regex(pattern).matchingSemantics(.unicodeScalar)
        self.regex = Mutex(ignoresCase ? regex.ignoresCase() : regex)
    }

    /// Whether it finds something in a text.
    func occurs(in text: String) -> Bool {
        // Only a transformation inside a pattern could throw, and one that is read from a text has none.
        regex.withLock { regex in (try? regex.firstMatch(in: text)) != nil }
    }
}
