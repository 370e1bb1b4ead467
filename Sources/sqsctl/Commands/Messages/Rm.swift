import AdminClient
import ArgumentParser

struct Rm: Command {
    static let configuration = CommandConfiguration(
        abstract: "Delete messages by id or number, in flight or not.",
        discussion: """
            Examples:
              sqsctl rm orders 17
              sqsctl rm orders 17 18 --yes
              sqsctl rm orders 5fea7756-0ea4-451a-a703-a558b933e274 --dry-run
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: "Messages by id or number.")
    var ids: [String]

    @Flag(help: "Only say which.")
    var dryRun = false

    @OptionGroup var partial: PartialOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let client = try await session.client()
        let queue = session.queue(queue)
        if !dryRun {
            let sentence = "This deletes \(messages(ids.count)) of \(queue)."
            try session.confirm(Danger(sentence: sentence, name: queue.name, messages: ids.count))
        }
        var trouble = Troubles(session)
        var removed: [RemovedMessage] = []
        for id in ids {
            try await trouble.gather {
                if dryRun {
                    _ = try await client.message(id, of: queue)
                } else {
                    try await client.delete(id, from: queue)
                }
                removed.append(RemovedMessage(message: id, queueName: queue.name, isDryRun: dryRun))
            }
        }
        try session.printer.list(removed, as: .removedMessages)
        try trouble.end(hasDone: !removed.isEmpty, partial)
    }
}

/// A message that has gone, or would go.
struct RemovedMessage: Encodable {
    /// By id or number, as it was named.
    let message: String
    let queueName: String
    let isDryRun: Bool
}

extension Listing where Row == RemovedMessage {
    static var removedMessages: Listing {
        Listing(
            name: \.message,
            columns: [
                Column("MESSAGE", isKey: true) { .text($0.message) },
                Column("QUEUE") { .text($0.queueName) },
                Column("OUTCOME", isKey: true) { .text($0.isDryRun ? "would be deleted" : "deleted") },
            ]
        )
    }
}
