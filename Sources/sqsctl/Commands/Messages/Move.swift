import AdminAPI
import AdminClient
import ArgumentParser

struct Move: Command {
    static let configuration = CommandConfiguration(
        abstract: "Move messages to another queue.",
        discussion: """
            They arrive as new messages. Messages in flight are left to their holders. Moving everything asks first.

            Examples:
              sqsctl move orders orders-2 17 18
              sqsctl move orders orders-2 --match '$.region == "eu"' --rate 100
              sqsctl move orders orders-2 --dry-run
            """
    )

    @Argument(help: "From: queue by name, URL or ARN.", completion: .queues)
    var source: String

    @Argument(help: "To: queue by name, URL or ARN.", completion: .queues)
    var destination: String

    @Argument(help: "Only these, by id or number.")
    var ids: [String] = []

    @OptionGroup var filter: MessageFilterOptions
    @OptionGroup var pace: SelectionPaceOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let queue = session.queue(source)
        var request = SelectionRequest(selection: try filter.selection(ids: ids, max: pace.max))
        request.destination = try await session.destination(destination)
        if ids.isEmpty, filter.isEmpty, pace.max == nil, !pace.dryRun {
            try await session.confirm(.move, on: queue, request) {
                "This moves all of \(queue), \(messages($0)), to \(session.queue(destination))."
            }
        }
        try await session.carryOut(.move, on: queue, request, pace: pace)
    }
}

struct Copy: Command {
    static let configuration = CommandConfiguration(
        abstract: "Copy messages to another queue.",
        discussion: """
            The copies arrive as new messages; the originals stay as they are.

            Examples:
              sqsctl copy orders orders-test --max 100
              sqsctl copy orders orders-test 17
              sqsctl copy orders orders-test --in-flight --dry-run
            """
    )

    @Argument(help: "From: queue by name, URL or ARN.", completion: .queues)
    var source: String

    @Argument(help: "To: queue by name, URL or ARN.", completion: .queues)
    var destination: String

    @Argument(help: "Only these, by id or number.")
    var ids: [String] = []

    @Flag(help: "Messages in flight too.")
    var inFlight = false

    @OptionGroup var filter: MessageFilterOptions
    @OptionGroup var pace: SelectionPaceOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        var request = SelectionRequest(selection: try filter.selection(ids: ids, max: pace.max))
        request.destination = try await session.destination(destination)
        request.takesInFlight = inFlight ? true : nil
        try await session.carryOut(.copy, on: session.queue(source), request, pace: pace)
    }
}

extension Session {
    /// The ARN of a queue that messages go to.
    ///
    /// Asked for first, so that an error says which of the two queues does not exist.
    func destination(_ text: String) async throws -> String {
        try await client().queue(queue(text)).summary.queueArn
    }
}
