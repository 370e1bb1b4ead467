import AdminAPI
import AdminClient
import ArgumentParser

struct Delete: Command {
    static let configuration = CommandConfiguration(
        abstract: "Delete queues with all their messages.",
        discussion: """
            Asks first; where several queues or more than 100 messages would go, their name or number has to be typed.

            Examples:
              sqsctl delete orders
              sqsctl delete orders orders-dlq --yes
              sqsctl delete --pattern 'test-*' --dry-run
            """
    )

    @Argument(help: "Queues by name, URL or ARN.", completion: .queues)
    var queues: [String] = []

    @Option(help: ArgumentHelp("All queues that match, with * and ?.", valueName: "pattern"))
    var pattern: String?

    @Flag(help: "Only say which.")
    var dryRun = false

    @Flag(help: "A queue that does not exist is no error.")
    var ifExists = false

    @Flag(help: "End at the first error.")
    var failFast = false

    @OptionGroup var partial: PartialOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard queues.isEmpty != (pattern == nil) else { throw ValidationError("Name queues, or give --pattern.") }
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        var trouble = Troubles(session, isFailFast: failFast)
        let targets = try await targets(session, client, &trouble)
        var deleted: [DeletedQueue] = []
        if dryRun {
            deleted = targets.map { DeletedQueue($0.summary, isDryRun: true) }
        } else {
            try await ask(session, client, targets)
            for target in targets {
                try await trouble.gather {
                    _ = try await client.perform(DeleteQueue(target.queue))
                    deleted.append(DeletedQueue(target.summary, isDryRun: false))
                }
            }
        }
        try session.printer.list(deleted, as: .deletedQueues)
        if targets.isEmpty, trouble.first == nil { session.note("No queue matches.") }
        try trouble.end(hasDone: !deleted.isEmpty, partial)
    }

    private typealias Target = (queue: QueueReference, summary: QueueSummary)

    private func targets(
        _ session: Session,
        _ client: AdminClient,
        _ trouble: inout Troubles
    ) async throws -> [Target] {
        if let pattern {
            return try await client.allQueues(matching: pattern).map { (QueueReference($0.queueArn), $0) }
        }
        var targets: [Target] = []
        for name in queues {
            let queue = session.queue(name)
            try await trouble.gather {
                if ifExists {
                    if let found = try await client.queueIfAny(queue) { targets.append((queue, found.summary)) }
                } else {
                    targets.append((queue, try await client.queue(queue).summary))
                }
            }
        }
        return targets
    }

    private func ask(_ session: Session, _ client: AdminClient, _ queues: [Target]) async throws {
        guard let first = queues.first, !options.yes else { return }
        var count = 0
        for target in queues { count += try await client.depth(of: target.queue) }
        let name = queues.count == 1 ? first.summary.queueName : "\(queues.count) queues"
        let names = queues.map(\.summary.queueName)
        let sentence =
            queues.count == 1
            ? "This deletes the queue \(name) with \(messages(count))."
            : "This deletes \(name) with \(messages(count)): \(enumerated(names))."
        try session.confirm(Danger(sentence: sentence, name: name, messages: count, queues: queues.count))
    }

    /// Names as far as a person reads them.
    private func enumerated(_ names: [String]) -> String {
        let rest = names.count - 10
        return names.prefix(10).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}

/// A queue that has gone, or would go.
struct DeletedQueue: Encodable {
    let queueName: String
    let queueArn: String
    let messages: Int
    let isDryRun: Bool

    init(_ queue: QueueSummary, isDryRun: Bool) {
        queueName = queue.queueName
        queueArn = queue.queueArn
        messages = queue.depth
        self.isDryRun = isDryRun
    }
}

extension Listing where Row == DeletedQueue {
    static var deletedQueues: Listing {
        Listing(
            name: \.queueName,
            columns: [
                Column("NAME", isKey: true) { .text($0.queueName) },
                Column("MESSAGES") { .count($0.messages) },
                Column("OUTCOME", isKey: true) { .text($0.isDryRun ? "would be deleted" : "deleted") },
                Column("ARN", isWide: true) { .text($0.queueArn) },
            ]
        )
    }
}
