import Configuration
import SystemPackage

/// A configuration file: YAML with one key of the table at the beginning of a line each.
struct ConfigurationFile {
    let source: ConfigurationSource
    /// What is wrong with its keys, in words.
    let unknownKeys: [String]

    /// - Throws: `ConfigurationProblem` where the file cannot be read.
    init(reading path: String) async throws {
        let lines: [FileLine]
        let provider: any ConfigProvider
        do {
            let text = try contents(of: path)
            lines = fileLines(of: text)
            // The parser wants at least one key; a file of comments alone is in order too.
            provider =
                hasOnlyComments(text)
                ? InMemoryProvider(values: [:])
                : try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))
        } catch let error as Errno {
            throw ConfigurationProblem(mistakes: ["The configuration file \(path) cannot be read: \(error)."])
        } catch {
            throw ConfigurationProblem(mistakes: ["The configuration file \(path) is no YAML that sqsd reads: \(error)"]
            )
        }
        let lineOf = Dictionary(lines.map { ($0.key, $0.number) }) { first, _ in first }
        source = ConfigurationSource(provider: provider) { key in
            "\(path), line \(lineOf[key.rawValue].map(String.init) ?? "?")"
        }
        var mistakes: [String] = []
        for line in lines {
            let place = "\(path), line \(line.number)"
            guard let key = SettingKey(rawValue: line.key) else {
                let known = SettingKey.allCases.map(\.rawValue)
                let hint = nearest(to: line.key, among: known).map { "; did you mean \($0)?" } ?? "."
                mistakes.append("\(place): '\(line.key)' is no key that sqsd knows\(hint)")
                continue
            }
            if try source.values(of: key) == nil, line.hasNoValue(among: lines) == false {
                mistakes.append("\(place): \(line.key) holds neither a text nor a list; give \(key.setting.allowed).")
            }
        }
        unknownKeys = mistakes
    }
}

/// A line that begins a key.
private struct FileLine {
    let number: Int
    let key: String
    let value: Substring
    /// Whether lines that belong to it follow.
    var continues = false

    /// Whether the key stands there without a value, as an empty one does in YAML.
    func hasNoValue(among lines: [FileLine]) -> Bool {
        let value = value.prefix { $0 != "#" }.filter { $0 != " " }
        return !continues && ["", "~", "null", "\"\"", "''"].contains(value)
    }
}

/// The lines of a file that begin a key, which are those that begin with neither blank, dash nor comment.
private func fileLines(of text: String) -> [FileLine] {
    var lines: [FileLine] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        guard let first = line.first, first != "#", !line.hasPrefix("---"), !line.hasPrefix("...") else { continue }
        if first == " " || first == "\t" || first == "-" {
            let content = line.drop { $0 == " " || $0 == "\t" }
            if !content.isEmpty, content.first != "#", !lines.isEmpty { lines[lines.count - 1].continues = true }
            continue
        }
        let key = line.prefix { $0 != ":" }
        let name = key.filter { $0 != "\"" && $0 != "'" && $0 != " " && $0 != "\r" }
        lines.append(FileLine(number: index + 1, key: name, value: line.dropFirst(key.count + 1)))
    }
    return lines
}

private func hasOnlyComments(_ text: String) -> Bool {
    text.split(separator: "\n").allSatisfy { line in
        let content = line.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        return content.isEmpty || content.first == "#" || content == "---"
    }
}

private func contents(of path: String) throws -> String {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    defer { try? file.close() }
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
    defer { chunk.deallocate() }
    while case let count = try file.read(into: chunk), count > 0 {
        bytes.append(contentsOf: chunk.prefix(count))
    }
    return String(decoding: bytes, as: UTF8.self)
}
