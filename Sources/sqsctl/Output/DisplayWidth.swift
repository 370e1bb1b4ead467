/// How many cells of a terminal a text takes.
func displayWidth(_ text: String) -> Int {
    var text = text
    let isPlain = text.withUTF8 { $0.allSatisfy { $0 < 0x80 } }
    return isPlain ? text.utf8.count : text.reduce(0) { $0 + displayWidth($1) }
}

/// The beginning of a text, with `…` at its end where it was cut to fit.
func clipped(_ text: String, to width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    guard width > 0 else { return "" }
    var kept = ""
    var taken = 0
    for character in text {
        let more = displayWidth(character)
        if taken + more > width - 1 { break }
        kept.append(character)
        taken += more
    }
    return kept + "…"
}

/// A JSON text in which such characters are escaped; it means the same.
func printable(json: String) -> String {
    guard json.unicodeScalars.contains(where: isUnsafe) else { return json }
    return json.unicodeScalars.reduce(into: "") { text, scalar in
        // All of them take four digits, and stand in strings: JSON has none between its tokens.
        text += isUnsafe(scalar) ? "\\u\(digits(of: scalar, atLeast: 4))" : String(scalar)
    }
}

/// The text with what would move the cursor, or turn the writing round, shown instead of sent.
func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        shown.append(isUnsafe(scalar) ? picture(of: scalar) : scalar)
    }
    return String(shown)
}

private func displayWidth(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    // U+FE0F asks for the picture of a character that has a plain form too.
    if character.unicodeScalars.contains("\u{FE0F}") || first.properties.isEmojiPresentation { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return isWide(first) ? 2 : 1
    }
}

/// East Asian Wide and Fullwidth, by blocks (Unicode Standard Annex 11).
private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
        true
    default: false
    }
}

private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
}

/// Hexadecimal digits of a character's number.
func digits(of scalar: Unicode.Scalar, atLeast count: Int) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
}

private func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x0A: "↵"
    case 0x09: " "
    case 0...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    default: "\u{FFFD}"
    }
}
