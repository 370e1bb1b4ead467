import ArgumentParser
import Foundation
import QueueDeclarations

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a configuration of sqsd, or make one of ElasticMQ's or GoAWS's.",
        discussion: """
            Examples:
              sqsctl config validate sqsd.yaml
              sqsctl config convert elasticmq.conf > sqsd.yaml
            """,
        subcommands: [ConfigConvert.self, ConfigValidate.self]
    )
}

struct ConfigConvert: Command {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Print a configuration of ElasticMQ or GoAWS as one of sqsd.",
        discussion: """
            Which of them it is, is told by what is in the file. What has no place in sqsd is said in comments.

            Examples:
              sqsctl config convert elasticmq.conf > sqsd.yaml
              sqsctl config convert - < goaws.yaml
            """
    )

    @Argument(help: "The file; - reads stdin.")
    var file: String

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let read = try session.declarations(in: file)
        try session.output.write(read.yaml())
        for remark in read.notes + read.unknownKeys { session.note("\(remark)") }
    }
}

struct ConfigValidate: Command {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check the queues that a file declares.",
        discussion: """
            Says where each mistake is, and exits with 78. --strict takes keys that mean nothing here for mistakes as well. \
            What the daemon makes of its own settings, `sqsd config validate` says.

            Examples:
              sqsctl config validate sqsd.yaml
              sqsctl config validate elasticmq.conf --strict
            """
    )

    @Argument(help: "The file; - reads stdin.")
    var file: String

    @Flag(help: "Unknown keys are mistakes.")
    var strict = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let read = try session.declarations(in: file)
        // Keys of our own files are settings of the daemon, which knows them.
        for remark in read.unknownKeys { session.note("\(remark)") }
        if strict, !read.unknownKeys.isEmpty {
            throw Failure(.configuration, "\(file) has \(read.unknownKeys.count) keys that mean nothing here.")
        }
        let declared = read.declarations.queues.map { ValidatedQueue($0) }
        try session.printer.list(declared, as: .validatedQueues)
        let count = declared.count == 1 ? "1 queue" : "\(declared.count) queues"
        session.note("\(file) is a configuration of \(read.format.rawValue) with \(count).")
    }
}

/// A queue that a file declares.
struct ValidatedQueue: Encodable {
    let queueName: String
    let region: String?
    let account: String?
    let attributes: [String: String]
    let tags: [String: String]
    let deadLetterQueue: String?

    init(_ queue: DeclaredQueue) {
        queueName = queue.name
        region = queue.region
        account = queue.account
        let own = queue.definition.attributes(
            region: queue.region ?? "us-east-1",
            account: queue.account ?? "000000000000"
        )
        attributes = Dictionary(own.map { ($0.name, $0.value) }) { _, last in last }
        tags = queue.definition.tags
        deadLetterQueue = queue.definition.deadLetter?.queueName
    }
}

extension Listing where Row == ValidatedQueue {
    static var validatedQueues: Listing {
        Listing(
            name: \.queueName,
            columns: [
                Column("NAME") { .text($0.queueName) },
                Column("DEAD LETTERS") { .text($0.deadLetterQueue) },
                Column("ATTRIBUTES") {
                    .long(
                        $0.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
                    )
                },
                Column("TAGS", isWide: true) {
                    .list($0.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
                },
            ]
        )
    }
}

extension Session {
    /// - Throws: where the file has mistakes, of which each is told.
    fileprivate func declarations(in path: String) throws -> DeclarationFile {
        let input = InputFile(path: path)
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
        let read = DeclarationFile(
            text: try input.text(),
            name: input.isStandardInput ? "stdin" : path,
            environment: environment
        ) { included in
            let file = URL(fileURLWithPath: included, relativeTo: directory).path
            return FileManager.default.fileExists(atPath: file)
                ? try String(contentsOfFile: file, encoding: .utf8) : nil
        }
        guard !read.mistakes.isEmpty else { return read }
        for mistake in read.mistakes { errorText.write(printable("\(mistake)")) }
        throw Failure(
            .configuration,
            "\(path) has \(read.mistakes.count == 1 ? "a mistake" : "\(read.mistakes.count) mistakes")."
        )
    }
}
