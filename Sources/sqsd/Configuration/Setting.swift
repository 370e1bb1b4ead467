/// What one key of the configuration holds.
struct Setting: Sendable {
    /// What it is for, in a sentence or two.
    let help: String
    /// The values that it can have, in words.
    let allowed: String
    let isList: Bool
    /// Whether its value is shown to nobody.
    var isSecret = false
    /// Puts values in their place; says `false` to those that are not allowed.
    let set: @Sendable ([String], inout SqsdConfiguration) -> Bool
    /// The value, as it can be set.
    let text: @Sendable (SqsdConfiguration) -> String
}

extension Setting {
    typealias Field<Value> = any WritableKeyPath<SqsdConfiguration, Value> & Sendable

    static func text(
        _ field: Field<String>,
        _ allowed: String,
        isAllowed: @escaping @Sendable (String) -> Bool = { _ in true },
        help: () -> String
    ) -> Setting {
        one(help(), allowed, field, parse: { isAllowed($0) ? $0 : nil }, show: { $0 })
    }

    /// A text that appears in no message.
    static func secret(
        _ field: Field<String>,
        _ allowed: String,
        isAllowed: @escaping @Sendable (String) -> Bool,
        help: () -> String
    ) -> Setting {
        var setting = text(field, allowed, isAllowed: isAllowed, help: help)
        setting.isSecret = true
        return setting
    }

    static func integer(_ field: Field<Int>, _ range: ClosedRange<Int>, help: () -> String) -> Setting {
        one(
            help(),
            "a whole number, \(range.lowerBound) … \(range.upperBound)",
            field,
            parse: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } },
            show: { "\($0)" }
        )
    }

    static func duration(_ field: Field<Duration>, help: () -> String) -> Setting {
        one(
            help(),
            "a time such as 500ms, 10s or 2m, from 1ms to 24h",
            field,
            parse: Duration.init(configured:),
            show: { $0.configured }
        )
    }

    static func choice<Value>(_ field: Field<Value>, help: () -> String) -> Setting
    where Value: RawRepresentable<String> & CaseIterable & SendableMetatype {
        one(
            help(),
            Value.allCases.map(\.rawValue).joined(separator: ", "),
            field,
            parse: { Value(rawValue: $0.lowercased()) },
            show: { $0.rawValue }
        )
    }

    static func list(
        _ field: Field<[String]>,
        _ allowed: String,
        atLeast least: Int,
        isAllowed: @escaping @Sendable (String) -> Bool = { _ in true },
        help: () -> String
    ) -> Setting {
        Setting(
            help: help(),
            allowed: allowed,
            isList: true,
            set: { values, configuration in
                let items = values.flatMap { $0.split(separator: ",") }.map { trimmed($0) }
                guard items.count >= least, items.allSatisfy({ !$0.isEmpty && !$0.contains(" ") && isAllowed($0) })
                else { return false }
                configuration[keyPath: field] = items
                return true
            },
            text: { $0[keyPath: field].joined(separator: ",") }
        )
    }

    static func boolean(_ field: Field<Bool>, help: () -> String) -> Setting {
        one(
            help(),
            "true, false",
            field,
            parse: { ["true": true, "false": false][$0.lowercased()] },
            show: { "\($0)" }
        )
    }

    /// Texts that may hold commas; several in one value have semicolons or ends of lines between them.
    static func texts(_ field: Field<[String]>, _ allowed: String, help: () -> String) -> Setting {
        Setting(
            help: help(),
            allowed: allowed,
            isList: true,
            set: { values, configuration in
                let items = values.flatMap { $0.split { $0 == ";" || $0.isNewline } }.map { trimmed($0) }
                configuration[keyPath: field] = items.filter { !$0.isEmpty }
                return true
            },
            text: { $0[keyPath: field].joined(separator: ";") }
        )
    }

    private static func one<Value>(
        _ help: String,
        _ allowed: String,
        _ field: Field<Value>,
        parse: @escaping @Sendable (String) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) -> Setting {
        Setting(
            help: help,
            allowed: allowed,
            isList: false,
            set: { values, configuration in
                guard values.count == 1, let value = parse(values[0]) else { return false }
                configuration[keyPath: field] = value
                return true
            },
            text: { show($0[keyPath: field]) }
        )
    }
}

extension Duration {
    /// Reads `500ms`, `10s`, `2m`, `1h`, or a number of seconds.
    fileprivate init?(configured text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count <= 86_400_000 else { return nil }
        let milliseconds: Int
        switch text.dropFirst(digits.count) {
        case "ms": milliseconds = count
        case "s", "": milliseconds = count * 1000
        case "m": milliseconds = count * 60_000
        case "h": milliseconds = count * 3_600_000
        default: return nil
        }
        guard (1...86_400_000).contains(milliseconds) else { return nil }
        self = .milliseconds(milliseconds)
    }

    fileprivate var configured: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }
}

private func trimmed(_ text: Substring) -> String {
    let head = text.drop { $0 == " " || $0 == "\t" }
    guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(head[...last])
}
