/// One value of a `JSONDocument`.
package struct JSONValue: Sendable {
    let document: JSONDocument
    let index: Int

    private var token: JSONDocument.Token { document.tokens[index] }

    package var kind: JSONDocument.Kind { token.kind }

    /// The value's own text as it stands in the document, a string without its quotes.
    package var source: ArraySlice<UInt8> { document.bytes[token.start..<token.end] }

    /// The member of an object with this name; where the name is there twice, the last one.
    package func member(_ name: StaticString) -> JSONValue? {
        guard kind == .object else { return nil }
        // On indexes alone: going through `members` would keep and release the document at each of them.
        var found: Int?
        var position = index + 1
        while position < token.next {
            if document.isNamed(position, name) { found = position + 1 }
            position = document.tokens[position + 1].next
        }
        return found.map { JSONValue(document: document, index: $0) }
    }

    /// The members of an object in the order of the text; nothing for other values.
    package var members: Members { Members(document: document, container: index, isEmpty: kind != .object) }

    /// The elements of an array in the order of the text; nothing for other values.
    package var elements: Elements { Elements(document: document, container: index, isEmpty: kind != .array) }

    /// The text of a string, escapes resolved; `nil` for other values.
    ///
    /// Ill-formed UTF-8 and unpaired surrogates come out as U+FFFF, which is a character that no field of SQS accepts.
    package var string: String? {
        guard kind == .string else { return nil }
        return text
    }

    /// A number that is whole and fits 64 bits; `nil` for all other values.
    package var integer: Int? {
        guard kind == .number else { return nil }
        let text = String(decoding: source, as: UTF8.self)
        if let integer = Int(text) { return integer }
        // Up to 2^53 a Double says exactly what its text does; beyond, it would make whole numbers up.
        guard let number = Double(text), number.magnitude < 0x1p53 else { return nil }
        return Int(exactly: number)
    }

    fileprivate var text: String {
        let token = token
        let source = document.bytes[token.start..<token.end]
        return token.isEscaped ? decodeJSONString(source) : String(markingIllFormed: source)
    }
}

extension JSONDocument {
    /// Whether a token is the name of a member, compared without making a string unless it is written with escapes.
    fileprivate func isNamed(_ index: Int, _ name: StaticString) -> Bool {
        let token = tokens[index]
        if token.isEscaped { return JSONValue(document: self, index: index).text == name.description }
        guard token.end - token.start == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { name in
            for offset in 0..<name.count where bytes[token.start + offset] != name[offset] { return false }
            return true
        }
    }
}

extension JSONValue {
    /// A name and its value inside an object.
    package struct Member: Sendable {
        let document: JSONDocument
        let index: Int

        package var name: String { JSONValue(document: document, index: index).text }
        /// The name as it stands in the document, escapes and all, without its quotes.
        package var nameSource: ArraySlice<UInt8> { JSONValue(document: document, index: index).source }
        package var value: JSONValue { JSONValue(document: document, index: index + 1) }
    }

    /// The members of an object, in order.
    package struct Members: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var position: Int
        private let end: Int

        init(document: JSONDocument, container: Int, isEmpty: Bool) {
            self.document = document
            position = container + 1
            end = isEmpty ? position : document.tokens[container].next
        }

        package mutating func next() -> Member? {
            guard position < end else { return nil }
            defer { position = document.tokens[position + 1].next }
            return Member(document: document, index: position)
        }
    }

    /// The elements of an array, in order.
    package struct Elements: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var position: Int
        private let end: Int

        init(document: JSONDocument, container: Int, isEmpty: Bool) {
            self.document = document
            position = container + 1
            end = isEmpty ? position : document.tokens[container].next
        }

        package mutating func next() -> JSONValue? {
            guard position < end else { return nil }
            defer { position = document.tokens[position].next }
            return JSONValue(document: document, index: position)
        }
    }
}

extension JSONValue {
    /// The same value without blanks between its parts, names in the order of the text.
    package var compactText: String {
        var bytes: [UInt8] = []
        appendCompact(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func appendCompact(to bytes: inout [UInt8]) {
        switch kind {
        case .object:
            bytes.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONValue(document: document, index: member.index).appendCompact(to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.appendCompact(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array:
            bytes.append(UInt8(ascii: "["))
            for (position, element) in elements.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                element.appendCompact(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .string:
            bytes.append(UInt8(ascii: "\""))
            bytes += source
            bytes.append(UInt8(ascii: "\""))
        case .number, .true, .false, .null:
            bytes += source
        }
    }

    /// Whether both say the same: member order, blanks and escapes aside.
    package func isEquivalent(to other: JSONValue) -> Bool {
        guard kind == other.kind else { return false }
        switch kind {
        case .object:
            let mine = Dictionary(members.map { ($0.name, $0.value) }) { _, last in last }
            let others = Dictionary(other.members.map { ($0.name, $0.value) }) { _, last in last }
            return mine.count == others.count
                && mine.allSatisfy { name, value in others[name].map { value.isEquivalent(to: $0) } ?? false }
        case .array:
            return Array(elements).elementsEqual(Array(other.elements)) { $0.isEquivalent(to: $1) }
        case .string:
            return string == other.string
        case .number:
            return source == other.source || (integer != nil && integer == other.integer)
        case .true, .false, .null:
            return true
        }
    }
}

/// Resolves the escapes of a JSON string whose form the scanner has checked.
private func decodeJSONString(_ source: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count)
    var index = source.startIndex
    while index < source.endIndex {
        let backslash = source[index...].firstIndex(of: UInt8(ascii: "\\")) ?? source.endIndex
        bytes += source[index..<backslash]
        index = backslash
        guard index + 1 < source.endIndex else { break }
        let letter = source[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): appendUnicodeEscape(in: source, at: &index, to: &bytes)
        default: bytes.append(letter)
        }
    }
    return String(markingIllFormed: bytes)
}

/// Appends the character of a `\u` escape, two of them where they form a surrogate pair; `index` stands at the digits.
private func appendUnicodeEscape(in source: ArraySlice<UInt8>, at index: inout Int, to bytes: inout [UInt8]) {
    let first = unicodeUnit(in: source, at: index) ?? 0xFFFF
    index += 4
    var scalar = Unicode.Scalar(first)
    if (0xD800..<0xDC00).contains(first), index + 1 < source.endIndex,
        source[index] == UInt8(ascii: "\\"), source[index + 1] == UInt8(ascii: "u"),
        let second = unicodeUnit(in: source, at: index + 2), (0xDC00..<0xE000).contains(second)
    {
        index += 6
        scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }
    bytes += String(Character(scalar ?? "\u{FFFF}")).utf8
}

private func unicodeUnit(in source: ArraySlice<UInt8>, at start: Int) -> UInt32? {
    guard start + 4 <= source.endIndex else { return nil }
    return source[start..<start + 4].reduce(0) { value, byte in
        guard let value, let digit = hexDigit(byte) else { return nil }
        return value << 4 | digit
    }
}
