import ArgumentParser

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Address of sqsd: its admin port, or its port for SQS.", valueName: "url")
    )
    var endpoint: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("One of the addresses kept by `sqsctl context`.", valueName: "name")
    )
    var context: String?

    @Option(help: ArgumentHelp("File with the token of the admin port.", valueName: "file"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("Whose queues, where a name does not say.", valueName: "name"))
    var region: String?

    @Option(help: ArgumentHelp("Whose queues: 12 digits.", valueName: "id"))
    var account: String?

    @Option(name: .shortAndLong, help: "How to print. On a terminal a table, otherwise lines with tabs.")
    var output: OutputFormat?

    @Option(help: ArgumentHelp("Which columns, in this order.", valueName: "a,b"))
    var columns: NameList?

    @Flag(help: "Exact numbers and times.")
    var raw = false

    @Flag(name: .shortAndLong, help: "No remarks, only results and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "More remarks.")
    var verbose = false

    @Flag(help: "Show on stderr what goes over the wire.")
    var debug = false

    @Option(help: "Whether to use colours.")
    var color = ColorChoice.auto

    @Flag(help: "Never ask.")
    var noInput = false

    @Flag(name: [.customShort("y"), .long, .customLong("force")], help: "Do not ask whether it is meant.")
    var yes = false

    @Option(help: ArgumentHelp("How long to wait for an answer.", valueName: "time"))
    var timeout = TimeSpan(seconds: 30)

    init() {}
}

enum ColorChoice: String, CaseIterable, ExpressibleByArgument { case auto, always, never }

/// Names with commas between them.
struct NameList: ExpressibleByArgument, Equatable {
    let names: [String]

    init?(argument: String) {
        names = argument.split(separator: ",").map { String($0) }
        if names.isEmpty { return nil }
    }
}
