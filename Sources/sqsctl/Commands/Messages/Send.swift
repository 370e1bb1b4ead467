import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Send: Command {
    static let configuration = CommandConfiguration(
        abstract: "Send messages.",
        discussion: """
            The body is the argument, the file of -f, or stdin with `-`. With --lines each line is a message, ten to a call. \
            --template makes --repeat messages, with $i the number of each, from 1.

            Attributes are name=value, or name:Number=5, name:Binary=BASE64.

            Examples:
              sqsctl send orders '{"id":1}'
              sqsctl send orders hello --attr color=blue --attr count:Number=5 --delay 30s
              sqsctl send orders --repeat 25 --template '{"i":$i}' --rate 50
              echo hello | sqsctl send orders -
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: "The body; - reads stdin.")
    var body: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Read the body, or with --lines the bodies, from here.", valueName: "file")
    )
    var file: String?

    @Flag(help: "Each line is a message.")
    var lines = false

    @Option(help: ArgumentHelp("How many messages.", valueName: "count"))
    var `repeat`: Int?

    @Option(help: ArgumentHelp("The body of each of several, with $i for its number.", valueName: "text"))
    var template: String?

    @Option(help: ArgumentHelp("An attribute; can be given several times.", valueName: "name[:type]=value"))
    var attr: [AttributeArgument] = []

    @Option(help: ArgumentHelp("Message group; FIFO queues need one.", valueName: "id"))
    var group: String?

    @Option(help: ArgumentHelp("Deduplication id; may hold $i.", valueName: "id"))
    var dedup: String?

    @Option(help: ArgumentHelp("How long the messages are hidden at first.", valueName: "time"))
    var delay: TimeSpan?

    @Option(help: ArgumentHelp("At most so many messages a second.", valueName: "n/s"))
    var rate: Rate?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        let sources = [body != nil, file != nil, template != nil].filter { $0 }.count
        guard sources == 1 else { throw ValidationError("Give a body, -f FILE or --template.") }
        if let count = `repeat`, count < 1 { throw ValidationError("--repeat takes 1 or more.") }
        if lines, `repeat` != nil { throw ValidationError("--lines and --repeat do not go together.") }
        if lines, body != nil, body != "-" { throw ValidationError("--lines reads -f FILE or stdin (-).") }
        if let delay { _ = try delay.wholeSeconds("--delay") }
    }

    func run(in session: Session) async throws {
        let sender = Sender(client: try await session.client(), queue: session.queue(queue), rate: rate?.perSecond)
        var printing = try session.printer.stream(.sentMessages)
        if lines {
            var reader = try LineReader(input)
            try await sender.send {
                try reader.next().map { message($0, number: reader.count) }
            } report: {
                try printing.add($0, hidesEmptyColumns: true)
            }
        } else if let count = `repeat` {
            let body = try template ?? wholeBody()
            var numbers = (1...count).makeIterator()
            try await sender.send {
                numbers.next().map { message(numbered(body, $0), number: $0) }
            } report: {
                try printing.add($0, hidesEmptyColumns: true)
            }
        } else {
            let body = try template.map { numbered($0, 1) } ?? wholeBody()
            try printing.add([try await sender.send(message(body, number: 1))])
        }
        try printing.end()
    }

    private var input: InputFile { InputFile(path: file ?? "-") }

    private func wholeBody() throws -> String {
        if let body, body != "-" { return body }
        let text = try input.text()
        // A shell's `echo` ends its line; nobody means that newline.
        return body == "-" && text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private func message(_ body: String, number: Int) -> OutgoingMessage {
        var message = OutgoingMessage(body: body)
        message.delaySeconds = delay?.seconds
        message.messageGroupId = group.map { numbered($0, number) }
        message.messageDeduplicationId = dedup.map { numbered($0, number) }
        let attributes = attr.map { ($0.name, $0.value) }
        message.messageAttributes = attributes.isEmpty ? nil : Dictionary(attributes) { _, last in last }
        return message
    }

    private func numbered(_ text: String, _ number: Int) -> String { text.replacing("$i", with: "\(number)") }
}

/// `name=value` or `name:Type=value`.
struct AttributeArgument: ExpressibleByArgument, Equatable {
    let name: String
    let value: AttributeView

    init?(argument: String) {
        guard let pair = KeyValue(argument: argument) else { return nil }
        let parts = pair.key.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        let type = parts.count == 2 ? String(parts[1]) : "String"
        guard !name.isEmpty, !type.isEmpty else { return nil }
        let isBinary = type.hasPrefix("Binary")
        value = AttributeView(
            dataType: type,
            stringValue: isBinary ? nil : pair.value,
            binaryValue: isBinary ? pair.value : nil
        )
    }
}
