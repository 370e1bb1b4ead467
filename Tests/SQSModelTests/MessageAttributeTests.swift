import SQSModel
import Testing

@Suite("Checks of message attributes")
struct MessageAttributeTests {
    private func failure(_ value: MessageAttributeValue) -> SQSError? {
        do {
            _ = try value.checked()
            return nil
        } catch {
            return error
        }
    }

    private func text(_ name: String, type: String? = "String", _ value: String? = "v") -> MessageAttributeValue {
        MessageAttributeValue(name: name, dataType: type, stringValue: value)
    }

    @Test(arguments: [
        "a", "A_b-c.d", "1", "attr.1øßä", "aws", "amazon", "AWSx.y", "日本", String(repeating: "n", count: 256),
    ])
    func `MSG-3: a name that is taken`(name: String) {
        #expect(failure(text(name)) == nil)
    }

    @Test(arguments: [
        (name: "", error: SQSError.emptyMessageAttributeName), (".a", .invalidMessageAttributeName(".a")),
        ("a.", .invalidMessageAttributeName("a.")), ("a..b", .invalidMessageAttributeName("a..b")),
        ("a b", .invalidMessageAttributeName("a b")), ("a!", .invalidMessageAttributeName("a!")),
        ("a\"", .invalidMessageAttributeName("a\"")), ("§", .invalidMessageAttributeName("§")),
        ("a(", .invalidMessageAttributeName("a(")), ("a\u{FFFF}", .invalidMessageAttributeName("a\u{FFFF}")),
        ("AWS.a", .reservedMessageAttributeName), ("aws.a", .reservedMessageAttributeName),
        ("Amazon.a", .reservedMessageAttributeName), ("AMAZON.", .reservedMessageAttributeName),
        (String(repeating: "n", count: 257), .messageAttributeNameTooLong),
        (String(repeating: "é", count: 129), .messageAttributeNameTooLong),
    ])
    func `MSG-3: a name that is refused`(name: String, error: SQSError) {
        #expect(failure(text(name)) == error)
    }

    @Test(arguments: ["String", "String.x", "Number", "Number.int", "String.a-b_c.d", "Binary", "Binary.png"])
    func `MSG-4: a type that is taken, its label kept`(type: String) throws {
        let isBinary = type.hasPrefix("Binary")
        let value = MessageAttributeValue(
            name: "a",
            dataType: type,
            stringValue: isBinary ? nil : "1",
            binaryValue: isBinary ? [0] : nil
        )
        #expect(try value.checked().dataType == type)
    }

    @Test(arguments: [
        nil, "", "string", "Strings", "Integer", ".String", "String.", "String..a", "String.a b", "StringList",
    ])
    func `MSG-4: a type that is refused`(type: String?) {
        #expect(failure(text("a", type: type)) == .invalidMessageAttributeType("a"))
    }

    @Test func `MSG-4: a type has 256 bytes at most`() {
        #expect(failure(text("a", type: "String." + String(repeating: "l", count: 249))) == nil)
        #expect(
            failure(text("a", type: "String." + String(repeating: "l", count: 250))) == .messageAttributeTypeTooLong
        )
    }

    @Test func `MSG-5: there is exactly one value, of the type's kind, and it is not empty`() {
        #expect(failure(text("a", nil)) == .emptyMessageAttribute("a", type: "String"))
        #expect(failure(text("a", "")) == .emptyMessageAttribute("a", type: "String"))
        #expect(failure(text("a", type: "Number", "")) == .emptyMessageAttribute("a", type: "Number"))
        #expect(failure(text("a", type: "Binary.x", "v")) == .emptyMessageAttribute("a", type: "Binary"))
        let empty = MessageAttributeValue(name: "a", dataType: "Binary", binaryValue: [])
        #expect(failure(empty) == .emptyMessageAttribute("a", type: "Binary"))
        let both = MessageAttributeValue(name: "a", dataType: "String", stringValue: "v", binaryValue: [1])
        #expect(failure(both) == .emptyMessageAttribute("a", type: "String"))
        let list = MessageAttributeValue(name: "a", dataType: "String", stringValue: "v", hasListValues: true)
        #expect(failure(list) == .listValuesAreNotSupported)
    }

    @Test func `MSG-6: text values follow the characters of bodies`() {
        #expect(failure(text("a", "\t\r\n é😀")) == nil)
        #expect(failure(text("a", "a\u{B}")) == .invalidMessageAttributeCharacters("a"))
        #expect(failure(text("a", "a\u{FFFF}")) == .invalidMessageAttributeCharacters("a"))
    }

    @Test(arguments: [
        "0", "-0", "+1", "1", "007", "1.5", ".5", "5.", "-.5", "1e126", "1E+126", "1e-128", "-1e-128", "0.0", "0e999",
        "9.9e126", "12345678901234567890123456789012345678", "100000000000000000000000000000000000000000000",
        "0.00000000000000000000000000000000000000000000001",
    ])
    func `MSG-7: a number`(number: String) throws {
        #expect(try text("a", type: "Number", number).checked().value == .text(number))
    }

    @Test(arguments: [
        "x", ".", "-", "+", "1.2.3", "1e", "e5", "1e1.5", "1e127", "1e-129", "0x10", "1 ", " 1", "NaN", "Infinity",
        "1,5", "٣",
        "123456789012345678901234567890123456789", "1e9223372036854775807", "1e-9223372036854775808", "--1", "1e--1",
        "1e99999999999999999999",
    ])
    func `MSG-7: what is no number, or one that is too large, too small or too precise`(number: String) {
        #expect(failure(text("a", type: "Number", number)) == .invalidMessageAttributeNumber("a"))
    }

    @Test func `Of two faults the name's is told first, then the value's form`() {
        #expect(failure(text(".a", type: "Integer", "")) == .invalidMessageAttributeName(".a"))
        #expect(failure(text("a", type: "Integer", "")) == .invalidMessageAttributeType("a"))
        #expect(failure(text("a", type: "Number", "")) == .emptyMessageAttribute("a", type: "Number"))
    }

    @Test(arguments: [
        (patterns: ["All"], kept: ["Hello", "Help.Me", "color"]), (["*"], ["Hello", "Help.Me", "color"]),
        ([".*"], ["Hello", "Help.Me", "color"]), (["Hello"], ["Hello"]), (["hello"], []), ([], []),
        (["Hel.*"], ["Hello", "Help.Me"]), (["col.*"], ["color"]), (["Help.Me", "color"], ["Help.Me", "color"]),
        (["AWS.", "..foo", "", "Hell"], []), (["Help..*"], ["Help.Me"]), (["Help.*"], ["Help.Me"]),
        (["nothing", "All"], ["Hello", "Help.Me", "color"]),
    ])
    func `RCV-9: the attributes that a receive wants`(patterns: [String], kept: [String]) {
        let filter = MessageAttributeFilter(patterns)
        #expect(["Hello", "Help.Me", "color"].filter(filter.includes) == kept)
        #expect(filter.isNothing == patterns.isEmpty)
        #expect(filter.isEverything == ["Z"].contains(where: filter.includes))
    }

    @Test func `RCV-8: system attributes that a receive wants`() throws {
        #expect(try SystemAttributeName.requested(in: []).isEmpty)
        #expect(try SystemAttributeName.requested(in: ["All"]) == Set(SystemAttributeName.allCases))
        #expect(try SystemAttributeName.requested(in: ["SenderId", "SenderId"]) == [.senderId])
        #expect(try SystemAttributeName.requested(in: ["VisibilityTimeout"]).isEmpty)
        #expect(throws: SQSError.unknownAttribute("Foo")) {
            try SystemAttributeName.requested(in: ["SenderId", "Foo"])
        }
    }

    @Test func `DED-6: an id of a group or of a deduplication`() throws {
        let long = String(repeating: "x", count: 128)
        for text in ["a", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", long] {
            #expect(try FIFOIdentifier(text, parameter: "MessageGroupId").text == text)
        }
        for text in ["", long + "x", "a b", "é", "a\n", "a\u{7F}", "\u{FFFF}"] {
            #expect(throws: SQSError.invalidFIFOId(text, parameter: "MessageGroupId")) {
                try FIFOIdentifier(text, parameter: "MessageGroupId")
            }
        }
    }
}
