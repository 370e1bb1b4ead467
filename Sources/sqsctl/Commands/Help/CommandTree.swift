import ArgumentParser
import Foundation

/// The commands of the tool with their arguments, as the parser of arguments describes them.
struct CommandTree: Decodable {
    let command: CommandDescription

    /// - Throws: where the parser describes itself in a form that is not known here.
    static func current() throws -> CommandTree {
        try JSONDecoder().decode(CommandTree.self, from: Data(Sqsctl._dumpHelp().utf8))
    }
}

struct CommandDescription: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let subcommands: [CommandDescription]?
    let arguments: [ArgumentDescription]?
    let defaultSubcommand: String?

    /// The command of the family that is meant where none is named.
    var unnamed: CommandDescription? { subcommands?.first { $0.commandName == defaultSubcommand } }

    var takesWords: Bool { (arguments ?? []).contains(where: \.isPositional) }

    /// A description without its examples.
    var prose: String? { discussion.map { String($0.prefix(upTo: Self.examplesStart(in: $0))) }.flatMap(Self.trimmed) }

    /// The lines behind `Examples:`.
    var examples: [String] {
        guard let discussion else { return [] }
        return discussion[Self.examplesStart(in: discussion)...].split(separator: "\n").dropFirst()
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func examplesStart(in text: String) -> String.Index {
        text.range(of: "Examples:")?.lowerBound ?? text.endIndex
    }

    private static func trimmed(_ text: String) -> String? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }
}

struct ArgumentDescription: Decodable {
    struct Name: Decodable {
        let kind: String
        let name: String

        var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    let kind: String
    let shouldDisplay: Bool
    let sectionTitle: String?
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?

    var isPositional: Bool { kind == "positional" }

    /// How it is given: `-n, --number <count>`, `<queue>`.
    var usage: String {
        guard !isPositional else { return "<\(valueName ?? "value")>\(isRepeating ? " ..." : "")" }
        // The short one first.
        let all = (names ?? []).sorted { $0.text.count < $1.text.count }.map(\.text).joined(separator: ", ")
        return kind == "option" ? "\(all) <\(valueName ?? "value")>" : all
    }
}
