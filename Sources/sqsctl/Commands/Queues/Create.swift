import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Create: Command {
    static let configuration = CommandConfiguration(
        abstract: "Create a queue.",
        discussion: """
            Times have units (30s, 15m, 4d), sizes too (256KiB). --dlq makes the queue for dead letters as well unless it \
            is there; messages go to it after five receives, or as many as stand behind the colon.

            Creating a queue that exists with the same attributes changes nothing and is no error; with others it is one, \
            but for --if-not-exists.

            Examples:
              sqsctl create orders
              sqsctl create orders --dlq orders-dlq:3 --visibility 2m --if-not-exists
              sqsctl create payments --fifo --content-based-deduplication
            """
    )

    @Argument(help: "Name; --fifo puts .fifo behind it where it is missing.")
    var name: String

    @Flag(help: "Keep the order of each message group.")
    var fifo = false

    @Flag(help: "FIFO: equal bodies are equal messages.")
    var contentBasedDeduplication = false

    @Option(help: ArgumentHelp("Where messages go that were received too often.", valueName: "name[:n]"))
    var dlq: DeadLetterTarget?

    @Option(help: ArgumentHelp("How long a received message is hidden.", valueName: "time"))
    var visibility: TimeSpan?

    @Option(help: ArgumentHelp("How long a new message is hidden.", valueName: "time"))
    var delay: TimeSpan?

    @Option(help: ArgumentHelp("How long a message stays.", valueName: "time"))
    var retention: TimeSpan?

    @Option(help: ArgumentHelp("How long a receive waits for messages.", valueName: "time"))
    var wait: TimeSpan?

    @Option(help: ArgumentHelp("The largest message.", valueName: "size"))
    var maxSize: ByteCount?

    @Option(help: ArgumentHelp("A tag; can be given several times.", valueName: "key=value"))
    var tag: [KeyValue] = []

    @Flag(help: "Leave a queue of this name as it is.")
    var ifNotExists = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    private var fullName: String { fifo && !name.hasSuffix(".fifo") ? name + ".fifo" : name }

    func validate() throws {
        guard !contentBasedDeduplication || fullName.hasSuffix(".fifo") else {
            throw ValidationError("--content-based-deduplication is for FIFO queues: give --fifo too.")
        }
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        let queue = session.queue(fullName)
        if ifNotExists, let found = try await client.queueIfAny(queue) {
            session.note("The queue \(queue) is there already.")
            return try session.printer.one(found.summary, as: .queues)
        }
        var attributes = try attributes()
        if queue.name.hasSuffix(".fifo") { attributes["FifoQueue"] = "true" }
        if let dlq {
            attributes["RedrivePolicy"] = try await dlq.policy(for: queue, over: client)
        }
        let tags = Dictionary(tag.map { ($0.key, $0.value) }) { _, last in last }
        _ = try await client.perform(CreateQueue(queue, attributes: attributes, tags: tags))
        try session.printer.one(try await client.queue(queue).summary, as: .queues)
    }

    private func attributes() throws -> [String: String] {
        var attributes: [String: String] = [:]
        attributes["VisibilityTimeout"] = try visibility.map { "\(try $0.wholeSeconds("--visibility"))" }
        attributes["DelaySeconds"] = try delay.map { "\(try $0.wholeSeconds("--delay"))" }
        attributes["MessageRetentionPeriod"] = try retention.map { "\(try $0.wholeSeconds("--retention"))" }
        attributes["ReceiveMessageWaitTimeSeconds"] = try wait.map { "\(try $0.wholeSeconds("--wait"))" }
        attributes["MaximumMessageSize"] = maxSize.map { "\($0.bytes)" }
        if contentBasedDeduplication { attributes["ContentBasedDeduplication"] = "true" }
        return attributes
    }
}

/// `orders-dlq`, or `orders-dlq:5`.
struct DeadLetterTarget: ExpressibleByArgument, Equatable {
    let queue: QueueReference
    let maxReceiveCount: Int

    init?(argument: String) {
        let isArn = argument.hasPrefix("arn:")
        let isCounted = argument.filter { $0 == ":" }.count == (isArn ? 6 : 1) && !argument.contains("://")
        guard isCounted, let colon = argument.lastIndex(of: ":") else {
            queue = QueueReference(argument)
            maxReceiveCount = 5
            if queue.name.isEmpty { return nil }
            return
        }
        guard let count = Int(argument[argument.index(after: colon)...]), count > 0 else { return nil }
        queue = QueueReference(String(argument[..<colon]))
        maxReceiveCount = count
        if queue.name.isEmpty { return nil }
    }

    /// The redrive policy that leads there; makes the queue first where it is missing.
    func policy(for source: QueueReference, over client: AdminClient) async throws -> String {
        let isFifo = source.name.hasSuffix(".fifo")
        let target = isFifo && !queue.name.hasSuffix(".fifo") ? QueueReference(queue.name + ".fifo") : queue
        var found = try await client.queueIfAny(target)
        if found == nil {
            let attributes = isFifo ? ["FifoQueue": "true"] : [:]
            _ = try await client.perform(CreateQueue(target, attributes: attributes, tags: [:]))
            found = try await client.queue(target)
        }
        let policy = RedrivePolicy(
            deadLetterTargetArn: found?.summary.queueArn ?? "",
            maxReceiveCount: maxReceiveCount
        )
        return String(decoding: try JSONEncoder().encode(policy), as: UTF8.self)
    }
}

/// The attribute `RedrivePolicy`.
private struct RedrivePolicy: Encodable {
    let deadLetterTargetArn: String
    let maxReceiveCount: Int
}

extension AdminClient {
    /// A queue; `nil` where there is none of that name.
    func queueIfAny(_ queue: QueueReference) async throws -> QueueDetail? {
        do {
            return try await self.queue(queue)
        } catch ClientFailure.refused(let problem, _, _) where problem.code == AdminProblem.nonExistentQueue {
            return nil
        }
    }
}
