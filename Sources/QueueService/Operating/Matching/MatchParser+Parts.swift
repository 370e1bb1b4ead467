/// The parts of single conditions.
extension MatchParser {
    // MARK: Names

    /// A path, such as `$.a['odd name'][0]`.
    mutating func path() throws(Problem) -> [MatchStep] {
        position += 1
        var steps: [MatchStep] = []
        while true {
            if stands(".") {
                position += 1
                let name = takeAll { isPlainNameCharacter($0) }
                guard !name.isEmpty else { throw problem("a name is missing", example: "$.order['odd name'].id") }
                steps.append(.member(name))
            } else if stands("[") {
                steps.append(try bracket())
            } else {
                return steps
            }
        }
    }

    private mutating func bracket() throws(Problem) -> MatchStep {
        position += 1
        let step: MatchStep
        if stands("'") || stands("\"") {
            step = .member(try quoted())
        } else {
            guard let index = Int(takeAll { $0.isASCII && $0.isNumber }) else {
                throw problem(
                    "only a number from 0 on or a quoted name stands in brackets",
                    example: "$.lines[0]['odd name']"
                )
            }
            step = .element(index)
        }
        guard take("]") else { throw problem("] is missing", example: "$.lines[0]") }
        return step
    }

    mutating func attributeName() throws(Problem) -> String {
        position += "attr.".count
        let name = takeAll { isPlainNameCharacter($0) || $0 == "." }
        guard !name.isEmpty else {
            throw problem("the name of an attribute is missing", example: "attr.tenant == 'acme'")
        }
        return name
    }

    // MARK: Tests

    /// What a value is tested for; `nil` where nothing but its being there.
    mutating func test() throws(Problem) -> MatchTest? {
        if take("=~") {
            skipBlanks()
            guard stands("/") else { throw problem("a regular expression is missing", example: "$.id =~ /^ord-/") }
            return .pattern(try pattern())
        }
        for comparison in MatchTest.Comparison.allCases where take(comparison.rawValue) {
            let literal = try literal()
            switch literal {
            case .number, .text: break
            case .truth, .null:
                guard !comparison.needsOrder else {
                    throw problem("\(comparison.rawValue) compares numbers and texts only", example: "$.amount >= 100")
                }
            }
            return .comparison(comparison, with: literal)
        }
        let start = position
        skipBlanks()
        guard position == characters.count || stands("&&") || stands("||") || stands(")") else {
            throw problem("no such comparison; there are ==, !=, <, <=, >, >= and =~", example: "$.status == 'paid'")
        }
        position = start
        return nil
    }

    private mutating func literal() throws(Problem) -> MatchTest.Literal {
        skipBlanks()
        if stands("'") || stands("\"") { return .text(try quoted()) }
        let start = position
        let word = takeAll { isPlainNameCharacter($0) || $0 == "." || $0 == "+" }
        switch word {
        case "true": return .truth(true)
        case "false": return .truth(false)
        case "null": return .null
        default: break
        }
        if let number = ExactNumber(word) { return .number(number) }
        let reason = word.isEmpty ? "a value is missing" : "a text stands in quotes"
        throw problem(reason, at: start, example: "$.status == 'paid'")
    }

    // MARK: Texts and patterns

    /// A text between single or double quotes, with the escapes of JSON and `\'`.
    private mutating func quoted() throws(Problem) -> String {
        let start = position
        let quote = characters[position]
        position += 1
        var units: [UInt16] = []
        while position < characters.count, characters[position] != quote {
            if stands("\\") {
                units += try escaped()
            } else {
                units += Array(String(characters[position]).utf16)
                position += 1
            }
        }
        guard position < characters.count else { throw problem("this quote is not closed", at: start) }
        position += 1
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func escaped() throws(Problem) -> [UInt16] {
        guard position + 1 < characters.count else { throw problem("a text ends in the middle of an escape") }
        let letter = characters[position + 1]
        position += 2
        switch letter {
        case "\\", "/", "'", "\"": return Array(String(letter).utf16)
        case "n": return [0x0A]
        case "t": return [0x09]
        case "r": return [0x0D]
        case "b": return [0x08]
        case "f": return [0x0C]
        case "u":
            let digits = String(characters[position...].prefix(4))
            guard digits.count == 4, digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else {
                throw problem(#"four hexadecimal digits follow \u"#, example: #"$.name == "\u00e9""#)
            }
            position += 4
            return [unit]
        default:
            throw problem(#"\\#(letter) is no escape"#, at: position - 2, example: #"$.name == "a \"quoted\" word""#)
        }
    }

    /// `/…/` or `/…/i`, a slash inside written `\/`.
    mutating func pattern() throws(Problem) -> MatchPattern {
        let start = position
        position += 1
        var source = ""
        while position < characters.count, characters[position] != "/" {
            if stands("\\"), position + 1 < characters.count {
                source += characters[position + 1] == "/" ? "/" : String(characters[position...position + 1])
                position += 2
                continue
            }
            source.append(characters[position])
            position += 1
        }
        guard position < characters.count, !source.isEmpty else {
            throw problem("a regular expression stands between two slashes", at: start, example: "/refund|chargeback/i")
        }
        guard source.utf8.count <= MatchPattern.lengthLimit else {
            throw problem("a regular expression has at most \(MatchPattern.lengthLimit) bytes", at: start)
        }
        position += 1
        let ignoresCase = stands("i")
        if ignoresCase { position += 1 }
        guard position == characters.count || characters[position].isWhitespace || stands(")") else {
            throw problem(
                #"only i follows a regular expression, and a slash inside is written \/"#,
                example: #"/orders\/[0-9]+/i"#
            )
        }
        do {
            return try MatchPattern(source, ignoresCase: ignoresCase)
        } catch {
            throw problem("no regular expression: \(error.reason)", at: start, example: "/refund|chargeback/i")
        }
    }
}

/// Whether a name can hold a character without being quoted.
private func isPlainNameCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
}
