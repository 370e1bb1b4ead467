import AdminAPI
import AdminClient
import ArgumentParser

struct Why: Command {
    static let configuration = CommandConfiguration(
        abstract: "Say why a message is not delivered, if it is not.",
        discussion: """
            Names what is in the way: who holds the message, until when it is hidden, or which message of its group comes \
            first; and what can be done.

            Examples:
              sqsctl why orders 17
              sqsctl why orders.fifo 5fea7756-0ea4-451a-a703-a558b933e274 -o json
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: "Message by id or number.")
    var id: String

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let found = try await session.client().why(id, of: session.queue(queue))
        guard session.printer.isForPeople else { return try session.printer.one(found, as: .explanation) }
        for line in lines(found) { try session.output.line(printable(line)) }
    }

    private func lines(_ found: MessageExplanation) -> [String] {
        let message = found.message
        let standing = found.isDeliverable ? "can be received" : "is not delivered now"
        var lines = ["Message \(message.number) (\(message.messageId)) is \(message.state.rawValue): it \(standing)."]
        lines += found.reasons.map { "  \($0)" }
        if let left = found.receivesLeft { lines.append("  Receives left before it is a dead letter: \(left).") }
        if !found.suggestions.isEmpty { lines.append("Try:") }
        return lines + found.suggestions.map { "  \($0)" }
    }
}

extension Listing where Row == MessageExplanation {
    static var explanation: Listing {
        Listing(
            name: \.message.messageId,
            columns: [
                Column("NUMBER") { .text("\($0.message.number)") },
                Column("MESSAGE ID") { .text($0.message.messageId) },
                Column("STATE") { .text($0.message.state.rawValue) },
                Column("DELIVERABLE") { .flag($0.isDeliverable) },
                Column("REASONS") { .long($0.reasons.joined(separator: " ")) },
                Column("BLOCKED BY") { .text($0.blocker.map { "\($0.number)" }) },
                Column("HELD BY") { .text($0.hold?.client) },
                Column("RECEIVES LEFT") { .count($0.receivesLeft) },
                Column("SUGGESTIONS") { .long($0.suggestions.joined(separator: "; ")) },
            ]
        )
    }
}
