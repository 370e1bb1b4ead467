import AdminAPI
import ArgumentParser
import Foundation

/// Where the process begins.
@main
enum Main {
    static func main() async {
        let arguments = LeadingOptions.moved(Array(CommandLine.arguments.dropFirst()), root: Sqsctl.self)
        do {
            var command = try await Sqsctl.asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            ErrorText.standard.show(failure)
            exit(failure.status.rawValue)
        } catch {
            // Help and the version come as errors too.
            guard Sqsctl.exitCode(for: error) == .validationFailure else { Sqsctl.exit(withError: error) }
            show(error, in: arguments)
            exit(ExitStatus.usage.rawValue)
        }
    }

    /// Tells what the parser of arguments finds wrong.
    private static func show(_ error: any Error, in arguments: [String]) {
        // Without a tree of commands the parser's own words have to do.
        if let tree = try? CommandTree.current(),
            let failure = UsageTrouble.unknownCommand(in: arguments, tree: tree)
        {
            ErrorText.standard.show(failure)
        } else {
            ErrorText.standard.write(UsageTrouble.explained(Sqsctl.fullMessage(for: error)))
        }
    }
}

/// The command line as a whole.
struct Sqsctl: AsyncParsableCommand {
    /// Usage errors begin as all others do.
    static var _errorLabel: String { "sqsctl" }

    static let configuration = CommandConfiguration(
        commandName: "sqsctl",
        abstract: "Look into the queues of sqsd, and lend a hand.",
        discussion: """
            sqsctl talks to the admin port of sqsd: the one of --endpoint, of a context, of SQSCTL_ENDPOINT, of the \
            daemon that AWS_ENDPOINT_URL_SQS or AWS_ENDPOINT_URL names, or http://127.0.0.1:9325.

            A queue can be given by name, URL or ARN. Flags can stand anywhere.

            Examples:
              sqsctl ls
              sqsctl create orders --dlq orders-dlq:5
              sqsctl send orders '{"id":1}'
              sqsctl peek orders
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Queues",
                subcommands: [
                    Ls.self, Info.self, Create.self, SetAttributes.self, Tag.self, Untag.self, Policy.self, Delete.self,
                ]
            ),
            CommandGroup(
                name: "Messages",
                subcommands: [
                    Send.self, Receive.self, Peek.self, Why.self, Rm.self, Release.self, Requeue.self, Resend.self,
                    Move.self, Copy.self, Redrive.self, Purge.self,
                ]
            ),
            CommandGroup(name: "Watching", subcommands: [Top.self, Tail.self, Stats.self, Check.self]),
            CommandGroup(name: "Tests and scripts", subcommands: [Wait.self, Expect.self]),
            CommandGroup(name: "Holders", subcommands: [Clients.self, Leases.self, Groups.self]),
            CommandGroup(
                name: "Keeping",
                subcommands: [Export.self, Import.self, Backup.self, Verify.self, Restore.self]
            ),
            CommandGroup(
                name: "Daemon",
                subcommands: [
                    Status.self, Doctor.self, ShowEndpoint.self, ContextCommand.self, Config.self, Aws.self,
                ]
            ),
            CommandGroup(name: "Help", subcommands: [Cheat.self, Man.self, Completion.self]),
        ]
    )
}
