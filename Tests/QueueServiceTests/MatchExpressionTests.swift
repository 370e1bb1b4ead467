import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Match expressions")
struct MatchExpressionTests {
    private func message(_ body: String, _ attributes: [MessageAttribute] = []) -> StoredMessage {
        var content = NewMessage(
            messageId: MessageId(high: 1, low: 2),
            body: body,
            md5OfBody: MD5Digest(of: body),
            senderId: "000000000000"
        )
        content.attributes = MessageAttributes(attributes)
        let now = Instant(milliseconds: 0)
        return StoredMessage(content, sequence: MessageSequence(1), sentAt: now, visibleAt: now)
    }

    private func matches(_ expression: String, _ body: String, _ attributes: [MessageAttribute] = []) throws -> Bool {
        try MatchExpression(expression).matches(message(body, attributes))
    }

    static let order = #"""
        {"status":"paid","amount":12.50,"big":9007199254740993,"tiny":1e-400,"ok":true,"off":false,"none":null,
         "lines":[{"sku":"A-1"},{"sku":"B/2","n":[[7]]}],"odd key":{"it's":1},"a":1,"a":2,"text":"5","caf\u00e9":"ol\u00e9",
         "quote":"say \"hi\"","-":0}
        """#

    @Test(arguments: [
        // Text, as it is.
        ("paid", true), ("PAID", false), (#""status":"paid""#, true), ("12.50", true), ("refund", false),
        ("(no condition)", false), ("$ 5", false), ("'t's'", false), ("  paid  ", true), ("{", true),
        // Regular expressions.
        ("/p.id/", true), ("/PAID/", false), ("/PAID/i", true), (#"/B\/2/"#, true), ("/^x/", false),
        (#"/\d{4,}/"#, true),
        // Whether a path is there.
        ("$.status", true), ("$.none", true), ("$.missing", false), ("$.status.length", false),
        ("$.lines[1].sku", true),
        ("$.lines[2]", false), ("$.lines[99999999]", false), ("$.lines[1].n[0][0]", true), ("$['odd key']", true),
        (#"$["odd key"]['it\'s']"#, true), ("$[0]", false), ("$.lines.sku", false), ("$.café", true), ("$.-", true),
        // Texts.
        ("$.status == 'paid'", true), (#"$.status == "paid""#, true), ("$.status=='paid'", true),
        ("$.status != 'paid'", false), ("$.status != 'open'", true), ("$.missing != 'open'", false),
        ("$.status > 'open'", true), ("$.status < 'open'", false), (#"$.quote == "say \"hi\"""#, true),
        (#"$['caf\u00e9'] == 'ol\u00e9'"#, true), ("$.lines[0].sku =~ /^A/", true),
        ("$.lines[0].sku=~/^b/i", false), ("$.lines =~ /A/", false), ("$.amount =~ /^12/", true),
        // Numbers, by what their digits say.
        ("$.amount == 12.5", true), ("$.amount == 1.25e1", true), ("$.amount == '12.50'", false),
        ("$.amount >= 12.5", true), ("$.amount > 12.5", false), ("$.amount < 100", true), ("$.amount > -100", true),
        ("$.amount <= 12.49999999999999999999", false), ("$.big == 9007199254740993", true),
        ("$.big == 9007199254740992", false), ("$.big > 9007199254740992", true), ("$.tiny > 0", true),
        ("$.tiny < 1e-399", true), ("$.- == -0", true), ("$.text == 5", false), ("$.text != 5", true),
        ("$.status == 5", false), ("$.a == 2", true), ("$.a == 1", false),
        // The rest of JSON.
        ("$.ok == true", true), ("$.ok == false", false), ("$.ok != false", true), ("$.off == false", true),
        ("$.none == null", true), ("$.none != null", false), ("$.ok != null", true), ("$.ok == 'true'", false),
        ("$.missing == null", false),
        // Together.
        ("$.a == 2 && paid", true), ("$.a == 1 && paid", false), ("$.a == 1 || paid", true),
        ("refund || $.a == 1 && paid", false), ("paid || $.a == 1 && refund", true),
        ("($.a == 2 || paid) && refund", false), ("!($.a == 1)", true), ("!($.missing == 1)", true),
        ("!(refund) && !(chargeback)", true), ("!(paid)", false), ("!(!($.ok))", true),
        ("!($.a == 1 || $.status == 'open') && /paid/", true), ("$.a==2&&$.ok", true), ("$.a==1||$.ok", true),
        (#"$.status == 'paid' && $.amount > 10 && $.lines[0].sku =~ /a/i"#, true),
    ])
    func `A condition holds for a JSON body, or does not`(expression: String, holds: Bool) throws {
        #expect(try matches(expression, Self.order) == holds)
    }

    @Test(arguments: ["", "paid", "{", #"{"a":1"#, "[1,2", "5", "\"a\"", #"{"a":1} x"#, "\u{FFFD}"])
    func `A body that is no object has no path, and is looked through all the same`(body: String) throws {
        #expect(try !matches("$.a", body))
        #expect(try !matches("$.a == 1", body))
        #expect(try !matches("$.a != 1", body))
        #expect(try matches("!($.a == 1)", body))
        #expect(try !matches("/never/", body))
    }

    @Test func `Nesting without end is no JSON, and does no harm`() throws {
        let deep = String(repeating: "[", count: 500_000) + String(repeating: "]", count: 500_000)
        #expect(try !matches("$[0][0]", deep))
        let shallow = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try matches("$[0][0]", shallow))
        let wide = "[" + String(repeating: "1,", count: 400_000) + "2]"
        #expect(try matches("$[400000] == 2", wide))
    }

    static let attributes = [
        MessageAttribute(name: "tenant", dataType: "String", value: .text("acme")),
        MessageAttribute(name: "tries", dataType: "Number", value: .text("+3.0")),
        MessageAttribute(name: "digits", dataType: "String", value: .text("10")),
        MessageAttribute(name: "app.name", dataType: "String.x", value: .text("shop")),
        MessageAttribute(name: "blob", dataType: "Binary", value: .binary([1, 2])),
    ]

    @Test(arguments: [
        ("attr.tenant", true), ("attr.missing", false), ("attr.blob", true), ("attr.tenant == 'acme'", true),
        (#"attr.tenant=="acme""#, true), ("attr.tenant != 'acme'", false), ("attr.missing != 'acme'", false),
        ("attr.tenant =~ /^AC/i", true), ("attr.tries == 3", true), ("attr.tries > 2.9", true),
        ("attr.tries < 3", false),
        ("attr.digits > 9", true), ("attr.digits == '10'", true), ("attr.digits < '9'", true),
        ("attr.app.name == 'shop'", true),
        ("attr.blob == 'x'", false), ("attr.blob =~ /x/", false), ("attr.tenant == 3", false),
        ("attr.tenant == true", false),
        ("attr.tenant == 'acme' && paid", true), ("!(attr.missing) && attr.tries >= 3", true),
    ])
    func `A condition holds for attributes, or does not`(expression: String, holds: Bool) throws {
        #expect(try matches(expression, "paid", Self.attributes) == holds)
    }

    @Test func `Damaged attributes are none`() throws {
        var damaged = message("paid")
        damaged.content.attributes = MessageAttributes(stream: [0, 0, 0, 9, 65])
        #expect(try !MatchExpression("attr.A").matches(damaged))
        #expect(try MatchExpression("paid").matches(damaged))
    }

    @Test(arguments: [
        ("", "At character 1: a condition is missing. Example: refund && $.amount > 100"),
        ("   ", "At character 4: a condition is missing."),
        ("paid && ", "At character 9: a condition is missing."),
        ("$.a == ", "At character 8: a value is missing."),
        ("$.status == paid", "At character 13: a text stands in quotes. Example: $.status == 'paid'"),
        ("$.a = 1", "At character 5: no such comparison; there are ==, !=, <, <=, >, >= and =~."),
        ("$.a > true", "At character 11: > compares numbers and texts only."),
        ("$.a == 1 2", "At character 9: a condition ends here"),
        ("$.", "At character 3: a name is missing."), ("$.a..b", "At character 5: a name is missing."),
        ("$.lines[x]", "At character 9: only a number from 0 on or a quoted name"),
        ("$.lines[-1]", "At character 9: only a number from 0 on"),
        ("$.lines[99999999999999999999]", "only a number from 0 on"),
        ("$.lines[0", "At character 10: ] is missing."), ("$['a", "At character 3: this quote is not closed."),
        (#"$.a == "\x""#, #"At character 9: \x is no escape."#), (#"$.a == "\u12""#, "four hexadecimal digits"),
        (#"$.a == "\"#, "At character 9: a text ends in the middle of an escape."),
        ("$.a =~ x", "At character 8: a regular expression is missing. Example: $.id =~ /^ord-/"),
        ("/abc", "At character 1: a regular expression stands between two slashes."),
        ("//", "stands between two slashes"),
        ("/usr/bin", #"At character 6: only i follows a regular expression, and a slash inside is written \/."#),
        ("/(/", "At character 1: no regular expression: missing )"),
        ("/a{2,1}/", "At character 1: no regular expression"),
        ("($.a == 1", "At character 1: this parenthesis is not closed."),
        ("!(paid", "At character 2: this parenthesis"),
        ("attr. == 1", "At character 6: the name of an attribute is missing."),
        (String(repeating: "x", count: 4097), "A condition has at most 4096 bytes."),
        (
            String(repeating: "!(", count: 40) + "x" + String(repeating: ")", count: 40),
            "conditions nest deeper than 32 times"
        ),
        ("/" + String(repeating: "x", count: 1001) + "/", "a regular expression has at most 1000 bytes"),
    ])
    func `What is no condition says what is wrong, and where`(expression: String, reason: String) {
        #expect { try MatchExpression(expression) } throws: { error in
            (error as? MatchExpression.Problem)?.description.contains(reason) ?? false
        }
    }

    @Test(arguments: 1...8)
    func `No text is too odd to be read or refused`(seed: Int) {
        let parts = [
            "$", ".", "[", "]", "(", ")", "!", "/", "a", "'", "\"", "\\", " ", "&&", " || ", "=~", "==", "attr.", "1",
            "{", "é",
        ]
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 1...12, using: &generator)).map { _ in parts.randomElement() ?? "" }.joined()
            guard let expression = try? MatchExpression(text) else { continue }
            _ = expression.matches(message(Self.order, Self.attributes))
            _ = expression.matches(message(text))
        }
    }
}
