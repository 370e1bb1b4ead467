import ArgumentParser
import NearestName

/// What the parser of arguments finds wrong, with the next step that it does not know.
enum UsageTrouble {
    /// Looks for a word in the place of a command that is none.
    ///
    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - tree: the commands that there are.
    /// - Returns: `nil` where the trouble is another.
    static func unknownCommand(in arguments: [String], tree: CommandTree) -> Failure? {
        var command = tree.command
        var path = [command.commandName]
        for word in arguments {
            let known = (command.subcommands ?? []).map(\.commandName)
            guard !known.isEmpty, !word.hasPrefix("-") else { return nil }
            guard let next = command.subcommands?.first(where: { $0.commandName == word }) else {
                // `redrive orders` means a command without naming it, which takes that word.
                guard !(command.unnamed?.takesWords ?? false) else { return nil }
                return unknown(word, among: known, of: path.joined(separator: " "))
            }
            command = next
            path.append(word)
        }
        return nil
    }

    private static func unknown(_ word: String, among known: [String], of parent: String) -> Failure {
        let near = nearest(to: word, among: known).map { "Did you mean `\(parent) \($0)`? " } ?? ""
        return Failure(
            .usage,
            "There is no command \(word).",
            hint: "\(near)`\(parent) --help` lists the commands."
        )
    }

    /// The parser's message, with how a value is written where it could not read one.
    static func explained(_ message: String) -> String {
        let first = message.prefix { $0 != "\n" }
        guard first.contains(" is invalid for '"), let form = forms.first(where: { first.hasSuffix("\($0.name)'") })
        else { return message }
        return "\(first)\n  \(form.text)\(message.dropFirst(first.count))"
    }

    /// How values are written, by what stands for them in the help.
    private static let forms: [(name: String, text: String)] = [
        ("<time>", "Write a number and its unit: 500ms, 30s, 15m, 12h, 4d."),
        ("<size>", "Write a number and its unit: 64kB, 256KiB, 1MiB."),
        ("<count>", "Write a whole number."),
        ("<n/s>", "Write how many a second: 50 or 50/s."),
        ("<name[:n]>", "Write a queue, and how many receives it takes to get there: orders-dlq:5."),
        ("<name[:type]=value>", "Write name=value, or with a type count:Number=5."),
        ("<name=value>", "Write an attribute and its value: visibility=30s."),
        ("<key=value>", "Write a key and its value: team=shop."),
        ("<kinds>", "Write one or more of: \(EventKindList.names)."),
        ("<state>", "Write one or more of: visible, inflight, delayed, blocked, all."),
    ]
}
