/// The characters of a text one by one, with the line and the column of each.
struct HOCONScanner {
    let source: String
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var column = 1

    init(_ text: String, source: String) {
        self.source = source
        scalars = Array(text.unicodeScalars.drop { $0 == "\u{FEFF}" })
    }

    var place: Place { Place(source, line: line, column: column) }

    var peek: Unicode.Scalar? { peek(0) }

    func peek(_ offset: Int) -> Unicode.Scalar? {
        scalars.indices.contains(index + offset) ? scalars[index + offset] : nil
    }

    func starts(with text: String) -> Bool {
        text.unicodeScalars.enumerated().allSatisfy { peek($0.offset) == $0.element }
    }

    @discardableResult
    mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        index += 1
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
        return scalar
    }

    mutating func skip(_ count: Int) { for _ in 0..<count { next() } }

    var isAtComment: Bool { peek == "#" || starts(with: "//") }

    /// Blanks of a line, and a comment at its end.
    mutating func skipBlanks() {
        while let scalar = peek, scalar.properties.isWhitespace, scalar != "\n" { next() }
        if isAtComment { while let scalar = peek, scalar != "\n" { next() } }
    }

    /// Blanks, comments and ends of lines.
    mutating func skipLines() {
        skipBlanks()
        while peek == "\n" {
            next()
            skipBlanks()
        }
    }

    /// A text in quotes, of one or of several lines.
    mutating func quoted() throws(Remark) -> String {
        let start = place
        if starts(with: tripleQuotes) { return try tripleQuoted() }
        next()
        var text = String.UnicodeScalarView()
        while let scalar = next(), scalar != "\n" {
            if scalar == "\"" { return String(text) }
            text.append(scalar == "\\" ? try escaped() : scalar)
        }
        throw Remark(start, "The quotes that begin here do not end on this line.")
    }

    private mutating func tripleQuoted() throws(Remark) -> String {
        let start = place
        skip(3)
        var text = String.UnicodeScalarView()
        while peek != nil {
            // Of more than three quotes at the end the first ones belong to the text.
            if starts(with: tripleQuotes), peek(3) != "\"" {
                skip(3)
                return String(text)
            }
            if let scalar = next() { text.append(scalar) }
        }
        throw Remark(start, "The three quotes that begin here do not end.")
    }

    private mutating func escaped() throws(Remark) -> Unicode.Scalar {
        let start = place
        switch next() {
        case "\"": return "\""
        case "\\": return "\\"
        case "/": return "/"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let scalar = next(), let digit = UInt32(String(scalar), radix: 16) else { break }
                value = value * 16 + digit
            }
            if let scalar = Unicode.Scalar(value) { return scalar }
        default: break
        }
        throw Remark(start, "This is no escape that HOCON has.")
    }
}

private let tripleQuotes = "\"\"\""
