import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Receive: Command {
    static let configuration = CommandConfiguration(
        abstract: "Receive messages, as a consumer does.",
        discussion: """
            They are hidden until their visibility timeout ends, or gone with --delete. `sqsctl peek` only looks.

            --exec runs a shell command for each message, with the body on stdin and SQS_QUEUE, SQS_MESSAGE_ID, \
            SQS_RECEIPT_HANDLE, SQS_RECEIVE_COUNT and SQS_MESSAGE_GROUP_ID in the environment; where it exits with 0 the \
            message is deleted, otherwise it comes again.

            Examples:
              sqsctl receive orders
              sqsctl receive orders -n 10 --delete -o jsonl
              sqsctl receive orders --follow --exec 'jq .id'
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("How many; with --follow without end.", valueName: "count")
    )
    var number: Int?

    @Option(help: ArgumentHelp("How long to wait for messages, 20s at most; beside --timeout.", valueName: "time"))
    var wait: TimeSpan?

    @Option(help: ArgumentHelp("How long they are hidden.", valueName: "time"))
    var visibility: TimeSpan?

    @Flag(help: "Delete them once they are printed.")
    var delete = false

    @Flag(help: "Go on receiving.")
    var follow = false

    @Option(help: ArgumentHelp("Run this for each message.", valueName: "command"))
    var exec: String?

    @OptionGroup var partial: PartialOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        if let number, number < 1 { throw ValidationError("--number takes 1 or more.") }
        if exec != nil, delete { throw ValidationError("--exec deletes what it has done; leave --delete out.") }
        _ = try wait?.wholeSeconds("--wait")
        _ = try visibility?.wholeSeconds("--visibility")
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        let queue = session.queue(queue)
        let goal = number ?? (follow ? Int.max : 1)
        var printing = try session.printer.stream(.receivedMessages)
        var count = 0
        var failures = 0
        while count < goal {
            let received = try await client.perform(call(queue, atMost: goal - count)).messages ?? []
            if received.isEmpty, !follow { break }
            count += received.count
            if let exec {
                for message in received where try await !handle(message, exec, queue, client, session) { failures += 1 }
            } else {
                try printing.add(received, hidesEmptyColumns: count >= goal)
                try printing.flush()
                if delete { try await client.remove(received, from: queue) }
            }
        }
        if exec == nil { try printing.end() }
        if count == 0 { session.note("No messages.") }
        try end(count, failures)
    }

    private func call(_ queue: QueueReference, atMost count: Int) -> ReceiveMessage {
        ReceiveMessage(
            from: queue,
            max: min(10, count),
            waitTimeSeconds: wait?.seconds ?? (follow ? 20 : nil),
            visibilityTimeout: visibility?.seconds
        )
    }

    /// - Returns: whether the command took the message.
    private func handle(
        _ message: ReceivedMessage,
        _ command: String,
        _ queue: QueueReference,
        _ client: AdminClient,
        _ session: Session
    ) async throws -> Bool {
        var environment = session.environment
        environment["SQS_QUEUE"] = queue.name
        environment["SQS_MESSAGE_ID"] = message.messageId
        environment["SQS_RECEIPT_HANDLE"] = message.receiptHandle
        environment["SQS_RECEIVE_COUNT"] = message.attributes?["ApproximateReceiveCount"]
        environment["SQS_MESSAGE_GROUP_ID"] = message.attributes?["MessageGroupId"]
        let input = try TemporaryInput(message.body)
        let code = try Child(["/bin/sh", "-c", command], environment: environment, input: input.handle).run()
        guard code == 0 else {
            session.note("The command ended with \(code) for message \(message.messageId), which comes again.")
            return false
        }
        try await client.remove([message], from: queue)
        session.detail("Message \(message.messageId) is done.")
        return true
    }

    private func end(_ count: Int, _ failures: Int) throws {
        guard failures > 0 else { return }
        if failures < count, partial.detailedExitCodes { throw ExitCode(ExitStatus.partial.rawValue) }
        throw Failure(.data, "The command failed for \(failures) of \(messages(count)).")
    }
}

extension AdminClient {
    /// Deletes received messages, ten at most.
    fileprivate func remove(_ messages: [ReceivedMessage], from queue: QueueReference) async throws {
        let answer = try await perform(DeleteMessageBatch(messages.map(\.receiptHandle), from: queue))
        if let failed = answer.failed?.first {
            throw Failure(.data, failed.message ?? "A message was not deleted.", code: failed.code)
        }
    }
}

extension Listing where Row == ReceivedMessage {
    static var receivedMessages: Listing {
        Listing(
            name: \.messageId,
            columns: [
                Column("MESSAGE ID", isKey: true) { .text($0.messageId) },
                Column("RECEIVES") { .count($0.attributes?["ApproximateReceiveCount"].flatMap { Int($0) }) },
                Column("SENT") { .time($0.sentAt) },
                Column("GROUP", isSparse: true) { .text($0.attributes?["MessageGroupId"]) },
                Column("BODY", isKey: true) { .long($0.body) },
                Column("ATTRIBUTES", isWide: true) { .list(attributeTexts($0.messageAttributes)) },
                Column("MD5", isWide: true) { .text($0.md5OfBody) },
                Column("RECEIPT HANDLE", isWide: true) { .text($0.receiptHandle) },
            ]
        )
    }
}

extension ReceivedMessage {
    fileprivate var sentAt: Date? {
        attributes?["SentTimestamp"].flatMap { Double($0) }.map { Date(timeIntervalSince1970: $0 / 1000) }
    }
}
