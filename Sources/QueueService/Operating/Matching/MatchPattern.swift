internal import CRE2

/// A regular expression of an operator's, ready to search with.
///
/// RE2 never goes back: what it takes grows with the text and the expression. Those that go back and try again, as the standard library's
/// do, take twice as long for each `a` before the `b` with `(a+)+$`, and nothing can stop them.
///
/// Unchecked, because the compiler cannot see into C: what the pointer leads to is written once, before anybody else knows
/// it, and RE2 lets any number of threads search with one expression at a time.
final class MatchPattern: @unchecked Sendable {
    /// Why a text is no regular expression: the middle of a sentence.
    struct Problem: Error {
        let reason: String
    }

    /// Bytes that a pattern can have.
    static let lengthLimit = 1000

    private let pattern: OpaquePointer

    /// - Throws: why it is no regular expression, or none that can be searched for in one pass.
    init(_ text: String, ignoresCase: Bool) throws(Problem) {
        var text = text
        pattern = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, ignoresCase) }
        }
        if let problem = cre2_problem(pattern) { throw Problem(reason: String(cString: problem)) }
    }

    deinit { cre2_release(pattern) }

    /// Whether it finds something in a text; characters are Unicode's, not a reader's.
    func occurs(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cre2_occurs(pattern, $0.baseAddress, $0.count) }
        }
    }
}
