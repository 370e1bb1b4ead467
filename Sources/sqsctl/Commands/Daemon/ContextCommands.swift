import ArgumentParser
import Foundation

struct ContextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "context",
        abstract: "Keep addresses of daemons under names.",
        discussion: """
            They are kept in $XDG_CONFIG_HOME/sqsctl/config.yaml, readable by you only.

            Examples:
              sqsctl context add staging sqs.staging.test:9325 --with-token-file ~/.sqsd-token
              sqsctl context use staging
              sqsctl context -
              sqsctl context ls
            """,
        subcommands: [ContextLs.self, ContextAdd.self, ContextUse.self, ContextBack.self, ContextRm.self],
        defaultSubcommand: ContextLs.self
    )
}

struct ContextLs: Command {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List contexts; the one in use is marked.",
        discussion: """
            Examples:
              sqsctl context ls
              sqsctl context ls -o json
            """
    )

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let rows = ContextRow.rows(try ContextFile(session.environment))
        try session.printer.list(rows, as: .contexts)
        if rows.isEmpty { session.note("There are no contexts. `sqsctl context add NAME ADDRESS` makes one.") }
    }
}

struct ContextAdd: Command {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Keep an address under a name.",
        discussion: """
            The first one is used at once. A context of that name is replaced with --force only.

            Examples:
              sqsctl context add local 127.0.0.1:9325
              sqsctl context add staging https://sqs.staging.test --with-token-file ~/.sqsd-token --region eu-west-1
            """
    )

    @Argument(help: "What to call it.")
    var name: String

    @Argument(help: "Address of sqsd: its admin port, or its port for SQS.")
    var address: String

    @Option(help: ArgumentHelp("File with the token of its admin port.", valueName: "file"))
    var withTokenFile: String?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard name != "-", !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "._-".contains($0) }) else {
            throw ValidationError("A context's name consists of letters, digits, points, dashes and underscores.")
        }
    }

    func run(in session: Session) async throws {
        var file = try ContextFile(session.environment)
        guard file.contexts[name] == nil || options.yes else {
            throw Failure(.usage, "There is a context \(name) already.", hint: "--force replaces it.")
        }
        var context = Context(endpoint: try EndpointChoice.address(address, otherwise: .usage))
        // Kept as a path that stays right wherever the tool is called.
        context.tokenFile = withTokenFile.map { ($0 as NSString).expandingTildeInPath }.map(absolute)
        context.region = options.region
        context.account = options.account
        file.contexts[name] = context
        if file.selected == nil { file.selected = name }
        try file.save(session.environment)
        session.note("Context \(name) is \(context.endpoint)\(file.selected == name ? ", and in use." : ".")")
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}

struct ContextUse: Command {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Use a context from now on; - is the one before.",
        discussion: """
            Examples:
              sqsctl context use staging
              sqsctl context use -
            """
    )

    @Argument(help: "Which context.", completion: .contexts)
    var name: String

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws { try session.use(name) }
}

struct ContextBack: Command {
    static let configuration = CommandConfiguration(
        commandName: "-",
        abstract: "Use the context before this one.",
        discussion: """
            Examples:
              sqsctl context -
              sqsctl context use -
            """
    )

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws { try session.use("-") }
}

struct ContextRm: Command {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Forget a context.",
        discussion: """
            Examples:
              sqsctl context rm staging
              sqsctl context rm local
            """
    )

    @Argument(help: "Which context.", completion: .contexts)
    var name: String

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        var file = try ContextFile(session.environment)
        _ = try file.context(name)
        file.contexts[name] = nil
        if file.selected == name { file.selected = nil }
        if file.previous == name { file.previous = nil }
        try file.save(session.environment)
        session.note("Context \(name) is gone.")
    }
}

extension Session {
    /// Makes a context the one that is used; `-` is the one before.
    fileprivate func use(_ name: String) throws {
        var file = try ContextFile(environment)
        guard let wanted = name == "-" ? file.previous : name else {
            throw Failure(.configuration, "There was no context before.", hint: "`sqsctl context ls` lists them.")
        }
        let context = try file.context(wanted)
        if wanted != file.selected { (file.selected, file.previous) = (wanted, file.selected) }
        try file.save(environment)
        note("Context \(wanted) is in use: \(context.endpoint).")
    }
}

/// A context as it is shown: its token is not.
struct ContextRow: Encodable, Equatable {
    let name: String
    let endpoint: String
    let isInUse: Bool
    /// `none`, `***` or the path of the file.
    let token: String
    let region: String?
    let account: String?

    static func rows(_ file: ContextFile) -> [ContextRow] {
        file.contexts.sorted { $0.key < $1.key }.map { name, context in
            ContextRow(
                name: name,
                endpoint: context.endpoint,
                isInUse: name == file.selected,
                token: context.tokenFile ?? (context.token == nil ? "none" : "***"),
                region: context.region,
                account: context.account
            )
        }
    }
}

extension Listing where Row == ContextRow {
    static var contexts: Listing {
        Listing(
            name: \.name,
            columns: [
                Column("NAME") { .text($0.name) },
                Column("IN USE", style: { $0.isInUse ? .good : nil }) { .flag($0.isInUse) },
                Column("ENDPOINT") { .text($0.endpoint) },
                Column("TOKEN") { .text($0.token) },
                Column("REGION") { .text($0.region) },
                Column("ACCOUNT") { .text($0.account) },
            ]
        )
    }
}
