import AdminAPI
import AdminClient
import Foundation

/// How `top` looks: a state as the lines of a screen.
struct TopDrawing {
    let width: Int
    let height: Int
    let colors: Colors

    /// Lines that are no queue: heading, totals, the row of titles, keys.
    private static let frameHeight = 5

    /// How many queues there is room for.
    var page: Int { max(1, height - Self.frameHeight) }

    func lines(_ state: TopState, now: Date) -> [String] {
        let body: [StyledLine]
        switch state.view {
        case .queues: body = queues(state)
        case .details: body = details(state, now: now)
        case .messages: body = messages(state, now: now)
        case .help: body = Self.help.map { StyledLine($0) }
        }
        let shown = [heading(state), totals(state), note(state)] + body.prefix(page + 1)
        let blank = max(0, height - shown.count - 1)
        let all = shown + Array(repeating: StyledLine(), count: blank) + [keys(state)]
        return all.prefix(height).map { $0.drawn(width, colors) }
    }

    private func heading(_ state: TopState) -> StyledLine {
        guard let status = state.status else { return StyledLine("sqsctl top", .heading) }
        var line = StyledLine("\(status.label) ", .heading)
        let word = status.isDraining ? "stopping" : status.isReady ? "ready" : "not ready"
        line.add(word, word == "ready" ? .good : .bad)
        line.add("  sqsd \(status.version.version)")
        line.add(
            "  up \(Humanized.duration(seconds: max(0, status.now.timeIntervalSince(status.startedAt)).rounded()))"
        )
        line.add(
            "  connections \(Humanized.count(status.connections))  long polls \(Humanized.count(status.longPolls))"
        )
        return line
    }

    private func totals(_ state: TopState) -> StyledLine {
        let queues = state.queues
        let sum = { (value: KeyPath<QueueSummary, Int>) in Humanized.count(queues.reduce(0) { $0 + $1[keyPath: value] })
        }
        let rate = { (value: KeyPath<QueueRates, Double>) in
            Humanized.rate(queues.reduce(0) { $0 + $1.rates[keyPath: value] })
        }
        return StyledLine(
            """
            \(Humanized.count(queues.count)) queues  \(sum(\.approximateNumberOfMessages)) visible  \
            \(sum(\.approximateNumberOfMessagesNotVisible)) in flight  \
            \(sum(\.approximateNumberOfMessagesDelayed)) delayed  in \(rate(\.sent))/s  \
            received \(rate(\.received))/s  deleted \(rate(\.deleted))/s
            """
        )
    }

    private func note(_ state: TopState) -> StyledLine {
        if let trouble = state.trouble { return StyledLine(trouble, .bad) }
        if state.isTyping { return StyledLine("Filter: \(state.filter)_", .heading) }
        if !state.filter.isEmpty { return StyledLine("Filter: \(state.filter)  (esc clears it)", .caution) }
        return StyledLine()
    }

    private func queues(_ state: TopState) -> [StyledLine] {
        let listed = state.listed
        guard !listed.isEmpty else {
            return [StyledLine(state.queues.isEmpty ? "There are no queues." : "No queue matches.", .dim)]
        }
        let longest = listed.reduce(0) { max($0, displayWidth(printable($1.queueName))) }
        let columns = TopColumn.fitting(width, names: longest)
        let nameWidth = width - 2 - columns.reduce(0) { $0 + $1.width + 2 }
        var title = StyledLine("  " + padded("NAME", to: nameWidth), .heading)
        for column in columns { title.add("  " + padded(column.title, to: column.width, isRight: true), .heading) }
        let chosen = min(state.chosenIndex, listed.count - 1)
        let first = max(0, chosen - page + 1)
        let rows = listed.enumerated().dropFirst(first).prefix(page).map { index, queue in
            let style: Style? = index == chosen ? .heading : nil
            var line = StyledLine(
                (index == chosen ? "> " : "  ") + padded(printable(queue.queueName), to: nameWidth),
                style
            )
            for column in columns {
                line.add(
                    "  " + padded(column.text(queue), to: column.width, isRight: true),
                    column.style(queue) ?? style
                )
            }
            return line
        }
        return [title] + rows
    }

    private func details(_ state: TopState, now: Date) -> [StyledLine] {
        guard let detail = state.detail else { return [StyledLine("…")] }
        return Listing<QueueDetail>.queue.columns.filter { !$0.isWide }.map { column in
            var line = StyledLine(padded(column.title, to: 20), .heading)
            line.add(" \(column.cell(detail).text(now: now))", column.style(detail))
            return line
        }
    }

    private func messages(_ state: TopState, now: Date) -> [StyledLine] {
        guard !state.messages.isEmpty else { return [StyledLine("No messages.", .dim)] }
        var title = StyledLine()
        let columns: [(title: String, width: Int, text: (MessageView) -> String)] = [
            ("NUMBER", 8, { "\($0.number)" }), ("STATE", 8, { $0.state.rawValue }),
            ("SENT", 8, { Humanized.time($0.sentAt, now: now) }),
        ]
        for column in columns { title.add(padded(column.title, to: column.width) + "  ", .heading) }
        title.add("BODY", .heading)
        return [title]
            + state.messages.map { message in
                var line = StyledLine()
                for (index, column) in columns.enumerated() {
                    let style: Style? = index == 1 ? message.state.style : nil
                    line.add(padded(column.text(message), to: column.width) + "  ", style)
                }
                line.add(message.body ?? message.excerpt ?? "")
                return line
            }
    }

    private func keys(_ state: TopState) -> StyledLine {
        switch state.view {
        case .queues where state.isTyping: StyledLine("enter keeps the filter  esc drops it", .dim)
        case .queues:
            StyledLine("q quit  ? help  / filter  enter details  p peek  sorted by \(state.order.title)", .dim)
        case .details: StyledLine("q back  p peek", .dim)
        case .messages, .help: StyledLine("q back", .dim)
        }
    }

    private static let help = [
        "j k, arrows     choose a queue", "page up, down   a page further", "g G, home end   first, last",
        "enter           all about the queue", "p               its first messages", "/               filter by name",
        "n d f a i o     sort by name, depth, in flight, age, in/s, out/s", "^L              draw all again",
        "q, ^C           quit", "", "DLQ: takes dead letters of others; ! some are there; > has such a queue.",
    ]
}

/// A column of figures in `top`.
struct TopColumn {
    let title: String
    let width: Int
    let text: (QueueSummary) -> String
    var style: (QueueSummary) -> Style? = { _ in nil }

    /// The narrowest room for names, and the most for which columns that matter less give way.
    private static let nameWidths = 13...40
    /// Columns up to this rank matter more than the end of a name.
    private static let essential = 2

    /// In the order of the screen, with the order in which they have to go where there is no room, the first one last.
    private static var all: [(column: TopColumn, rank: Int)] {
        [
            (TopColumn(title: "VISIBLE", width: 7) { Humanized.count($0.approximateNumberOfMessages) }, 0),
            (TopColumn(title: "FLIGHT", width: 6) { Humanized.count($0.approximateNumberOfMessagesNotVisible) }, 1),
            (TopColumn(title: "DELAYED", width: 7) { Humanized.count($0.approximateNumberOfMessagesDelayed) }, 6),
            (
                TopColumn(title: "OLDEST", width: 6) {
                    $0.approximateAgeOfOldestMessage.map { Humanized.duration(seconds: $0) } ?? "-"
                }, 2
            ),
            (TopColumn(title: "IN/S", width: 5) { Humanized.rate($0.rates.sent) }, 4),
            (TopColumn(title: "RCVD/S", width: 6) { Humanized.rate($0.rates.received) }, 7),
            (TopColumn(title: "DEL/S", width: 5) { Humanized.rate($0.rates.deleted) }, 5),
            (TopColumn(title: "DLQ", width: 4, text: { $0.deadLetterMark }, style: { $0.deadLetterStyle }), 3),
        ]
    }

    private init(
        title: String,
        width: Int,
        text: @escaping (QueueSummary) -> String,
        style: @escaping (QueueSummary) -> Style? = { _ in nil }
    ) {
        self.title = title
        self.width = width
        self.text = text
        self.style = style
    }

    /// The columns that there is room for beside names of some length.
    static func fitting(_ width: Int, names longest: Int) -> [TopColumn] {
        var kept = all
        while let least = kept.indices.max(by: { kept[$0].rank < kept[$1].rank }) {
            let wanted = min(max(longest, nameWidths.lowerBound), nameWidths.upperBound)
            let room = kept[least].rank > essential ? wanted : nameWidths.lowerBound
            if kept.reduce(room + 2, { $0 + $1.column.width + 2 }) <= width { break }
            kept.remove(at: least)
        }
        return kept.map(\.column)
    }
}

extension QueueSummary {
    /// `DLQ` of a dead-letter queue, with `!` where it has messages; `>` of one that has such a queue.
    fileprivate var deadLetterMark: String {
        if !deadLetterSources.isEmpty { return depth > 0 ? "DLQ!" : "DLQ" }
        return deadLetterQueue == nil ? "" : ">"
    }

    fileprivate var deadLetterStyle: Style? { !deadLetterSources.isEmpty && depth > 0 ? .bad : .dim }
}
