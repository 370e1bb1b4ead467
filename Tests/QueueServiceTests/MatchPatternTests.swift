import QueueTesting
import Testing

@testable import QueueService

@Suite("Patterns")
struct MatchPatternTests {
    @Test(arguments: [
        ("", "", true), ("a", "", false), ("b", "abc", true), ("^b", "abc", false), ("c$", "abc", true),
        ("a$", "a\n", false),
        (#"a\Z"#, "a\n", true), (#"a\Z"#, "a\n\n", false), (#"\Aa\z"#, "a", true), ("^b", "a\nb", false),
        ("a.c", "a\nc", false), ("a.c", "a😀c", true), ("a|^b|c$", "ab", true), ("x|", "", true), ("()", "x", true),
        ("(ab)+c", "ababc", true), ("a(?:b|c)*d", "abcbd", true), ("a(?<name>b)?c", "ac", true),
        ("(?P<n>x)", "x", true),
        ("a{2}", "a-a", false), ("a{2}", "aa", true), ("^a{2,3}$", "aaaa", false), ("^a{2,3}$", "aaa", true),
        ("^a{2,}$", "aaaaa", true), ("^a{,2}$", "aaa", false), ("^a{,2}$", "", true), ("^a{0}$", "a", false),
        ("^a??b*?c+?$", "bcc", true), ("a{x}", "a{x}", true), ("{", "{", true), ("a{,", "a{,", true),
        ("^(a*)*$", "aaa", true), ("(|a)+$", "b", true), ("^(a|b)*?c{1,2}$", "abacc", true),
        (#"\d{3}-\d+"#, "tel 555-1", true), (#"\d"#, "٣", true), (#"^\w+$"#, "naïve_1", true), (#"\W"#, "abc", false),
        (#"^\S+\s\S+$"#, "a\u{A0}b", true), (#"\bcat\b"#, "a cat!", true), (#"\bcat\b"#, "concat", false),
        (#"\Bcat"#, "concat", true), ("[a-c]x", "bx", true), ("[^a-c]", "abc", false), ("[^a]", "\n", true),
        (#"[\]\-\\]"#, "-", true), ("[a-]", "-", true), ("[-a]", "-", true), (#"[\d.]+$"#, "1.5", true),
        (#"[^\D]"#, "x", false), ("[a&&b]", "&", true), (#"\x41\u0042\u{43}"#, "ABC", true), (#"\t\n"#, "\t\n", true),
        (#"\.\*\/\_"#, ".*/_", true), ("a]}", "a]}", true), ("é", "e\u{301}", false), ("😀{2}", "😀😀", true),
    ])
    func `What a pattern finds`(pattern: String, text: String, isFound: Bool) throws {
        #expect(try MatchPattern(pattern, ignoresCase: false).occurs(in: text) == isFound)
    }

    @Test(arguments: [
        ("refund", "REFUND", true), ("É", "é", true), ("[a-c]", "B", true), ("[^a]", "A", false), ("σ", "ς", true),
        ("k", "\u{212A}", true), ("ß", "SS", false), ("a", "b", false), (#"\x41"#, "a", true),
    ])
    func `Case can be left out of account`(pattern: String, text: String, isFound: Bool) throws {
        #expect(try MatchPattern(pattern, ignoresCase: true).occurs(in: text) == isFound)
    }

    @Test(arguments: [
        ("(", "a ( is not closed"), (")", "a ) closes nothing"), ("[a", "a [ is not closed"), ("[]a]", "brackets hold"),
        ("[[:digit:]]", #"as \d"#), ("[z-a]", "from a lower to a higher"), (#"[a-\d]"#, "from a lower to a higher"),
        ("*a", "nothing that a repetition could repeat"), ("a|+", "nothing that a repetition"),
        ("a**", "without a group"), ("a{2}{3}", "without a group"), ("a*+", "give nothing back"),
        ("a{3,2}", "counts from less to more"), ("a{1001}", "counts to 1000 at most"),
        ("a{99999999999999999999}", "counts to 1000 at most"), ("(?=a)", "look back or ahead"),
        ("(?<!a)", "look back or ahead"), ("(?i)a", "set options"), (#"(a)\1"#, "cannot be referred to"),
        (#"\q"#, #"\q is no escape"#), (#"\p{L}"#, #"\p is no escape"#), (#"\"#, "in the middle of an escape"),
        (#"\x4"#, #"written \x41"#), (#"\u{110000}"#, #"written \x41"#), (#"\u{}"#, #"written \x41"#),
        ("((a{100}){100}){100}", "too large"), ("(((a+){1000}){1000}){1000}", "too large"),
        ("(?<a b>x)", "a name of letters"),
        (String(repeating: "(]", count: 300) + String(repeating: ")", count: 300), "nest deeper than 32 times"),
    ])
    func `What is no pattern says why`(pattern: String, reason: String) {
        #expect { try MatchPattern(pattern, ignoresCase: false) } throws: { error in
            (error as? PatternReader.Problem)?.reason.contains(reason) ?? false
        }
    }

    /// Going back and trying again would take twice as long for each character more.
    @Test(arguments: ["(a+)+$", "(a|a)*c", "(a|aa)+$", "(.*)*x", "(a?){30}a{30}c", "((a*)*)*c", "^(a+)+$"])
    func `No pattern takes longer than a text is long`(pattern: String) throws {
        let text = String(repeating: "a", count: 20_000) + "b"
        #expect(try !MatchPattern(pattern, ignoresCase: false).occurs(in: text))
    }

    @Test func `What is nothing can be repeated as often as one likes`() throws {
        let pattern = "^" + String(repeating: "(", count: 30) + String(repeating: "){1000}", count: 30) + "$"
        #expect(try MatchPattern(pattern, ignoresCase: false).occurs(in: ""))
    }

    /// The standard library finds the same, where texts are too short for it to take long.
    @Test(arguments: 1...2)
    func `Patterns find what the standard library's find`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let source = randomPattern(depth: 3, &generator)
            let pattern = try MatchPattern(source, ignoresCase: false)
            let regex = try Regex(source).matchingSemantics(.unicodeScalar)
            for _ in 0..<8 {
                let text = String(
                    (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                        "abc1\n".randomElement(using: &generator) ?? "a"
                    }
                )
                let isFound = try regex.firstMatch(in: text) != nil
                #expect(pattern.occurs(in: text) == isFound, "\(source) in \(text.debugDescription), seed \(seed)")
            }
        }
    }

    private func randomPattern(depth: Int, _ generator: inout SeededGenerator) -> String {
        let parts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            var part = ["a", "b", "[ab]", "[^a]", ".", #"\d"#, #"\W"#, "c"].randomElement(using: &generator) ?? "a"
            if depth > 0, Bool.random(using: &generator) {
                part = "(?:\(randomPattern(depth: depth - 1, &generator)))"
            }
            return part
                + (["", "", "*", "+", "?", "{2}", "{1,2}", "*?", "{,2}"].randomElement(using: &generator) ?? "")
        }
        let sequence = parts.joined()
        switch Int.random(in: 0...7, using: &generator) {
        case 0: return "^" + sequence
        case 1: return sequence + "$"
        case 2...4 where depth > 0: return sequence + "|" + randomPattern(depth: depth - 1, &generator)
        default: return sequence
        }
    }
}
