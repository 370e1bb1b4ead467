import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Tail: Command {
    static let configuration = CommandConfiguration(
        abstract: "Show what happens in queues, while it happens.",
        discussion: """
            Nothing is taken: what is shown are copies. Events: \(EventKindList.names).

            It ends with ^C. Where sqsd is started anew, it goes on; what happened in between is not shown.

            Examples:
              sqsctl tail orders
              sqsctl tail orders orders-dlq --events sent,dead-lettered
              sqsctl tail -o jsonl
            """
    )

    @Argument(help: "Queues by name, URL or ARN; all where none is named.", completion: .queues)
    var queues: [String] = []

    @Option(help: ArgumentHelp("Only events of these kinds, with commas between them.", valueName: "kinds"))
    var events: EventKindList?

    @Flag(help: "Do not cut lines at the width of the terminal.")
    var full = false

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("End after so many events.", valueName: "count"))
    var number: Int?

    @Flag(help: "End when sqsd ends.")
    var noReconnect = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if let number, number < 1 { throw ValidationError("--number takes 1 or more.") }
    }

    func run(in session: Session) async throws {
        let feed = EventFeed(
            client: try await session.client(),
            queues: queues.map { session.queue($0) },
            kinds: events.map { $0.kinds + [.missed] } ?? [],
            reconnects: !noReconnect
        )
        for queue in feed.queues { _ = try await feed.client.queue(queue) }
        let (news, told) = feed.news()
        // They are told past what waits to be shown.
        let signals = Signals(Signals.ending) { _ in told.finish() }
        defer { signals.end() }
        try await show(news, in: session)
    }

    private func show(_ news: AsyncStream<FeedNews>, in session: Session) async throws {
        var printing = try EventPrinting(session, isFull: full)
        var count = 0
        for await item in news {
            switch item {
            case .event(let event):
                try printing.add(event)
                count += event.kind == .missed ? 0 : 1
            case .connected(isAgain: false): session.detail("Events are coming.")
            case .connected(isAgain: true): session.note("sqsd is there again. What happened in between is not shown.")
            case .lost(let failure, isTrying: true):
                session.note("\(failure.message) Trying again.")
            case .lost(let failure, isTrying: false):
                try printing.end()
                throw failure
            }
            if count == number { break }
        }
        try printing.end()
    }
}

/// Prints events as they come: lines for people on a terminal, otherwise in the form that was asked for.
private struct EventPrinting {
    private let output: Output
    private let line: EventLine?
    private var rows: RowPrinting<LiveEvent>

    init(_ session: Session, isFull: Bool) throws {
        let printer = session.printer
        output = session.output
        rows = try printer.stream(.events)
        switch printer.form {
        case .format(.table) where printer.columns == nil:
            line = EventLine(width: isFull ? nil : printer.width, colors: printer.colors)
        case .format(.wide) where printer.columns == nil: line = EventLine(width: nil, colors: printer.colors)
        default: line = nil
        }
    }

    mutating func add(_ event: LiveEvent) throws {
        if let line { try output.line(line.text(event)) } else { try rows.add([event]) }
        try output.flush()
    }

    mutating func end() throws {
        if line == nil { try rows.end() }
        try output.flush()
    }
}

/// Kinds of events with commas between them.
struct EventKindList: ExpressibleByArgument, Equatable {
    let kinds: [LiveEvent.Kind]

    static var names: String {
        LiveEvent.Kind.allCases.filter { $0 != .missed }.map(\.rawValue).joined(separator: ", ")
    }

    init?(argument: String) {
        let words = argument.lowercased().split(separator: ",")
        let found = words.compactMap { LiveEvent.Kind(rawValue: String($0)) }
        guard found.count == words.count, !found.isEmpty else { return nil }
        kinds = found
    }
}
