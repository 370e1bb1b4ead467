internal import JSONText
package import NIOCore

extension ByteBuffer {
    /// Writes a text as a JSON string between quotes.
    ///
    /// Runs that need no escape are copied at once (RFC 8259, section 7).
    package mutating func writeJSONString(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            var end = firstJSONSpecial(in: bytes.span, from: 0)
            writeInteger(UInt8(ascii: "\""))
            while end < bytes.count {
                write(bytes[start..<end])
                writeJSONEscape(of: bytes[end])
                start = end + 1
                end = firstJSONSpecial(in: bytes.span, from: start)
            }
            write(bytes[start...], and: UInt8(ascii: "\""))
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
