package import NIOCore

extension ByteBuffer {
    /// Writes a text as the content of an XML element.
    ///
    /// Runs that need no escape are copied at once.
    /// A quote and a carriage return are written so that they outlive the normalisation of attributes and of line ends
    /// (W-19a). Characters that XML 1.0 cannot hold, which only the messages of errors may quote, become U+FFFD.
    package mutating func writeXMLText(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            var start = 0
            var offset = 0
            while offset < bytes.count {
                let byte = bytes[offset]
                guard mayNeedXMLEscape(byte), let escape = xmlEscape(of: bytes, at: offset) else {
                    offset += 1
                    continue
                }
                writeBytes(UnsafeRawBufferPointer(rebasing: raw[start..<offset]))
                writeStaticString(escape)
                // U+FFFE and U+FFFF are the only escapes of more than one byte.
                offset += byte == 0xEF ? 3 : 1
                start = offset
            }
            writeBytes(UnsafeRawBufferPointer(rebasing: raw[start...]))
        }
    }
}

@inline(__always)
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
