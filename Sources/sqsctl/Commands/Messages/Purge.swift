import AdminAPI
import AdminClient
import ArgumentParser

struct Purge: Command {
    static let configuration = CommandConfiguration(
        abstract: "Delete the messages of a queue: all, or some.",
        discussion: """
            All of them is what PurgeQueue does, messages in flight too. With a filter or --max, messages in flight are left \
            to their holders but for --in-flight. Asks first; where more than 100 messages would go, the name has to be typed.

            Examples:
              sqsctl purge orders
              sqsctl purge orders --older-than 1h --dry-run
              sqsctl purge orders --max 1000 --yes
              sqsctl purge orders --match '$.test == true' --yes
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Flag(help: "With a filter: messages in flight too.")
    var inFlight = false

    @OptionGroup var filter: MessageFilterOptions
    @OptionGroup var pace: SelectionPaceOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let queue = session.queue(queue)
        let isWhole = filter.isEmpty && pace.max == nil && pace.rate == nil
        if isWhole { return try await purge(queue, session) }
        var request = SelectionRequest(selection: try filter.selection(max: pace.max))
        request.takesInFlight = inFlight ? true : nil
        if !pace.dryRun {
            try await session.confirm(.delete, on: queue, request) { "This deletes \(messages($0)) of \(queue)." }
        }
        try await session.carryOut(.delete, on: queue, request, pace: pace)
    }

    private func purge(_ queue: QueueReference, _ session: Session) async throws {
        let client = try await session.client()
        let count = try await client.depth(of: queue)
        if !pace.dryRun {
            let sentence = "This deletes all of \(queue): \(messages(count))."
            try session.confirm(Danger(sentence: sentence, name: queue.name, messages: count))
            _ = try await client.perform(PurgeQueue(queue))
        }
        let outcome = SelectionOutcome(
            queueName: queue.name,
            action: .delete,
            matched: count,
            done: pace.dryRun ? 0 : count,
            skipped: 0,
            isDryRun: pace.dryRun
        )
        try session.printer.one(outcome, as: .outcomes)
    }
}
