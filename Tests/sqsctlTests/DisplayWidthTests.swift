import Testing

@testable import sqsctl

@Suite("Cells of a terminal")
struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("👍", 2), ("👨‍👩‍👧", 2), ("ﾊ", 1), ("Ａ", 2),
        ("☀\u{FE0F}", 2),
    ])
    func `wide characters take two cells`(text: String, width: Int) {
        #expect(displayWidth(text) == width)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 4, "abc…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("ab", 0, ""),
    ])
    func `a text is cut with an ellipsis and never split within a character`(text: String, width: Int, shown: String) {
        #expect(clipped(text, to: width) == shown)
        #expect(displayWidth(clipped(text, to: width)) <= max(width, 0))
    }

    @Test func `what would move the cursor is shown, not sent`() {
        #expect(printable("a\u{1B}[2Jb\u{7}\r\n\u{202E}c\u{9B}") == "a␛[2Jb␇␍↵\u{FFFD}c\u{FFFD}")
        #expect(printable("héllo 日本") == "héllo 日本")
    }

    @Test func `in JSON it is escaped, which means the same`() throws {
        #expect(printable(json: #"{"a":"x\u001b"}"#) == #"{"a":"x\u001b"}"#)
        #expect(printable(json: "\"\u{7F}\u{9B}2J\u{202E}日\"") == #""\u007f\u009b2J\u202e日""#)
    }

    @Test func `between tabs it is escaped as in C`() {
        #expect(tabbed("a\tb\\\r\n\u{1B}[2J\u{9B}日") == #"a\tb\\\r\n\u001b[2J\u009b日"#)
    }
}
