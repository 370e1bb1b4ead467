package import NIOCore

extension ByteBuffer {
    /// Writes a text as a JSON string between quotes.
    ///
    /// Runs that need no escape are copied at once.
    package mutating func writeJSONString(_ text: String) {
        writeInteger(UInt8(ascii: "\""))
        writeJSONCharacters(text)
        writeInteger(UInt8(ascii: "\""))
    }

    private mutating func writeJSONCharacters(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            var start = 0
            for offset in 0..<bytes.count where needsJSONEscape(bytes[offset]) {
                writeBytes(UnsafeRawBufferPointer(rebasing: raw[start..<offset]))
                writeJSONEscape(of: bytes[offset])
                start = offset + 1
            }
            writeBytes(UnsafeRawBufferPointer(rebasing: raw[start...]))
        }
    }

    private mutating func writeJSONEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): writeStaticString(#"\""#)
        case UInt8(ascii: "\\"): writeStaticString(#"\\"#)
        case 0x08: writeStaticString(#"\b"#)
        case 0x09: writeStaticString(#"\t"#)
        case 0x0A: writeStaticString(#"\n"#)
        case 0x0C: writeStaticString(#"\f"#)
        case 0x0D: writeStaticString(#"\r"#)
        default:
            writeStaticString(byte < 0x10 ? #"\u000"# : #"\u001"#)
            writeInteger("0123456789abcdef".utf8.span[Int(byte & 15)])
        }
    }
}

/// Control characters, quotes and backslashes (RFC 8259, section 7).
@inline(__always)
private func needsJSONEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}
