/// Values as people write them, and as SQS does.
extension AttributeKey {
    /// The value in SQS's spelling; `nil` where it is none of this attribute's.
    package func value(plain text: String) -> String? {
        switch kind {
        case .seconds(let range): seconds(plain: text).flatMap { range.contains($0) ? String($0) : nil }
        case .bytes(let range): bytes(plain: text).flatMap { range.contains($0) ? String($0) : nil }
        case .boolean: ["true", "false"].contains(text.lowercased()) ? text.lowercased() : nil
        case .choice(let choices): choices.contains(text) ? text : nil
        case .text, .json: text.isEmpty ? nil : text
        }
    }

    /// The value as people write it.
    package func plain(value text: String) -> String {
        switch kind {
        case .seconds: Int(text).map(spelled(seconds:)) ?? text
        case .bytes: Int(text).map(spelled(bytes:)) ?? text
        default: text
        }
    }

    /// What can be given, in words.
    package var allowed: String {
        switch kind {
        case .seconds(let range):
            """
            whole seconds from \(spelled(seconds: range.lowerBound)) to \(spelled(seconds: range.upperBound)), \
            such as \(example)
            """
        case .bytes: "a size from 1KiB to 1MiB, such as 256KiB"
        case .boolean: "true or false"
        case .choice(let choices): choices.joined(separator: " or ")
        case .text: "a text"
        case .json: "a mapping, or JSON as a text"
        }
    }

    private var example: String {
        switch self {
        case .retention: "4d"
        case .receiveWait: "20s"
        case .kmsDataKeyReusePeriod: "5m"
        default: "30s"
        }
    }
}

/// Reads `30s`, `2m`, `12h`, `4d`, `5000ms`, or a number of seconds; `nil` for all else, and for parts of seconds.
func seconds(plain text: String) -> Int? {
    guard let (count, unit) = number(in: text) else { return nil }
    switch unit {
    case "", "s": return count
    case "ms": return count % 1000 == 0 ? count / 1000 : nil
    case "m": return count * 60
    case "h": return count * 3600
    case "d": return count * 86_400
    default: return nil
    }
}

/// Reads `256KiB`, `1MiB`, `2048B`, or a number of bytes.
func bytes(plain text: String) -> Int? {
    guard let (count, unit) = number(in: text) else { return nil }
    switch unit {
    case "", "B": return count
    case "KiB": return count * 1024
    case "MiB": return count * 1_048_576
    default: return nil
    }
}

func spelled(seconds: Int) -> String {
    guard seconds > 0 else { return "\(seconds)s" }
    for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "m")] where seconds.isMultiple(of: unit) {
        return "\(seconds / unit)\(name)"
    }
    return "\(seconds)s"
}

func spelled(bytes: Int) -> String {
    guard bytes > 0 else { return "\(bytes)" }
    for (unit, name) in [(1_048_576, "MiB"), (1024, "KiB")] where bytes.isMultiple(of: unit) {
        return "\(bytes / unit)\(name)"
    }
    return "\(bytes)"
}

/// A number of at most nine digits and what follows it.
private func number(in text: String) -> (Int, Substring)? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard digits.count <= 9, let count = Int(digits) else { return nil }
    return (count, text.dropFirst(digits.count).drop { $0 == " " })
}
