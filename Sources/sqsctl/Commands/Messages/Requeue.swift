import AdminAPI
import ArgumentParser

struct Requeue: Command {
    static let configuration = CommandConfiguration(
        abstract: "Put messages at the end of their queue, as new ones that nobody has received.",
        discussion: """
            Examples:
              sqsctl requeue orders 17
              sqsctl requeue orders --match '$.type == "paid"' --dry-run
              sqsctl requeue orders --all --yes
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: "Messages by id or number.")
    var ids: [String] = []

    @Flag(help: "All messages of the queue.")
    var all = false

    @OptionGroup var filter: MessageFilterOptions
    @OptionGroup var pace: SelectionPaceOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard all || !ids.isEmpty || !filter.isEmpty || pace.max != nil else {
            throw ValidationError("Name messages, or give a filter, --max or --all.")
        }
    }

    func run(in session: Session) async throws {
        let queue = session.queue(queue)
        let request = SelectionRequest(selection: try filter.selection(ids: ids, max: pace.max))
        if all, !pace.dryRun {
            try await session.confirm(.requeue, on: queue, request) {
                "This sends \(messages($0)) of \(queue) anew; their receives are forgotten."
            }
        }
        try await session.carryOut(.requeue, on: queue, request, pace: pace)
    }
}
