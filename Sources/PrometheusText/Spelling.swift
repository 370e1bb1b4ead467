/// A text as the name of a metric or a label: what the format does not allow becomes `_`.
///
/// Libraries name their metrics with dots and dashes.
func validName(_ text: String) -> String {
    var bytes = text.utf8.map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            byte
        default: UInt8(ascii: "_")
        }
    }
    if bytes.first.map({ $0 <= UInt8(ascii: "9") }) ?? true { bytes.insert(UInt8(ascii: "_"), at: 0) }
    return String(decoding: bytes, as: UTF8.self)
}

/// Labels as they stand between the braces, in the order of their names.
func labelText(_ labels: [(name: String, value: String)]) -> String {
    labels.sorted { $0.name < $1.name }
        .map { "\(validName($0.name))=\"\(escapedValue($0.value))\"" }
        .joined(separator: ",")
}

private func escapedValue(_ value: String) -> String {
    escaped(value, quoteToo: true)
}

/// A text in which nothing ends the line.
func escapedHelp(_ help: String) -> String { escaped(help, quoteToo: false) }

private func escaped(_ text: String, quoteToo: Bool) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\\"): result += Array(#"\\"#.utf8)
        case UInt8(ascii: "\n"): result += Array(#"\n"#.utf8)
        case UInt8(ascii: "\"") where quoteToo: result += Array(#"\""#.utf8)
        default: result.append(byte)
        }
    }
    return String(decoding: result, as: UTF8.self)
}

/// A number as the format spells it: whole numbers without a point.
func numberText(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return String(whole) }
    if value.isNaN { return "NaN" }
    guard value.isFinite else { return value < 0 ? "-Inf" : "+Inf" }
    return value.description
}
