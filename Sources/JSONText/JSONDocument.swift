/// A JSON text as a flat list of tokens over its bytes, made in one pass.
///
/// Nothing is converted while scanning: a string stays where it lies in `bytes` until somebody asks for it. Callers look
/// members up by name and skip what they do not know, so the cost of an unknown member is its scan alone.
///
/// A class, because every value points to it: one count to keep instead of two.
package final class JSONDocument: Sendable {
    /// What a token is.
    package enum Kind: UInt8, Sendable {
        case object, array, string, number, `true`, `false`, null
    }

    struct Token: Sendable {
        var kind: Kind
        /// Whether the string holds a backslash and so needs decoding.
        var isEscaped: Bool
        /// First byte of the content; for a string the one behind the opening quote.
        var start: Int
        /// One past the last byte of the content; for a string the closing quote.
        var end: Int
        /// Index of the first token behind this one and all it holds.
        var next: Int
    }

    let bytes: [UInt8]
    let tokens: [Token]

    /// Scans a whole JSON text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 text; ill-formed sequences inside strings are kept and show as U+FFFF when read.
    ///   - depth: how deep objects and arrays may nest.
    ///   - limit: how many values, member names included, the text may hold.
    /// - Throws: the first place where the text is not JSON, or the bound that it exceeds.
    package init(_ bytes: [UInt8], depth: Int = 32, tokens limit: Int = 10_000) throws(JSONSyntaxError) {
        var scanner = JSONScanner(maximumDepth: depth, maximumTokens: limit)
        try scanner.scan(bytes.span)
        self.bytes = bytes
        self.tokens = scanner.tokens
    }

    /// The outermost value.
    package var root: JSONValue { JSONValue(document: self, index: 0) }
}

/// Why a text is not JSON.
package struct JSONSyntaxError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case unexpectedByte, endOfText, tooDeep, tooManyValues, trailingBytes
    }

    package let reason: Reason
    /// Offset of the byte at which scanning stopped.
    package let offset: Int
}
