import JSONText
import Testing

@Suite("JSON values")
struct JSONValueTests {
    private func value(_ text: String) throws -> JSONValue { try JSONDocument(Array(text.utf8)).root }

    @Test(arguments: [
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9""#, "Aé"),
        (#""\u00E9""#, "é"), (#""\ud83d\ude00!""#, "😀!"), (#""\uD83D\uDE00""#, "😀"), (#""\u0000""#, "\u{0}"),
        (#""a\u007fb""#, "a\u{7F}b"), (#""\ufffd""#, "\u{FFFD}"), (#""é😀""#, "é😀"), (#""e\u0301""#, "e\u{301}"),
    ])
    func `Escapes are resolved`(json: String, text: String) throws {
        #expect(try value(json).string.map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test(arguments: [
        (#""\ud800""#, "\u{FFFF}"), (#""\udc00""#, "\u{FFFF}"), (#""a\ud83db""#, "a\u{FFFF}b"),
        (#""\ude00\ud83d""#, "\u{FFFF}\u{FFFF}"), (#""\ud83d\u0041""#, "\u{FFFF}A"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFF}😀"),
        (#""\ud83d\n""#, "\u{FFFF}\n"), (#""\ud83d""#, "\u{FFFF}"),
    ])
    func `MSG-1: a surrogate without its other half is U+FFFF`(json: String, text: String) throws {
        #expect(try value(json).string == text)
    }

    @Test(
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88],
        ] as [[UInt8]]
    )
    func `MSG-1: ill-formed UTF-8 is U+FFFF, with and without escapes`(bytes: [UInt8]) throws {
        for rest in ["", "\\n", "é"] {
            let document = try JSONDocument(Array("\"a".utf8) + bytes + Array("b\(rest)\"".utf8))
            let text = try #require(document.root.string)
            #expect(text.unicodeScalars.contains("\u{FFFF}"))
            #expect(!text.unicodeScalars.contains("\u{FFFD}"))
            #expect(text.hasPrefix("a"))
        }
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("12", 12), ("-12", -12), ("1e3", 1000), ("1.0", 1), ("1200e-2", 12),
        ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ])
    func `Whole numbers in any spelling`(json: String, number: Int) throws {
        #expect(try value(json).integer == number)
    }

    @Test(arguments: [
        "1.5", "9223372036854775808", "-9223372036854775809", "1e400", "1e19", "\"1\"", "true", "null", "[]",
    ])
    func `All else is no whole number`(json: String) throws {
        #expect(try value(json).integer == nil)
    }

    @Test func `Members and elements come in the order of the text`() throws {
        let root = try value(#"{"b":[1,[2],{"c":3}],"a":{"x":"y"},"b\u0032":null}"#)
        #expect(root.members.map(\.name) == ["b", "a", "b2"])
        #expect(root.member("b").map { Array($0.elements).map(\.kind) } == [.number, .array, .object])
        #expect(root.member("a")?.member("x")?.string == "y")
        #expect(root.member("b2")?.kind == .null)
        #expect(root.member("c") == nil)
        #expect(root.member("A") == nil)
        #expect(root.member("x") == nil)
    }

    @Test func `Of two members of one name the last counts, escaped or not`() throws {
        #expect(try value(#"{"a":1,"\u0061":2}"#).member("a")?.integer == 2)
        #expect(try value(#"{"\u0061":{"a":3},"a":2}"#).member("a")?.integer == 2)
    }

    @Test func `What is no container has no members and no elements`() throws {
        for json in ["1", "\"a\"", "null", "true"] {
            let value = try value(json)
            #expect(Array(value.members).isEmpty && Array(value.elements).isEmpty && value.member("a") == nil)
        }
        #expect(try Array(value("[\"a\",1]").members).isEmpty)
        #expect(try value("[\"a\",1]").member("a") == nil)
        #expect(try Array(value("{\"a\":1}").elements).isEmpty)
    }

    @Test(arguments: [
        (" { \"a\" : [ 1 , 2.50 ] ,\n\"b\\u0041\" : \" x \" } ", "{\"a\":[1,2.50],\"b\\u0041\":\" x \"}"),
        ("[ ]", "[]"), ("{ }", "{}"), (" null", "null"), ("[true , false]", "[true,false]"),
        ("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}"),
    ])
    func `A-51: compact text keeps all but the blanks`(json: String, compact: String) throws {
        #expect(try value(json).compactText == compact)
    }

    @Test(arguments: [
        ("{\"a\":1,\"b\":2}", "{ \"b\": 2, \"a\": 1 }", true), ("\"A\"", "\"\\u0041\"", true),
        ("[1,2]", "[2,1]", false),
        ("1", "1.0", true), ("1e2", "100", true), ("1.5", "1.50", false), ("1", "\"1\"", false),
        ("null", "false", false),
        ("{\"a\":1}", "{\"a\":1,\"b\":1}", false), ("{\"a\":1}", "{\"a\":2}", false), ("{\"a\":1}", "{\"b\":1}", false),
        ("[]", "{}", false), ("[[],{}]", "[[],{}]", true), ("{\"a\":1,\"a\":2}", "{\"a\":2}", true),
        ("true", "true", true),
    ])
    func `CQ-4: equivalence looks at what is said`(left: String, right: String, isEquivalent: Bool) throws {
        #expect(try value(left).isEquivalent(to: value(right)) == isEquivalent)
        #expect(try value(right).isEquivalent(to: value(left)) == isEquivalent)
    }
}
