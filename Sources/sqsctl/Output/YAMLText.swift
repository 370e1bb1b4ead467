import JSONText

/// A JSON text as YAML in blocks.
///
/// Strings keep their quotes, so none is ever taken for a number, a date or a boolean.
///
/// With `isElement` it is one element of a list.
func yamlText(_ json: String, isElement: Bool = false) throws -> String {
    let document = try JSONDocument(Array(json.utf8), tokens: .max)
    var text = ""
    if isElement {
        text = "-"
        write(document.root, indent: 1, isAfterDash: true, to: &text)
    } else {
        write(document.root, indent: 0, isAfterDash: true, to: &text)
        if text.hasPrefix(" ") { text.removeFirst() }
    }
    return text
}

/// Writes a value behind `key:` or `-`, with its line end.
private func write(_ value: JSONValue, indent: Int, isAfterDash: Bool, to text: inout String) {
    let margin = String(repeating: "  ", count: indent)
    switch value.kind {
    case .object where !Array(value.members).isEmpty:
        // The first key stands beside the dash.
        var isBeside = isAfterDash
        if !isAfterDash { text += "\n" }
        for member in value.members {
            text += isBeside ? " \(key(member.name)):" : "\(margin)\(key(member.name)):"
            isBeside = false
            write(member.value, indent: indent + 1, isAfterDash: false, to: &text)
        }
    case .array where !Array(value.elements).isEmpty:
        text += isAfterDash ? " " : "\n"
        var isBeside = isAfterDash
        for element in value.elements {
            text += isBeside ? "-" : "\(margin)-"
            isBeside = false
            write(element, indent: indent + 1, isAfterDash: true, to: &text)
        }
    case .string: text += " \"\(String(decoding: value.source, as: UTF8.self))\"\n"
    case .object: text += " {}\n"
    case .array: text += " []\n"
    default: text += " \(String(decoding: value.source, as: UTF8.self))\n"
    }
}

/// A name in quotes unless it is a plain word.
private func key(_ name: String) -> String {
    let isWord =
        !name.isEmpty
        && name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
    let isLetter = name.utf8.first.map { $0 >= 0x41 } ?? false
    return isWord && isLetter
        && !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(name.lowercased())
        ? name : quoted(name)
}

private func quoted(_ name: String) -> String {
    "\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
}
