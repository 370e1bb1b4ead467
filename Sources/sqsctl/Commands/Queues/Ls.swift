import AdminAPI
import AdminClient
import ArgumentParser

struct Ls: Command {
    static let configuration = CommandConfiguration(
        abstract: "List queues.",
        discussion: """
            Visible messages can be received, messages in flight are held by somebody, delayed ones come later. OLDEST \
            is the age of the oldest message.

            Examples:
              sqsctl ls
              sqsctl ls 'order*' --sort depth
              sqsctl ls --dlq -o json
              sqsctl ls -n
              sqsctl ls --sort depth --watch 5s
            """
    )

    enum Order: String, CaseIterable, ExpressibleByArgument { case name, depth, age }

    @Argument(help: "Which queues, with * and ?.", completion: .queues)
    var pattern: String?

    @Option(help: "By what to sort; the most first, names from a.")
    var sort = Order.name

    @Flag(help: "Only queues that take the dead letters of others.")
    var dlq = false

    @Flag(help: "Only queues without messages.")
    var empty = false

    @Flag(help: "Of all regions and accounts.")
    var everywhere = false

    @Flag(name: [.customShort("n"), .long], help: "Only names: -o name.")
    var names = false

    @OptionGroup var watching: WatchOptions

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        try await session.show(watching) { lines in try await show(in: session, lines: lines) }
    }

    /// Shows as many queues as there are lines for.
    private func show(in session: Session, lines: Int?) async throws {
        let queues = try await session.client().allQueues(matching: pattern, isEverywhere: everywhere)
        let chosen = queues.filter { (!dlq || !$0.deadLetterSources.isEmpty) && (!empty || $0.depth == 0) }
        // The heading takes one.
        let shown = lines.map { Array(sorted(chosen).prefix($0 - 1)) } ?? sorted(chosen)
        try session.printer.formed(names ? .name : nil).list(shown, as: .queues)
        if chosen.isEmpty {
            session.note(absence(session.found?.tenancy ?? Tenancy()))
        }
    }

    /// What is said where no queue is listed.
    private func absence(_ tenancy: Tenancy) -> String {
        guard pattern == nil, !dlq, !empty else { return "No queue matches." }
        let place = [tenancy.region, tenancy.account.map { "account \($0)" }].compactMap { $0 }.joined(separator: ", ")
        return place.isEmpty
            ? "There are no queues. `sqsctl create NAME` makes one."
            : "There are no queues in \(place). `sqsctl ls --everywhere` lists those of all regions and accounts."
    }

    private func sorted(_ queues: [QueueSummary]) -> [QueueSummary] {
        switch sort {
        case .name: queues
        case .depth: queues.sorted { ($1.depth, $0.queueName) < ($0.depth, $1.queueName) }
        case .age: queues.sorted { ($1.age, $0.queueName) < ($0.age, $1.queueName) }
        }
    }
}

extension QueueSummary {
    /// All messages, whatever their state.
    var depth: Int {
        approximateNumberOfMessages + approximateNumberOfMessagesNotVisible + approximateNumberOfMessagesDelayed
    }

    fileprivate var age: Double { approximateAgeOfOldestMessage ?? -1 }
}

extension AdminClient {
    /// All messages of a queue at this moment; figures in lists are older where counting takes long.
    func depth(of queue: QueueReference) async throws -> Int {
        try await perform(GetQueueAttributes(queue)).attributes.reduce(0) { sum, attribute in
            attribute.key.hasPrefix("ApproximateNumberOfMessages") ? sum + (Int(attribute.value) ?? 0) : sum
        }
    }
}
