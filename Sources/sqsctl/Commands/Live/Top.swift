import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Top: Command {
    static let configuration = CommandConfiguration(
        abstract: "Watch all queues on the whole screen.",
        discussion: """
            Keys: j k or arrows choose, enter shows all about a queue, p its first messages, / filters, n d f a i o sort, \
            ? helps, q quits. Where there is no terminal, one table is printed.

            Examples:
              sqsctl top
              sqsctl top --interval 5s
              sqsctl top --once
            """
    )

    @Option(help: ArgumentHelp("How often to look.", valueName: "time"))
    var interval = TimeSpan(seconds: 2)

    @Flag(help: "Print one table and end.")
    var once = false

    @Flag(help: "Of all regions and accounts.")
    var everywhere = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard interval.milliseconds >= 100 else { throw ValidationError("--interval takes 100ms or more.") }
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        let isFull = session.terminal.isInput && session.terminal.isOutput && !session.isOnDumbTerminal
        guard isFull, !once, options.output == nil else {
            return try session.printer.list(try await client.allQueues(isEverywhere: everywhere), as: .top)
        }
        // What is wrong from the start is said before the screen is taken.
        let figures = try await TopFigures.fetch(client, isEverywhere: everywhere, view: .queues)
        let screen = try Screen(session.output, takesKeys: true)
        let ending: Result<Void, any Error>
        do {
            try await TopLoop(screen, session.printer.colors, client, interval.duration, everywhere).run(figures)
            ending = .success(())
        } catch {
            ending = .failure(error)
        }
        try screen.restore()
        try ending.get()
    }
}

extension Listing where Row == QueueSummary {
    /// What `top` shows, as a table.
    static var top: Listing {
        Listing(
            name: \.queueName,
            columns: depthColumns + [
                Column("RECEIVED/S") { .rate($0.rates.received) },
                Column("OUT/S") { .rate($0.rates.deleted) },
                Column("DEAD LETTERS") { .text($0.deadLetterQueue) },
                Column("SOURCES") { .list($0.deadLetterSources) },
            ]
        )
    }
}

/// What one look brings.
struct TopFigures: Sendable {
    let status: DaemonStatus
    let queues: [QueueSummary]
    var detail: QueueDetail?
    var messages: [MessageView] = []

    private static let peeked = 100

    static func fetch(_ client: AdminClient, isEverywhere: Bool, view: TopState.View) async throws -> TopFigures {
        var figures = TopFigures(
            status: try await client.status(),
            queues: try await client.allQueues(isEverywhere: isEverywhere)
        )
        switch view {
        case .details(let arn): figures.detail = try await client.queue(QueueReference(arn))
        case .messages(let arn):
            var query = MessageQuery()
            query.limit = peeked
            query.isExcerpt = true
            figures.messages = try await client.messages(of: QueueReference(arn), query).messages
        case .queues, .help: break
        }
        return figures
    }
}

/// Turns what happens into what the screen shows.
private struct TopLoop {
    private enum Happening: Sendable {
        case keys([Key])
        case signal(Int32)
        case tick
        case figures(TopFigures)
        case trouble(String)
    }

    private let screen: Screen
    private let colors: Colors
    private let client: AdminClient
    private let interval: Duration
    private let isEverywhere: Bool

    init(_ screen: Screen, _ colors: Colors, _ client: AdminClient, _ interval: Duration, _ isEverywhere: Bool) {
        self.screen = screen
        self.colors = colors
        self.client = client
        self.interval = interval
        self.isEverywhere = isEverywhere
    }

    func run(_ figures: TopFigures) async throws {
        let (happenings, told) = AsyncStream.makeStream(of: Happening.self)
        let signals = Signals(Signals.ending + [SIGWINCH]) { told.yield(.signal($0)) }
        let keyboard = Keyboard { told.yield(.keys($0)) }
        let interval = interval
        let ticking = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: interval)
                told.yield(.tick)
            }
        }
        defer {
            ticking.cancel()
            keyboard.end()
            signals.end()
        }
        try await show(figures, happenings, told)
    }

    private func show(
        _ figures: TopFigures,
        _ happenings: AsyncStream<Happening>,
        _ told: AsyncStream<Happening>.Continuation
    ) async throws {
        var state = TopState()
        // One look at a time: a slow daemon is not asked twice.
        var isLooking = false
        var isWanted = false
        take(figures, into: &state)
        try draw(state)
        for await happening in happenings {
            var wish: TopState.Wish?
            switch happening {
            case .keys(let keys):
                for key in keys where wish != .quit { wish = state.press(key, page: drawing.page) ?? wish }
            case .signal(SIGWINCH): wish = .redraw
            case .signal: wish = .quit
            case .tick: wish = .fetch
            case .figures(let figures):
                isLooking = false
                take(figures, into: &state)
            case .trouble(let text):
                isLooking = false
                state.trouble = text
            }
            if wish == .quit { return }
            if wish == .redraw { screen.forget() }
            isWanted = isWanted || wish == .fetch
            if isWanted, !isLooking {
                (isLooking, isWanted) = (true, false)
                look(for: state.view, told)
            }
            try draw(state)
        }
    }

    private func look(for view: TopState.View, _ told: AsyncStream<Happening>.Continuation) {
        let (client, isEverywhere) = (client, isEverywhere)
        Task {
            do {
                told.yield(.figures(try await TopFigures.fetch(client, isEverywhere: isEverywhere, view: view)))
            } catch {
                told.yield(.trouble(Failure(error).message))
            }
        }
    }

    private func take(_ figures: TopFigures, into state: inout TopState) {
        state.status = figures.status
        state.queues = figures.queues
        state.trouble = nil
        if let detail = figures.detail { state.detail = detail }
        if case .messages = state.view { state.messages = figures.messages }
    }

    private var drawing: TopDrawing {
        let size = Screen.size
        return TopDrawing(width: size.width, height: size.height, colors: colors)
    }

    private func draw(_ state: TopState) throws { try screen.draw(drawing.lines(state, now: Date())) }
}
