import AdminAPI
import ArgumentParser

struct Release: Command {
    static let configuration = CommandConfiguration(
        abstract: "Let messages that are in flight or delayed be received at once.",
        discussion: """
            For messages whose consumer has died, before their visibility timeout ends. `sqsctl leases` shows who holds what.

            Examples:
              sqsctl release orders 17
              sqsctl release orders --all-of 127.0.0.1:53412
              sqsctl release orders --all
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: "Messages by id or number.")
    var ids: [String] = []

    @Option(help: ArgumentHelp("All messages that this client holds.", valueName: "client"))
    var allOf: String?

    @Flag(help: "All messages of the queue.")
    var all = false

    @OptionGroup var filter: MessageFilterOptions
    @OptionGroup var pace: SelectionPaceOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard all || allOf != nil || !ids.isEmpty || !filter.isEmpty else {
            throw ValidationError("Name messages, or give --all-of CLIENT, a filter, or --all.")
        }
    }

    func run(in session: Session) async throws {
        var selection = try filter.selection(ids: ids, max: pace.max)
        if let allOf { selection.client = allOf }
        let request = SelectionRequest(selection: selection)
        try await session.carryOut(.release, on: session.queue(queue), request, pace: pace)
    }
}
