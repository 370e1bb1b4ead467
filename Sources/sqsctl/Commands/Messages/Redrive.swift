import AdminAPI
import AdminClient
import ArgumentParser

struct Redrive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring dead letters back to the queues that they came from.",
        discussion: """
            Examples:
              sqsctl redrive orders-dlq
              sqsctl redrive orders-dlq --rate 50 --wait
              sqsctl redrive ls
            """,
        subcommands: [RedriveStart.self, RedriveLs.self],
        defaultSubcommand: RedriveStart.self
    )
}

struct RedriveStart: Command {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Bring dead letters back: all of them, or some.",
        discussion: """
            All of them is a task of StartMessageMoveTask, which goes on by itself: --wait shows how far it is, --cancel \
            ends it. With --ids, a filter or --max, sqsctl stays until it is done.

            Examples:
              sqsctl redrive start orders-dlq
              sqsctl redrive start orders-dlq --to orders --rate 50 --wait
              sqsctl redrive start orders-dlq --match '$.type == "paid"' --dry-run
              sqsctl redrive start orders-dlq --cancel
            """
    )

    @Argument(help: "Dead-letter queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Option(
        help: ArgumentHelp("Another queue than the one that each came from.", valueName: "queue"),
        completion: .queues
    )
    var to: String?

    @Option(help: ArgumentHelp("Only these, by id or number, with commas between them.", valueName: "id,id"))
    var ids: NameList?

    @Flag(help: "Stay until the task has ended.")
    var wait = false

    @Flag(help: "End the task that is running.")
    var cancel = false

    @OptionGroup var filter: MessageFilterOptions
    @OptionGroup var pace: SelectionPaceOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    private var isWhole: Bool { ids == nil && filter.isEmpty && pace.max == nil && !pace.dryRun }

    func validate() throws {
        if cancel, wait || !isWhole || to != nil || pace.rate != nil {
            throw ValidationError("--cancel stands alone.")
        }
    }

    func run(in session: Session) async throws {
        let queue = session.queue(queue)
        if cancel { return try await endTask(of: queue, session) }
        if isWhole { return try await startTask(of: queue, session) }
        var request = SelectionRequest(selection: try filter.selection(ids: ids?.names ?? [], max: pace.max))
        if let to { request.destination = try await session.destination(to) }
        try await session.carryOut(.redrive, on: queue, request, pace: pace)
    }

    private func startTask(of queue: QueueReference, _ session: Session) async throws {
        let client = try await session.client()
        let source = try await client.queue(queue).summary
        var destinationArn: String?
        if let to { destinationArn = try await session.destination(to) }
        let count = source.depth
        let goal =
            to ?? (source.deadLetterSources.isEmpty ? "their queues" : source.deadLetterSources.joined(separator: ", "))
        try session.confirm(
            Danger(
                sentence: "This moves all of \(queue), \(messages(count)), to \(goal).",
                name: queue.name,
                messages: count
            )
        )
        let start = StartMessageMoveTask(
            sourceArn: source.queueArn,
            destinationArn: destinationArn,
            maxNumberOfMessagesPerSecond: pace.rate?.perSecond
        )
        _ = try await client.perform(start)
        let watch = MoveTaskWatch(session: session, client: client, queue: QueueReference(source.queueArn))
        try session.printer.one(try await wait ? watch.ended() : watch.latest(), as: .moveTasks)
    }

    private func endTask(of queue: QueueReference, _ session: Session) async throws {
        let client = try await session.client()
        let source = QueueReference(try await client.queue(queue).summary.queueArn)
        let tasks = try await client.moveTasks(of: source).tasks
        guard let handle = tasks.first(where: { $0.status == "RUNNING" })?.taskHandle else {
            throw Failure(.data, "No task is running on \(queue).", hint: "`sqsctl redrive ls` lists them.")
        }
        _ = try await client.perform(CancelMessageMoveTask(taskHandle: handle, of: source))
        let watch = MoveTaskWatch(session: session, client: client, queue: source)
        try session.printer.one(try await watch.latest(), as: .moveTasks)
    }
}

struct RedriveLs: Command {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the tasks of redrives, running or ended.",
        discussion: """
            Examples:
              sqsctl redrive ls
              sqsctl redrive ls orders-dlq -o json
            """
    )

    @Argument(help: "Only of this dead-letter queue.", completion: .queues)
    var queue: String?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let tasks = try await session.client().moveTasks(of: queue.map { session.queue($0) }).tasks
        try session.printer.list(tasks, as: .moveTasks)
        if tasks.isEmpty { session.note("There are no tasks.") }
    }
}
