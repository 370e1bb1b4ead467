/// A value of a file, whatever the format, and where it stands.
struct FileValue: Sendable {
    indirect enum Content: Sendable {
        case nothing
        case text(String)
        case list([FileValue])
        case map([Member])
    }

    struct Member: Sendable {
        let key: String
        let place: Place
        let value: FileValue
    }

    let content: Content
    let place: Place

    init(_ content: Content, at place: Place) {
        self.content = content
        self.place = place
    }

    var text: String? { if case .text(let text) = content { text } else { nil } }

    var members: [Member]? { if case .map(let members) = content { members } else { nil } }

    var elements: [FileValue]? { if case .list(let elements) = content { elements } else { nil } }

    var isNothing: Bool { if case .nothing = content { true } else { false } }

    /// The value of a key, where this is a mapping that has it.
    func member(_ key: String) -> Member? { members?.last { $0.key == key } }

    /// The value as JSON, in which every plain value is a string, as in policies.
    var json: String {
        switch content {
        case .nothing: "null"
        case .text(let text): jsonText(text)
        case .list(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
        case .map(let members):
            "{\(members.map { "\(jsonText($0.key)):\($0.value.json)" }.joined(separator: ","))}"
        }
    }
}

/// A text as a JSON string.
func jsonText(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
