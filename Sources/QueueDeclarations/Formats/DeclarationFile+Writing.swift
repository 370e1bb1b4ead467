extension DeclarationFile {
    /// The file in our own format: what was left out as comments, then the settings, the queues, the template.
    ///
    /// The same declarations always give the same text, and reading it gives the same declarations.
    package func yaml() -> String {
        var lines: [String] = []
        if format != .sqsd { lines.append("# Converted from a configuration of \(format.rawValue).") }
        for remark in notes + unknownKeys { lines.append("# \(remark)".replacing("\n", with: " ")) }
        let flat = settings.filter { $0.key != "auto-create" || !hasSection }
        if !lines.isEmpty, !flat.isEmpty { lines.append("") }
        lines += flat.map { "\($0.key): \($0.value.yaml)" }
        if !declarations.queues.isEmpty {
            if !lines.isEmpty { lines.append("") }
            lines += declarations.queueLines
        }
        if hasSection {
            if !lines.isEmpty { lines.append("") }
            let enabled = settings.last { $0.key == "auto-create" }
            lines += declarations.templateLines(enabled: enabled.map(\.value.yaml))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Whether `auto-create` needs more than one value.
    private var hasSection: Bool { declarations.template != QueueDefaults() }
}

extension QueueDeclarations {
    /// The queues as the section `queues` of our own format; empty where there are none.
    package func yaml() -> String { queues.isEmpty ? "" : queueLines.map { $0 + "\n" }.joined() }

    /// The template as the section `auto-create`.
    package func templateYAML(isEnabled: Bool) -> String {
        templateLines(enabled: String(isEnabled)).map { $0 + "\n" }.joined()
    }

    fileprivate var queueLines: [String] { ["queues:"] + queues.flatMap(\.yaml) }

    fileprivate func templateLines(enabled: String?) -> [String] {
        var lines = ["auto-create:"]
        if let enabled { lines.append("  enabled: \(enabled)") }
        return lines + ["  template:"] + template.yaml(indent: "    ")
    }
}

extension DeclarationFile.Setting.Value {
    fileprivate var yaml: String {
        switch self {
        case .texts(let texts): texts.count == 1 ? yamlText(texts[0]) : yamlList(texts)
        case .nothing, .section: "\"\""
        }
    }
}

extension DeclaredQueue {
    fileprivate var yaml: [String] {
        var lines = ["  \(yamlText(name)):"]
        if let region { lines.append("    region: \(yamlText(region))") }
        if let account { lines.append("    account: \(yamlText(account))") }
        lines += definition.yaml(indent: "    ")
        if lines.count == 1 { lines[0] += " {}" }
        return lines
    }
}

extension QueueDefaults {
    fileprivate func yaml(indent: String) -> [String] {
        var lines: [String] = []
        for key in AttributeKey.allCases {
            guard let value = attributes[key] else { continue }
            lines.append("\(key.rawValue): \(yamlText(key.plain(value: value)))")
        }
        if let deadLetter {
            let count = deadLetter.maxReceiveCount
            lines.append("dead-letter: {queue: \(yamlText(deadLetter.queue)), max-receive-count: \(count)}")
        }
        switch redriveAllow {
        case .all: lines.append("redrive-allow: all")
        case .deny: lines.append("redrive-allow: deny")
        case .only(let queues): lines.append("redrive-allow: \(yamlList(queues))")
        case nil: break
        }
        if let copyTo { lines.append("copy-to: \(yamlText(copyTo))") }
        if let moveTo { lines.append("move-to: \(yamlText(moveTo))") }
        if !tags.isEmpty {
            lines.append("tags:")
            lines += tags.sorted { $0.key < $1.key }.map { "  \(yamlText($0.key)): \(yamlText($0.value))" }
        }
        return lines.map { indent + $0 }
    }
}

private func yamlList(_ texts: [String]) -> String { "[\(texts.map(yamlText).joined(separator: ", "))]" }

/// A text as YAML: bare where it means itself, else in quotes.
package func yamlText(_ text: String) -> String {
    let isBare =
        text.utf8.first.map { isWordByte($0) && $0 != UInt8(ascii: "-") } == true
        && text.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }
        && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        && !looksLikeANumber(text)
    if isBare || ["true", "false"].contains(text) || isPlainNumber(text) { return text }
    // JSON's strings are YAML's too.
    return jsonText(text)
}

/// Digits that begin with a zero, and all that YAML's readers could take for a number of another kind.
private func looksLikeANumber(_ text: String) -> Bool { Double(text) != nil || text.hasPrefix("0") }

private func isPlainNumber(_ text: String) -> Bool { Int(text).map { String($0) } == text }
