/// The scan behind `JSONDocument`: bytes in, tokens out.
///
/// Iterative, so that no nesting can exhaust the stack.
struct JSONScanner {
    private enum Expectation {
        case value, valueOrEndOfArray, nameOrEndOfObject, name, colon, commaOrEnd
    }

    let maximumDepth: Int
    let maximumTokens: Int
    private(set) var tokens: [JSONDocument.Token] = []
    /// Indexes of the objects and arrays that are still open.
    private var open: [Int] = []

    init(maximumDepth: Int, maximumTokens: Int) {
        self.maximumDepth = maximumDepth
        self.maximumTokens = maximumTokens
        tokens.reserveCapacity(16)
    }

    mutating func scan(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var expected = Expectation.value
        var offset = skipBlanks(in: bytes, from: 0)
        while true {
            guard offset < bytes.count else { throw JSONSyntaxError(reason: .endOfText, offset: offset) }
            let byte = bytes[offset]
            switch (expected, byte) {
            case (.value, UInt8(ascii: "{")), (.valueOrEndOfArray, UInt8(ascii: "{")):
                try begin(.object, at: offset)
                offset += 1
                expected = .nameOrEndOfObject
            case (.value, UInt8(ascii: "[")), (.valueOrEndOfArray, UInt8(ascii: "[")):
                try begin(.array, at: offset)
                offset += 1
                expected = .valueOrEndOfArray
            case (.valueOrEndOfArray, UInt8(ascii: "]")), (.nameOrEndOfObject, UInt8(ascii: "}")):
                offset += 1
                endContainer(at: offset)
                expected = .commaOrEnd
            case (.value, _), (.valueOrEndOfArray, _):
                offset = try scalar(in: bytes, from: offset)
                expected = .commaOrEnd
            case (.nameOrEndOfObject, UInt8(ascii: "\"")), (.name, UInt8(ascii: "\"")):
                offset = try string(in: bytes, from: offset)
                expected = .colon
            case (.colon, UInt8(ascii: ":")):
                offset += 1
                expected = .value
            case (.commaOrEnd, UInt8(ascii: ",")):
                offset += 1
                expected = isInObject ? .name : .value
            case (.commaOrEnd, UInt8(ascii: "}")) where isInObject, (.commaOrEnd, UInt8(ascii: "]")) where !isInObject:
                offset += 1
                endContainer(at: offset)
            default:
                throw JSONSyntaxError(reason: .unexpectedByte, offset: offset)
            }
            offset = skipBlanks(in: bytes, from: offset)
            if expected == .commaOrEnd, open.isEmpty {
                guard offset == bytes.count else { throw JSONSyntaxError(reason: .trailingBytes, offset: offset) }
                return
            }
        }
    }

    /// Whether the innermost open container is an object.
    private var isInObject: Bool {
        guard let index = open.last else { return false }
        return tokens[index].kind == .object
    }

    private mutating func begin(_ kind: JSONDocument.Kind, at offset: Int) throws(JSONSyntaxError) {
        guard open.count < maximumDepth else { throw JSONSyntaxError(reason: .tooDeep, offset: offset) }
        open.append(tokens.count)
        try append(kind, from: offset, to: offset)
    }

    private mutating func endContainer(at end: Int) {
        guard let index = open.popLast() else { return }
        tokens[index].end = end
        tokens[index].next = tokens.count
    }

    private mutating func append(
        _ kind: JSONDocument.Kind,
        isEscaped: Bool = false,
        from start: Int,
        to end: Int
    ) throws(JSONSyntaxError) {
        guard tokens.count < maximumTokens else { throw JSONSyntaxError(reason: .tooManyValues, offset: start) }
        tokens.append(.init(kind: kind, isEscaped: isEscaped, start: start, end: end, next: tokens.count + 1))
    }

    private mutating func scalar(in bytes: Span<UInt8>, from start: Int) throws(JSONSyntaxError) -> Int {
        switch bytes[start] {
        case UInt8(ascii: "\""): return try string(in: bytes, from: start)
        case UInt8(ascii: "t"): return try word("true", .true, in: bytes, from: start)
        case UInt8(ascii: "f"): return try word("false", .false, in: bytes, from: start)
        case UInt8(ascii: "n"): return try word("null", .null, in: bytes, from: start)
        default: return try number(in: bytes, from: start)
        }
    }

    private mutating func word(
        _ word: StaticString,
        _ kind: JSONDocument.Kind,
        in bytes: Span<UInt8>,
        from start: Int
    ) throws(JSONSyntaxError) -> Int {
        let end = start + word.utf8CodeUnitCount
        guard end <= bytes.count, matches(word, bytes, at: start) else {
            throw JSONSyntaxError(reason: .unexpectedByte, offset: start)
        }
        try append(kind, from: start, to: end)
        return end
    }

    /// Scans a string from its opening quote and returns the offset behind the closing one.
    private mutating func string(in bytes: Span<UInt8>, from quote: Int) throws(JSONSyntaxError) -> Int {
        var isEscaped = false
        var offset = firstJSONSpecial(in: bytes, from: quote + 1)
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                try append(.string, isEscaped: isEscaped, from: quote + 1, to: offset)
                return offset + 1
            case UInt8(ascii: "\\"):
                isEscaped = true
                offset = firstJSONSpecial(in: bytes, from: try escape(in: bytes, from: offset))
            default: throw JSONSyntaxError(reason: .unexpectedByte, offset: offset)
            }
        }
        throw JSONSyntaxError(reason: .endOfText, offset: offset)
    }

    /// Checks the form of an escape sequence and returns the offset behind it.
    private func escape(in bytes: Span<UInt8>, from backslash: Int) throws(JSONSyntaxError) -> Int {
        guard backslash + 1 < bytes.count else { throw JSONSyntaxError(reason: .endOfText, offset: backslash) }
        switch bytes[backslash + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return backslash + 2
        case UInt8(ascii: "u"):
            guard backslash + 6 <= bytes.count else { throw JSONSyntaxError(reason: .endOfText, offset: backslash) }
            for index in backslash + 2..<backslash + 6 where hexDigit(bytes[index]) == nil {
                throw JSONSyntaxError(reason: .unexpectedByte, offset: index)
            }
            return backslash + 6
        default:
            throw JSONSyntaxError(reason: .unexpectedByte, offset: backslash + 1)
        }
    }

    /// Scans `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
    private mutating func number(in bytes: Span<UInt8>, from start: Int) throws(JSONSyntaxError) -> Int {
        var offset = start
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let integer = digits(in: bytes, from: offset)
        let hasLeadingZero = integer > offset + 1 && bytes[offset] == UInt8(ascii: "0")
        guard integer > offset, !hasLeadingZero else {
            throw JSONSyntaxError(reason: .unexpectedByte, offset: offset)
        }
        offset = integer
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            let fraction = digits(in: bytes, from: offset + 1)
            guard fraction > offset + 1 else { throw JSONSyntaxError(reason: .unexpectedByte, offset: offset) }
            offset = fraction
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            var digit = offset + 1
            if digit < bytes.count, bytes[digit] == UInt8(ascii: "+") || bytes[digit] == UInt8(ascii: "-") {
                digit += 1
            }
            let exponent = digits(in: bytes, from: digit)
            guard exponent > digit else { throw JSONSyntaxError(reason: .unexpectedByte, offset: offset) }
            offset = exponent
        }
        try append(.number, from: start, to: offset)
        return offset
    }
}

/// Offset of the first byte from `start` on that is not JSON white space.
private func skipBlanks(in bytes: Span<UInt8>, from start: Int) -> Int {
    var offset = start
    while offset < bytes.count {
        switch bytes[offset] {
        case 0x20, 0x09, 0x0A, 0x0D: offset += 1
        default: return offset
        }
    }
    return offset
}

/// Offset of the first byte from `start` on that is not a decimal digit.
private func digits(in bytes: Span<UInt8>, from start: Int) -> Int {
    var offset = start
    while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
    return offset
}

private func matches(_ word: StaticString, _ bytes: Span<UInt8>, at start: Int) -> Bool {
    word.withUTF8Buffer { word in
        for index in 0..<word.count where bytes[start + index] != word[index] { return false }
        return true
    }
}

/// Value of a hexadecimal digit, or `nil`.
package func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
}
