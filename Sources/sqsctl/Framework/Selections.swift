import AdminAPI
import AdminClient
import ArgumentParser

/// What was done with the messages of a selection.
struct SelectionOutcome: Encodable, Equatable {
    let queueName: String
    let action: SelectionAction
    let matched: Int
    let done: Int
    let skipped: Int
    let isDryRun: Bool
}

extension Listing where Row == SelectionOutcome {
    static var outcomes: Listing {
        Listing(
            name: \.queueName,
            columns: [
                Column("QUEUE") { .text($0.queueName) },
                Column("ACTION") { .text($0.isDryRun ? "\($0.action.rawValue) (dry run)" : $0.action.rawValue) },
                Column("MATCHED") { .count($0.matched) },
                Column("DONE") { .count($0.done) },
                Column("SKIPPED", style: { $0.skipped > 0 ? .caution : nil }) { .count($0.skipped) },
            ]
        )
    }
}

/// How a selection is worked through.
struct SelectionPaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("At most so many messages, the oldest first.", valueName: "count"))
    var max: Int?

    @Option(help: ArgumentHelp("At most so many messages a second.", valueName: "n/s"))
    var rate: Rate?

    @Flag(help: "Only count.")
    var dryRun = false

    @OptionGroup var partial: PartialOptions

    init() {}

    func validate() throws {
        if let max, max < 1 { throw ValidationError("--max takes 1 or more.") }
    }
}

/// What the exit code says where only a part was done.
struct PartialOptions: ParsableArguments {
    @Flag(help: "Exit with 3 where only a part could be done.")
    var detailedExitCodes = false

    init() {}
}

extension Session {
    /// Does something with a selection, shows how far it has come, and prints what came of it.
    func carryOut(
        _ action: SelectionAction,
        on queue: QueueReference,
        _ request: SelectionRequest,
        pace: SelectionPaceOptions
    ) async throws {
        var request = request
        request.ratePerSecond = pace.rate?.perSecond
        request.isDryRun = pace.dryRun ? true : nil
        let progress = ProgressLine("\(action.rawValue) \(queue)", in: self)
        defer { progress.end() }
        let last = try await client().carryOut(action, on: queue, request) {
            progress.update(done: $0.done, of: $0.total)
        }
        progress.end()
        let outcome = SelectionOutcome(
            queueName: queue.name,
            action: action,
            matched: last.matched,
            done: last.done,
            skipped: last.skipped,
            isDryRun: pace.dryRun
        )
        try printer.one(outcome, as: .outcomes)
        if last.matched == 0 { note("No message matches. `sqsctl peek \(queue) --state all` shows all there are.") }
        if last.skipped > 0, !pace.dryRun {
            note("\(messages(last.skipped)) skipped: in flight, gone meanwhile, or with nowhere to go.")
            if pace.partial.detailedExitCodes { throw ExitCode(ExitStatus.partial.rawValue) }
        }
    }

    /// How many messages an operation would take.
    func count(
        _ action: SelectionAction,
        on queue: QueueReference,
        _ request: SelectionRequest
    ) async throws -> Int {
        var request = request
        request.isDryRun = true
        request.ratePerSecond = nil
        return try await client().carryOut(action, on: queue, request) { _ in }.matched
    }

    /// Asks before an operation, with the number of messages that it would take.
    func confirm(
        _ action: SelectionAction,
        on queue: QueueReference,
        _ request: SelectionRequest,
        _ sentence: (Int) -> String
    ) async throws {
        guard !options.yes else { return }
        let count = try await count(action, on: queue, request)
        try confirm(Danger(sentence: sentence(count), name: queue.name, messages: count))
    }
}

/// `12 messages`, `1 message`.
func messages(_ count: Int) -> String { count == 1 ? "1 message" : "\(count) messages" }
