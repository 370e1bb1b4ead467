import JSONText

/// A JSON text with each member on a line of its own; what is empty stays on one.
func laidOutJSON(_ json: String, margin: String = "") throws -> String {
    let document = try JSONDocument(Array(json.utf8), tokens: .max)
    var text = ""
    write(document.root, margin: margin, to: &text)
    return text
}

private func write(_ value: JSONValue, margin: String, to text: inout String) {
    let inner = margin + "  "
    var isFirst = true
    switch value.kind {
    case .object:
        for member in value.members {
            text += isFirst ? "{\n" : ",\n"
            isFirst = false
            text += "\(inner)\"\(String(decoding: member.nameSource, as: UTF8.self))\": "
            write(member.value, margin: inner, to: &text)
        }
        text += isFirst ? "{}" : "\n\(margin)}"
    case .array:
        for element in value.elements {
            text += isFirst ? "[\n\(inner)" : ",\n\(inner)"
            isFirst = false
            write(element, margin: inner, to: &text)
        }
        text += isFirst ? "[]" : "\n\(margin)]"
    case .string: text += "\"\(String(decoding: value.source, as: UTF8.self))\""
    default: text += String(decoding: value.source, as: UTF8.self)
    }
}
