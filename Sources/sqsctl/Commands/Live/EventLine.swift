import AdminAPI
import Foundation

/// An event as a line for people.
struct EventLine {
    /// The line is cut here; nowhere where `nil`.
    let width: Int?
    let colors: Colors
    let timeZone: TimeZone

    private static let kindWidth = 13

    init(width: Int?, colors: Colors, timeZone: TimeZone = .current) {
        self.width = width
        self.colors = colors
        self.timeZone = timeZone
    }

    func text(_ event: LiveEvent) -> String {
        var line = StyledLine("\(time(event.at)) ", .dim)
        line.add(padded(event.kind.rawValue, to: Self.kindWidth), event.kind.style)
        for word in words(event) { line.add(" \(word)") }
        return line.drawn(width ?? .max, colors)
    }

    private func words(_ event: LiveEvent) -> [String] {
        if event.kind == .missed { return ["\(event.count ?? 0) events, because they came faster than they were read"] }
        var words = [event.queueName ?? "-"]
        // The number is short, and names the message as well where a command asks for one.
        if let number = event.number { words.append("#\(number)") }
        if width == nil, event.number != nil { words.append(event.messageId ?? "(id not known)") }
        if let group = event.messageGroupId { words.append("group=\(group)") }
        if event.kind == .received, let count = event.approximateReceiveCount { words.append("receive=\(count)") }
        if let client = event.client { words.append("by=\(client)") }
        if let destination = event.destination { words.append("to=\(destination)") }
        if let count = event.count { words.append(messages(count)) }
        words += attributeTexts(event.messageAttributes)
        if let body = event.body { words.append(body) }
        return words
    }

    private func time(_ date: Date) -> String {
        let style = Date.VerbatimFormatStyle(
            format: """
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\
                \(second: .twoDigits).\(secondFraction: .fractional(3))
                """,
            locale: Locale(identifier: "en_US_POSIX"),
            timeZone: timeZone,
            calendar: Calendar(identifier: .gregorian)
        )
        return date.formatted(style)
    }
}

extension LiveEvent.Kind {
    var style: Style {
        switch self {
        case .sent, .queueCreated: .good
        case .received, .released, .visibilityChanged, .queueChanged, .redriven: .caution
        case .deleted: .dim
        case .deadLettered, .purged, .expired, .queueDeleted, .missed: .bad
        }
    }
}

extension Listing where Row == LiveEvent {
    static var events: Listing {
        Listing(
            name: { $0.messageId ?? $0.queueName ?? $0.kind.rawValue },
            columns: [
                Column("TIME") { .time($0.at) },
                Column("EVENT", isKey: true, style: { $0.kind.style }) { .text($0.kind.rawValue) },
                Column("QUEUE") { .text($0.queueName) },
                Column("NUMBER") { .text($0.number.map { "\($0)" }) },
                Column("MESSAGE ID") { .text($0.messageId) },
                Column("GROUP") { .text($0.messageGroupId) },
                Column("RECEIVES") { .count($0.approximateReceiveCount) },
                Column("COUNT") { .count($0.count) },
                Column("CLIENT") { .text($0.client) },
                Column("DESTINATION") { .text($0.destination) },
                Column("BODY", isKey: true) { .long($0.body ?? "") },
            ]
        )
    }
}
