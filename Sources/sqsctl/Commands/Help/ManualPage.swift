import AdminAPI

/// The manual of the tool in the language of `man` (roff).
struct ManualPage {
    private let tree: CommandTree

    init(_ tree: CommandTree) { self.tree = tree }

    var text: String {
        let root = tree.command
        var lines = [
            ".TH SQSCTL 1 \"\" \"sqsctl \(Self.escaped(Version.text))\" \"User Commands\"",
            ".SH NAME",
            "sqsctl \\- \(Self.escaped((root.abstract ?? "").lowercasedFirst))",
            ".SH SYNOPSIS",
            ".B sqsctl",
            "\\fICOMMAND\\fR [\\fIARGUMENT\\fR ...]",
            ".SH DESCRIPTION",
        ]
        lines += Self.paragraphs(root.prose ?? "")
        lines += examples(of: root, heading: ".SH EXAMPLES")
        lines.append(".SH COMMANDS")
        for command in visible(root) { lines += section(command, under: "sqsctl") }
        lines.append(".SH GLOBAL OPTIONS")
        for argument in globalOptions { lines += Self.entry(argument) }
        lines += Self.files + Self.exitCodes
        return lines.joined(separator: "\n") + "\n"
    }

    /// What is the same with all commands is said once.
    private var globalOptions: [ArgumentDescription] {
        let all = visible(tree.command).flatMap { [$0] + visible($0) }.flatMap { $0.arguments ?? [] }
        var seen = Set<String>()
        return all.filter { $0.isGlobal && seen.insert($0.usage).inserted }
    }

    private func visible(_ command: CommandDescription) -> [CommandDescription] {
        (command.subcommands ?? []).filter { $0.commandName != "help" }
    }

    private func section(_ command: CommandDescription, under path: String) -> [String] {
        let path = "\(path) \(command.commandName)"
        let own = (command.arguments ?? []).filter { $0.shouldDisplay && !$0.isGlobal && !$0.isOfEveryCommand }
        let words = own.filter(\.isPositional).map { $0.isOptional ? "[\($0.usage)]" : $0.usage }
        var lines = [".SS \"\(Self.escaped(([path] + words).joined(separator: " ")))\""]
        lines += Self.paragraphs(command.abstract ?? "")
        if let prose = command.prose { lines += [".PP"] + Self.paragraphs(prose) }
        for argument in own { lines += Self.entry(argument) }
        lines += examples(of: command, heading: ".PP\nExamples:")
        for inner in visible(command) { lines += section(inner, under: path) }
        return lines
    }

    private func examples(of command: CommandDescription, heading: String) -> [String] {
        command.examples.isEmpty
            ? [] : [heading, ".PP", ".nf", ".RS 4"] + command.examples.map(Self.line) + [".RE", ".fi"]
    }

    private static func entry(_ argument: ArgumentDescription) -> [String] {
        var text = argument.abstract ?? ""
        if let values = argument.allValues, !values.isEmpty { text += " One of: \(values.joined(separator: ", "))." }
        if let value = argument.defaultValue { text += " Default: \(value)." }
        return [".TP", "\\fB\(escaped(argument.usage))\\fR", line(text)]
    }

    private static func paragraphs(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ".PP" : line(String($0)) }
    }

    /// A line of text: a point or an apostrophe at its beginning would be an instruction.
    private static func line(_ text: String) -> String {
        let text = escaped(text)
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
    }

    private static var files: [String] {
        [
            ".SH FILES", ".TP", "\\fI$XDG_CONFIG_HOME/sqsctl/config.yaml\\fR",
            "Addresses of daemons under names; see \\fBsqsctl context\\fR.",
        ]
    }

    private static var exitCodes: [String] {
        let meanings: [(ExitStatus, String)] = [
            (.declined, "somebody was asked and said no"), (.partial, "a part was done (--detailed-exit-codes)"),
            (.usage, "the command line is wrong"), (.data, "a value is refused, or a queue or message is not there"),
            (.unavailable, "nobody answers"), (.bug, "a mistake in sqsctl or sqsd"), (.inputOutput, "input or output"),
            (.temporary, "it took too long, or has to be tried again later"), (.denied, "the token is wrong"),
            (.configuration, "a file or a variable is wrong"),
        ]
        return [".SH \"EXIT STATUS\""]
            + meanings.flatMap { [".TP", "\\fB\($0.0.rawValue)\\fR", line("\($0.1).")] }
            + [".PP", "\\fBsqsctl check\\fR exits with 0, 1, 2 or 3, as monitoring plug\\-ins do."]
    }
}

extension ArgumentDescription {
    fileprivate var isGlobal: Bool { sectionTitle == "Global options" }

    /// `--help` and `--version`, which need no words.
    fileprivate var isOfEveryCommand: Bool {
        (names ?? []).contains { $0.name == "help" || $0.name == "version" }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
