import AdminClient
import ArgumentParser

struct Info: Command {
    static let configuration = CommandConfiguration(
        abstract: "Show all about a queue.",
        discussion: """
            Figures, attributes, tags, where its dead letters go and whose come here, and what happened since sqsd started.

            Examples:
              sqsctl info orders
              sqsctl info orders -o json
              sqsctl info orders --columns visible,oldest
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        try session.printer.one(try await session.client().queue(session.queue(queue)), as: .queue)
    }
}
