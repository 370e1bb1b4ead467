import Testing

@testable import QueueService

@Suite("Patterns")
struct MatchPatternTests {
    @Test(arguments: [
        ("", "", true), ("a", "", false), ("b", "abc", true), ("^b", "abc", false), ("c$", "abc", true),
        ("a$", "a\n", false), (#"\Aa\z"#, "a", true), ("^b", "a\nb", false), ("(?m)^b", "a\nb", true),
        ("a.c", "a\nc", false), ("a.c", "a😀c", true), ("(ab)+c", "ababc", true), ("(?P<n>x)", "x", true),
        ("^a{2,3}$", "aaaa", false), (#"\d{3}-\d+"#, "tel 555-1", true), (#"^\p{L}+$"#, "naïve", true),
        ("[[:digit:]]", "a1", true), (#"\bcat\b"#, "concat", false), ("^\0$", "\0", true), ("é", "e\u{301}", false),
        ("😀{2}", "😀😀", true),
    ])
    func `What a pattern finds`(pattern: String, text: String, isFound: Bool) throws {
        #expect(try MatchPattern(pattern, ignoresCase: false).occurs(in: text) == isFound)
    }

    @Test(arguments: [
        ("refund", "REFUND", true), ("É", "é", true), ("[a-c]", "B", true), ("[^a]", "A", false), ("a", "b", false),
    ])
    func `Case can be left out of account`(pattern: String, text: String, isFound: Bool) throws {
        #expect(try MatchPattern(pattern, ignoresCase: true).occurs(in: text) == isFound)
    }

    @Test(arguments: [
        "(", "[a", "[z-a]", "*a", "a**", "a{3,2}", "a{1001}", "(?=a)", "(?<!a)", #"(a)\1"#, #"\q"#, #"\"#,
        "((a{100}){100}){100}", String(repeating: "(", count: 1001),
    ])
    func `What is no pattern says why`(pattern: String) {
        #expect { try MatchPattern(pattern, ignoresCase: false) } throws: { error in
            (error as? MatchPattern.Problem)?.reason.isEmpty == false
        }
    }

    /// Going back and trying again would take twice as long for each character more.
    @Test(arguments: ["(a+)+$", "(a|a)*c", "(a|aa)+$", "(.*)*x", "(a?){30}a{30}c", "((a*)*)*c", "^(a+)+$"])
    func `No pattern takes longer than a text is long`(pattern: String) throws {
        let text = String(repeating: "a", count: 20_000) + "b"
        #expect(try !MatchPattern(pattern, ignoresCase: false).occurs(in: text))
    }
}
