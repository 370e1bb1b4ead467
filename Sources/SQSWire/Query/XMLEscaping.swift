internal import JSONText
package import NIOCore

extension ByteBuffer {
    /// Writes a text as the content of an XML element.
    ///
    /// Runs that need no escape are copied at once. A quote and a carriage return are written so that they outlive the
    /// normalisation of attributes and of line ends (W-19a). Characters that XML 1.0 cannot hold, which only the messages
    /// of errors may quote, become U+FFFD.
    package mutating func writeXMLText(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            var offset = firstXMLSpecial(in: bytes.span, from: 0)
            while offset < bytes.count {
                let next = offset + (bytes[offset] == 0xEF ? 3 : 1)
                if let escape = xmlEscape(of: bytes, at: offset) {
                    write(bytes[start..<offset])
                    writeStaticString(escape)
                    start = next
                }
                offset = firstXMLSpecial(in: bytes.span, from: next)
            }
            write(bytes[start...])
        }
    }
}

/// Offset of the first byte from `start` on that begins a character which may need an escape; the end where there is none.
private func firstXMLSpecial(in bytes: Span<UInt8>, from start: Int) -> Int {
    let raw = bytes.bytes
    var offset = start
    while offset + 8 <= bytes.count {
        let word = UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        // With its lowest bit but one set, `<` and `>` are the same.
        let found =
            highBits(of: word, below: 0x20) | highBits(of: word, equalTo: UInt8(ascii: "&"))
            | highBits(of: word | 0x0202_0202_0202_0202, equalTo: UInt8(ascii: ">"))
            | highBits(of: word, equalTo: UInt8(ascii: "\"")) | highBits(of: word, equalTo: 0xEF)
        if found != 0 { return offset + found.trailingZeroBitCount / 8 }
        offset += 8
    }
    while offset < bytes.count, !mayNeedXMLEscape(bytes[offset]) { offset += 1 }
    return offset
}

private func mayNeedXMLEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
        || byte == UInt8(ascii: "\"") || byte == 0xEF
}

/// What stands for the character at an offset; `nil` where it can stay.
private func xmlEscape(of bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> StaticString? {
    switch bytes[offset] {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case 0x0D: "&#xD;"
    case 0x09, 0x0A: nil
    case 0xEF: offset + 2 < bytes.count && bytes[offset + 1] == 0xBF && bytes[offset + 2] >= 0xBE ? "\u{FFFD}" : nil
    default: "\u{FFFD}"
    }
}
