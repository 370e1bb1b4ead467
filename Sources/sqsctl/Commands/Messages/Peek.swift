import AdminAPI
import AdminClient
import ArgumentParser

struct Peek: Command {
    static let configuration = CommandConfiguration(
        abstract: "Look at messages without touching them.",
        discussion: """
            Nothing changes: no receive is counted, nothing is hidden. States: visible, inflight, delayed, and blocked (FIFO: \
            another message of the group is in the way; `sqsctl why` says which).

            --match finds a text in bodies, a /regular expression/ of RE2's, or a JSON value such as '$.total > 100'.

            Examples:
              sqsctl peek orders
              sqsctl peek orders --state inflight,delayed -n 50
              sqsctl peek orders --match '$.type == "paid"' -o jsonl
              sqsctl peek orders --from newest -o wide
            """
    )

    enum End: String, CaseIterable, ExpressibleByArgument { case oldest, newest }

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Option(help: ArgumentHelp("Only one message, by id or number; can be given several times.", valueName: "id"))
    var id: [String] = []

    @OptionGroup var filter: MessageFilterOptions

    @Option(help: "Where to begin.")
    var from = End.oldest

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many messages.", valueName: "count"))
    var number = 10

    @Flag(help: "All messages.")
    var all = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard number > 0 else { throw ValidationError("--number takes 1 or more.") }
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        let queue = session.queue(queue)
        var printing = try session.printer.stream(.messages)
        var count = 0
        if id.isEmpty {
            count = try await pages(of: queue, over: client) { try printing.add($0, hidesEmptyColumns: $1) }
        } else {
            var messages: [MessageView] = []
            for id in id { messages.append(try await client.message(id, of: queue)) }
            try printing.add(messages, hidesEmptyColumns: true)
            count = messages.count
        }
        try printing.end()
        if count == 0 { session.note("No messages.") }
    }

    /// Fetches page by page until there are enough; `print` is told which is the last.
    private func pages(
        of queue: QueueReference,
        over client: AdminClient,
        print: ([MessageView], Bool) throws -> Void
    ) async throws -> Int {
        var query = try filter.query()
        query.isNewestFirst = from == .newest
        var count = 0
        var hasMore = true
        while hasMore {
            query.limit = all ? 1000 : min(1000, number - count)
            let page = try await client.messages(of: queue, query)
            count += page.messages.count
            query.after = page.next
            hasMore = page.next != nil && (all || count < number)
            try print(page.messages, !hasMore)
        }
        return count
    }
}
