import Foundation
import NearestName
import Yams

/// A daemon under a name.
struct Context: Codable, Equatable {
    var endpoint: String
    var tokenFile: String?
    var token: String?
    var region: String?
    var account: String?

    private enum CodingKeys: String, CodingKey {
        case endpoint, token, region, account
        case tokenFile = "token-file"
    }
}

/// The file of contexts: `$XDG_CONFIG_HOME/sqsctl/config.yaml`.
struct ContextFile: Codable, Equatable {
    /// The one that is used unless another is named.
    var selected: String?
    /// The one before it.
    var previous: String?
    var contexts: [String: Context] = [:]

    private enum CodingKeys: CodingKey { case selected, previous, contexts }

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        selected = try container.decodeIfPresent(String.self, forKey: .selected)
        previous = try container.decodeIfPresent(String.self, forKey: .previous)
        contexts = try container.decodeIfPresent([String: Context].self, forKey: .contexts) ?? [:]
    }

    /// Reads the file; nothing where there is none.
    init(_ environment: [String: String]) throws {
        let path = Self.path(environment)
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            if !text.allSatisfy(\.isWhitespace) { self = try YAMLDecoder().decode(Self.self, from: text) }
        } catch {
            throw Failure(.configuration, "The file of contexts, \(path), cannot be read: \(error).")
        }
    }

    static func path(_ environment: [String: String]) -> String {
        let home = environment["HOME"] ?? NSHomeDirectory()
        let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/.config"
        return "\(base)/sqsctl/config.yaml"
    }

    func context(_ name: String) throws -> Context {
        guard let context = contexts[name] else {
            let near = nearest(to: name, among: Array(contexts.keys)).map { "Did you mean \($0)? " } ?? ""
            throw Failure(
                .configuration,
                "There is no context \(name).",
                hint: contexts.isEmpty
                    ? "`sqsctl context add \(name) ADDRESS` makes it." : near + "`sqsctl context ls` lists them."
            )
        }
        return context
    }
}
