/// What a file says: queues, settings of the daemon, and what there is to remark about it.
package struct DeclarationFile: Sendable {
    package enum Format: String, Sendable {
        case sqsd = "sqsd"
        case elasticMQ = "ElasticMQ"
        case goAWS = "GoAWS"
    }

    /// A setting of the daemon, under its key.
    package struct Setting: Hashable, Sendable {
        package enum Value: Hashable, Sendable {
            case nothing
            case texts([String])
            /// A mapping, which no setting has.
            case section
        }

        package let key: String
        package let value: Value
        package let place: Place
    }

    package let format: Format
    package internal(set) var declarations = QueueDeclarations()
    /// In the order of the file; keys of our own files are as they stand there, known or not.
    package internal(set) var settings: [Setting] = []
    /// What the file asks for and does not get, or gets in another way.
    package internal(set) var notes: [Remark] = []
    /// Keys of another program's file that mean nothing here, or not yet.
    package internal(set) var unknownKeys: [Remark] = []
    /// What keeps the file from being used; all of it, but for mistakes of syntax, of which the first ends the reading.
    package internal(set) var mistakes: [Remark] = []

    /// Reads a file of any of the formats, told apart by what is in them.
    ///
    /// - Parameters:
    ///   - text: the whole file.
    ///   - name: what it is called in remarks.
    ///   - environment: for `${NAME}` in ElasticMQ's files.
    ///   - include: the text of another file that one of ElasticMQ names, `nil` where there is none.
    package init(
        text: String,
        name: String,
        environment: [String: String] = [:],
        include: @escaping (String) throws -> String? = { _ in nil }
    ) {
        if looksLikeHOCON(text) {
            self.init(elasticMQ: text, name: name, environment: environment, include: include)
            return
        }
        let root: FileValue
        do throws(Remark) { root = try FileValue(yaml: text, name: name) } catch {
            self.init(.sqsd)
            mistakes.append(error)
            return
        }
        if looksLikeGoAWS(root) {
            self.init(goAWS: root)
        } else {
            self.init(sqsd: root)
        }
    }

    init(_ format: Format) { self.format = format }

    mutating func set(_ key: String, _ value: String, at place: Place) {
        settings.append(Setting(key: key, value: .texts([value]), place: place))
    }
}

/// Whether a line is `key = value` or `key {`, or a key stands at its beginning that only ElasticMQ has.
private func looksLikeHOCON(_ text: String) -> Bool {
    let own: Set = [
        "node-address", "rest-sqs", "rest-stats", "queues-storage", "messages-storage", "auto-create-queues",
        "generate-node-address",
    ]
    for line in text.split(whereSeparator: \.isNewline) {
        let line = line.drop { $0 == " " || $0 == "\t" || $0 == "{" || $0 == "\u{FEFF}" }
        if line.hasPrefix("include ") || line.hasPrefix("//") { return true }
        let key = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.\"".contains($0)) }
        guard !key.isEmpty, !key.hasPrefix("-") else { continue }
        let rest = line.dropFirst(key.count).drop { $0 == " " || $0 == "\t" }
        if rest.first == "=" || rest.first == "{" || rest.hasPrefix("+=") { return true }
        if rest.first == ":", own.contains(String(key.filter { $0 != "\"" })) { return true }
    }
    return false
}

/// Whether the sections of a file are environments of GoAWS.
private func looksLikeGoAWS(_ root: FileValue) -> Bool {
    let own: Set = ["Host", "Port", "SqsPort", "Region", "AccountId", "QueueAttributeDefaults", "Queues", "Topics"]
    let members = root.members ?? []
    return !members.isEmpty && members.contains { ($0.value.members ?? []).contains { own.contains($0.key) } }
        && !members.contains { $0.key == "queues" || $0.key == "auto-create" }
}
