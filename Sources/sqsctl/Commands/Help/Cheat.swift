import ArgumentParser
import NearestName

struct Cheat: Command {
    static let configuration = CommandConfiguration(
        abstract: "Show a few commands that belong together.",
        discussion: """
            Examples:
              sqsctl cheat
              sqsctl cheat dlq
            """
    )

    @Argument(
        help: "Which sheet: \(topics).",
        completion: .list(CheatSheet.all.map(\.topic))
    )
    var topic: String?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    private static var topics: String { CheatSheet.all.map(\.topic).joined(separator: ", ") }

    func run(in session: Session) async throws {
        guard let topic else {
            for sheet in CheatSheet.all { try session.output.line("\(padded(sheet.topic, to: 8))  \(sheet.title)") }
            try session.output.flush()
            return session.note("`sqsctl cheat TOPIC` shows one.")
        }
        guard let sheet = CheatSheet.all.first(where: { $0.topic == topic.lowercased() }) else {
            let near = nearest(to: topic, among: CheatSheet.all.map(\.topic)).map { "Did you mean \($0)? " } ?? ""
            throw Failure(.usage, "There is no sheet \(topic).", hint: "\(near)Sheets: \(Self.topics).")
        }
        let colors = session.printer.colors
        for line in sheet.lines {
            try session.output.line(colors.paint("# \(line.remark)", .dim))
            try session.output.line(line.command)
        }
    }
}
