import ArgumentParser

/// Global options in front of the command, which the parser knows only behind it.
enum LeadingOptions {
    private static let withValue: Set<String> = [
        "-e", "--endpoint", "-c", "--context", "--token-file", "--region", "--account", "-o", "--output", "--columns",
        "--color", "--timeout",
    ]
    private static let alone: Set<String> = [
        "--raw", "-q", "--quiet", "-v", "--verbose", "--debug", "--no-input", "-y", "--yes", "--force",
    ]

    /// The same command line with such options right behind the command.
    ///
    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - root: whose commands they name.
    /// - Returns: the arguments as they came where they begin with anything else.
    static func moved(_ arguments: [String], root: any ParsableCommand.Type) -> [String] {
        var rest = arguments[...]
        var options: [String] = []
        while let first = rest.first {
            let name = first.prefix { $0 != "=" }
            if alone.contains(first) || (name.count < first.count && withValue.contains(String(name))) {
                options.append(rest.removeFirst())
            } else if withValue.contains(first), rest.count > 1 {
                options += rest.prefix(2)
                rest.removeFirst(2)
            } else {
                break
            }
        }
        let depth = commandDepth(rest, under: root)
        guard depth > 0 else { return arguments }
        return rest.prefix(depth) + options + rest.dropFirst(depth)
    }

    /// How many of the first arguments are names of commands, each one of the one before.
    private static func commandDepth(_ arguments: ArraySlice<String>, under root: any ParsableCommand.Type) -> Int {
        guard let name = arguments.first,
            let command = root.configuration.subcommands.first(where: { $0._commandName == name })
        else { return 0 }
        return 1 + commandDepth(arguments.dropFirst(), under: command)
    }
}
