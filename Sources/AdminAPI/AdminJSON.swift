package import Foundation

/// How the admin API spells its values: keys begin with a capital as AWS's do, times are RFC 3339 with milliseconds.
package enum AdminJSON {
    package static func encoder(isPretty: Bool = false) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            isPretty
            ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            : [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .custom { path in AdminKey(path.last, with: { $0.uppercased() }) }
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(text(date))
        }
        return encoder
    }

    package static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in AdminKey(path.last, with: { $0.lowercased() }) }
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = date(text) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "\(text) is no time such as 2026-01-31T12:00:00.000Z"
                )
            }
            return date
        }
        return decoder
    }

    /// A time as the admin API writes it, at the nearest millisecond; the style itself takes the one before.
    package static func text(_ date: Date) -> String { date.addingTimeInterval(0.0005).formatted(style) }

    /// Reads a time, with or without a fraction of a second.
    package static func date(_ text: String) -> Date? {
        (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
    }

    private static var style: Date.ISO8601FormatStyle { Date.ISO8601FormatStyle(includingFractionalSeconds: true) }
}

/// A key whose first letter was changed.
private struct AdminKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ key: (any CodingKey)?, with change: (Substring) -> String) {
        let text = key?.stringValue ?? ""
        stringValue = change(text.prefix(1)) + text.dropFirst()
        intValue = key?.intValue
    }

    init?(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init?(intValue: Int) {
        stringValue = "\(intValue)"
        self.intValue = intValue
    }
}
