import Testing

@testable import JSONText

@Suite("JSON texts")
struct JSONDocumentTests {
    private func failure(_ text: String, depth: Int = 32, tokens: Int = 10_000) -> JSONSyntaxError? {
        do {
            _ = try JSONDocument(Array(text.utf8), depth: depth, tokens: tokens)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "{}", "[]", " \t\r\n{ } ", "0", "-0", "1.5", "-1.5e10", "1E+2", "1e-2", "\"\"", "\"a\"", "true", "false",
        "null",
        "[1,2,[3,{}],{\"a\":[]}]", "{\"a\":1,\"b\":{\"c\":null}}", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"]",
        "\"\u{7F}é😀\"",
        "{\"\":0}", "{\"a\":1,\"a\":2}", "[[[[[[]]]]]]", "\"\\ud800\"", "123456789012345678901234567890",
    ])
    func `A JSON text is read`(text: String) {
        #expect(failure(text) == nil)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "]", "{]", "[}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}",
        "[,]", "[1,]",
        "[1 2]", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{a:1}", "{1:2}", "'a'", "\"", "\"\\", "\"\\x\"", "\"\\u\"",
        "\"\\u12\"",
        "\"\\u12g4\"", "\"\n\"", "\"\u{0}\"", "\"\u{1F}\"", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "1.e1",
        "--1", "tru",
        "True", "nul", "nulll", "truefalse", "NaN", "Infinity", "{} {}", "1 2", "[] x", "\u{FEFF}{}", "//", "/* */1",
        ",", ":",
        "{\"a\":}", "{:1}", "{\"a\"::1}", "[1:2]", "\u{A0}1",
    ])
    func `What is no JSON text is refused`(text: String) {
        #expect(failure(text) != nil)
    }

    @Test(arguments: [
        ("{\"a\":x}", JSONSyntaxError.Reason.unexpectedByte, 5), ("[1, 2", .endOfText, 5), ("\"abc", .endOfText, 4),
        ("{} {}", .trailingBytes, 3), ("", .endOfText, 0), ("\"aaaaaaaaaaaa\n\"", .unexpectedByte, 13),
    ])
    func `An error names its place`(text: String, reason: JSONSyntaxError.Reason, offset: Int) {
        #expect(failure(text) == JSONSyntaxError(reason: reason, offset: offset))
    }

    @Test func `Nesting is bounded`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(failure(nested(32)) == nil)
        #expect(failure(nested(33))?.reason == .tooDeep)
        #expect(failure(nested(1_000_000))?.reason == .tooDeep)
        #expect(failure(nested(3), depth: 2) == JSONSyntaxError(reason: .tooDeep, offset: 2))
        #expect(failure("[[],[],[{}]]", depth: 3) == nil)
    }

    @Test func `The number of values is bounded, member names included`() {
        #expect(failure("[1,2,3]", tokens: 4) == nil)
        #expect(failure("[1,2,3]", tokens: 3)?.reason == .tooManyValues)
        #expect(failure("{\"a\":1}", tokens: 3) == nil)
        #expect(failure("{\"a\":1}", tokens: 2)?.reason == .tooManyValues)
    }

    @Test func `Strings end at every place in a word of eight bytes`() throws {
        for count in 0..<40 {
            let plain = String(repeating: "x", count: count)
            for text in [plain, plain + "\\n" + plain, plain + "\\\"", "\\\\" + plain] {
                let document = try JSONDocument(Array("[\"\(text)\",1]".utf8))
                let expected = text.replacing("\\n", with: "\n").replacing("\\\"", with: "\"").replacing(
                    "\\\\",
                    with: "\\"
                )
                #expect(Array(document.root.elements).map(\.string) == [expected, nil])
            }
            for control in 0..<UInt8(32) {
                let bytes = Array("\"\(plain)".utf8) + [control] + Array("aaaaaaaaaaaa\"".utf8)
                #expect(throws: JSONSyntaxError(reason: .unexpectedByte, offset: count + 1)) { try JSONDocument(bytes) }
            }
        }
    }
}
