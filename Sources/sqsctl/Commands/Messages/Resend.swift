import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Resend: Command {
    static let configuration = CommandConfiguration(
        abstract: "Send a message again, changed or not; the old one goes.",
        discussion: """
            What is not given stays as it was. --edit opens the body in $VISUAL or $EDITOR.

            Examples:
              sqsctl resend orders 17
              sqsctl resend orders-dlq 17 --edit --to orders
              sqsctl resend orders 17 --body '{"id":2}' --keep
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: "Message by id or number.")
    var id: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The new body is in this file, or on stdin (-).", valueName: "file")
    )
    var file: String?

    @Option(help: ArgumentHelp("The new body.", valueName: "text"))
    var body: String?

    @Flag(help: "Edit the body first.")
    var edit = false

    @Option(help: ArgumentHelp("An attribute, in place of all the old ones.", valueName: "name[:type]=value"))
    var attr: [AttributeArgument] = []

    @Option(help: ArgumentHelp("Message group.", valueName: "id"))
    var group: String?

    @Option(help: ArgumentHelp("Deduplication id.", valueName: "id"))
    var dedup: String?

    @Option(help: ArgumentHelp("How long it is hidden at first.", valueName: "time"))
    var delay: TimeSpan?

    @Option(help: ArgumentHelp("Another queue.", valueName: "queue"), completion: .queues)
    var to: String?

    @Flag(help: "The old message stays too.")
    var keep = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        let sources = [file != nil, body != nil, edit].filter { $0 }.count
        guard sources <= 1 else { throw ValidationError("Give one of --body, -f and --edit.") }
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        let queue = session.queue(queue)
        var change = MessageEdit()
        change.body = try await newBody(of: queue, client, session)
        let attributes = attr.map { ($0.name, $0.value) }
        if !attributes.isEmpty { change.messageAttributes = Dictionary(attributes) { _, last in last } }
        change.messageGroupId = group
        change.messageDeduplicationId = dedup
        change.delaySeconds = try delay?.wholeSeconds("--delay")
        if let to { change.destination = try await session.destination(to) }
        change.keepsOriginal = keep ? true : nil
        try session.printer.one(try await client.resend(id, of: queue, change), as: .newMessages)
    }

    private func newBody(of queue: QueueReference, _ client: AdminClient, _ session: Session) async throws -> String? {
        if let file { return try InputFile(path: file).text() }
        guard edit else { return body }
        let old = try await client.message(id, of: queue).body ?? ""
        let new = try Editor(session).edit(old)
        guard new != old else { throw Failure(.declined, "The body was not changed; nothing was sent.") }
        return new
    }
}

extension Listing where Row == NewMessageInfo {
    static var newMessages: Listing {
        Listing(
            name: \.messageId,
            columns: [
                Column("MESSAGE ID") { .text($0.messageId) },
                Column("QUEUE") { .text($0.queueName) },
            ]
        )
    }
}
