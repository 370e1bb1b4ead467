import AdminClient
import ArgumentParser
import Foundation

struct Export: Command {
    static let configuration = CommandConfiguration(
        abstract: "Write queues and their messages as JSON lines.",
        discussion: """
            First a header, then each queue with its messages behind it; `sqsctl import` reads them. Messages stay where \
            they are.

            Examples:
              sqsctl export > queues.jsonl
              sqsctl export orders orders-dlq -f orders.jsonl
              sqsctl export --definitions
            """
    )

    @Argument(help: "Only these queues, by name, URL or ARN.", completion: .queues)
    var queues: [String] = []

    @Flag(help: "Only what the queues are.")
    var definitions = false

    @Flag(help: "Only their messages.")
    var messages = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write here, readable by you only.", valueName: "file"))
    var file: String?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        var query = ExportQuery()
        query.queues = queues.map { session.queue($0) }
        query.hasDefinitions = definitions || !messages
        query.hasMessages = messages || !definitions
        let client = try await session.client()
        guard let file else {
            for try await piece in try await client.export(query) { try session.output.write(piece) }
            return
        }
        let size = try await session.save(to: file, label: "export") { [query] in try await client.export(query) }
        session.note("\(file) has \(Humanized.bytes(size)).")
    }
}
