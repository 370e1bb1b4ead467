import AdminAPI
import AdminClient
import ArgumentParser

struct Policy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Get or set a queue's policy.",
        discussion: """
            Examples:
              sqsctl policy get orders
              sqsctl policy set orders -f policy.json
            """,
        subcommands: [Get.self, Set.self]
    )

    struct Get: Command {
        static let configuration = CommandConfiguration(
            abstract: "Print a queue's policy; nothing where it has none.",
            discussion: """
                Examples:
                  sqsctl policy get orders
                  sqsctl policy get orders > policy.json
                """
        )

        @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
        var queue: String

        @OptionGroup(title: "Global options") var options: GlobalOptions

        func run(in session: Session) async throws {
            let detail = try await session.client().queue(session.queue(queue))
            guard let policy = detail.attributes["Policy"], !policy.isEmpty else {
                return session.note("\(queue) has no policy.")
            }
            let lines = policy.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
            for line in lines { try session.output.line(session.terminal.isOutput ? printable(line) : line) }
        }
    }

    struct Set: Command {
        static let configuration = CommandConfiguration(
            abstract: "Set a queue's policy; an empty one removes it.",
            discussion: """
                Examples:
                  sqsctl policy set orders -f policy.json
                  sqsctl policy set orders ''
                """
        )

        @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
        var queue: String

        @Argument(help: "The policy as JSON; - reads stdin.")
        var policy: String?

        @Option(name: .shortAndLong, help: ArgumentHelp("Read it from here.", valueName: "file"))
        var file: String?

        @OptionGroup(title: "Global options") var options: GlobalOptions

        func validate() throws {
            guard (policy == nil) != (file == nil) else { throw ValidationError("Give a policy, - or -f FILE.") }
        }

        func run(in session: Session) async throws {
            let isFile = policy == nil || policy == "-"
            let text = try isFile ? InputFile(path: file ?? "-").text() : policy ?? ""
            let queue = session.queue(queue)
            _ = try await session.client().perform(SetQueueAttributes(queue, ["Policy": text]))
            session.note(text.isEmpty ? "\(queue) has no policy now." : "The policy of \(queue) is set.")
        }
    }
}
