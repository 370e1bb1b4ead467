/// Whether a text consists of characters that a message may hold (MSG-1):
/// U+9, U+A, U+D, U+20 … U+D7FF, U+E000 … U+FFFD, U+10000 … U+10FFFF.
///
/// In UTF-8 only the other control characters, U+FFFE and U+FFFF are to be found; surrogates cannot be written.
package func holdsMessageCharactersOnly(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if byte < 0x20 {
                guard byte == 0x09 || byte == 0x0A || byte == 0x0D else { return false }
            } else if byte == 0xEF, index + 2 < bytes.count, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBE {
                return false
            }
        }
        return true
    }
}
