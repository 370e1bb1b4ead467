internal import AdminAPI
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

/// An import as it goes on.
struct ImportRun: Sendable {
    /// Messages that one command puts back.
    private static let batchSize = 500
    /// Bytes of bodies with which a batch is full.
    private static let batchBytes = 4 << 20

    private let sources: AdminSources
    private let options: ImportOptions
    private let decoder = AdminJSON.decoder()

    var progress = ImportProgress()
    private(set) var batches = 0
    private var hasHeader = false
    /// Queues that are made once it is known that their dead-letter queues are there or will be.
    private var announced: [AnnouncedQueue] = []
    /// Queues that a dry run would have made.
    private var imagined: Set<String> = []
    /// Where something is wrong that does not stand in the present line.
    private var wrongLine: Int?
    private var queue: QueueRecord?
    private var batch: [RestoredMessage] = []
    private var bytes = 0

    init(sources: AdminSources, options: ImportOptions) {
        self.sources = sources
        self.options = options
    }

    /// Takes one line.
    ///
    /// - Throws: why it ends here; `problem` puts it into words.
    mutating func take(_ line: [UInt8]) async throws {
        progress.lines += 1
        guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { return }
        let line = try decoder.decode(TransferLine.self, from: Data(line))
        if case .header(let header) = line {
            guard header.formatVersion == TransferHeader.currentFormat else {
                throw AdminProblem(
                    .badRequest,
                    "This export has the format \(header.formatVersion); this sqsd reads 1."
                )
            }
            hasHeader = true
            return
        }
        guard hasHeader else { throw AdminProblem(.badRequest, "An export begins with a header.") }
        switch line {
        case .header: break
        case .queue(let queue): try await announce(queue)
        case .message(let message): try await add(message)
        }
    }

    /// Puts back what still waits for its batch to be full.
    mutating func finish() async throws {
        try await makeQueues()
        try await flush()
    }

    /// What is told of an error.
    func problem(_ error: any Error) -> AdminProblem {
        var problem = Failure(error).problem
        problem.message = "Line \(wrongLine ?? progress.lines): \(problem.message)"
        return problem
    }

    private mutating func announce(_ queue: TransferQueue) async throws {
        try await flush()
        announced.append(AnnouncedQueue(line: progress.lines, queue: queue, address: try queue.definition().address))
    }
}

/// How an import is wanted.
struct ImportOptions: Sendable {
    var makesNewIds = false
    var isDryRun = false
    /// Whether queues are made without their RedrivePolicy where the dead-letter queue is nowhere.
    var ignoresMissingDeadLetterQueues = false
}

/// A queue of the export that is not made yet.
private struct AnnouncedQueue {
    let line: Int
    var queue: TransferQueue
    let address: QueueAddress

    private static let policyName = QueueAttributeName.redrivePolicy.rawValue

    /// `nil` of one that cannot be read, or names no queue: that is refused as CreateQueue refuses it.
    var policy: (policy: RedrivePolicy, target: QueueAddress)? {
        guard let text = queue.attributes[Self.policyName], let policy = try? RedrivePolicy(text),
            let target = QueueAddress(arn: policy.deadLetterTargetArn)
        else { return nil }
        return (policy, target)
    }

    var withoutPolicy: AnnouncedQueue {
        var result = self
        result.queue.attributes[Self.policyName] = nil
        return result
    }
}

/// Queues, all of them before the first message.
extension ImportRun {
    /// Makes the queues that were announced, or none of them where a dead-letter queue is missing.
    private mutating func makeQueues() async throws {
        guard !announced.isEmpty else { return }
        let queues = try withoutMissingPolicies(announced)
        announced = []
        var postponed: [(line: Int, queue: QueueAddress, policy: RedrivePolicy)] = []
        for queue in queues {
            wrongLine = queue.line
            // Two queues can be each other's dead-letter queue.
            if let (policy, target) = queue.policy, target != queue.address, !isThere(target) {
                if try await make(queue.withoutPolicy) { postponed.append((queue.line, queue.address, policy)) }
            } else {
                _ = try await make(queue)
            }
        }
        for (line, queue, policy) in postponed where !options.isDryRun {
            wrongLine = line
            try await set(policy, of: queue)
        }
        wrongLine = nil
    }

    /// - Returns: whether the queue is new.
    private mutating func make(_ announced: AnnouncedQueue) async throws -> Bool {
        let definition = try announced.queue.definition()
        let isNew: Bool
        if options.isDryRun {
            isNew = !isThere(definition.address)
            if isNew { imagined.insert(definition.address.arn) }
        } else {
            isNew = try await sources.operating.create(definition).isNew
        }
        if isNew { progress.queuesCreated += 1 } else { progress.queuesFound += 1 }
        return isNew
    }

    /// - Throws: which dead-letter queue is missing; nothing has been made by then, so that the import can be tried again.
    private mutating func withoutMissingPolicies(_ queues: [AnnouncedQueue]) throws -> [AnnouncedQueue] {
        let coming = Set(queues.map(\.address))
        var result: [AnnouncedQueue] = []
        for queue in queues {
            // A queue that is there stays as it is, and its policy with it.
            guard let (_, target) = queue.policy, !coming.contains(target), !imagined.contains(target.arn),
                !isThere(target), !isThere(queue.address)
            else {
                result.append(queue)
                continue
            }
            guard options.ignoresMissingDeadLetterQueues else {
                wrongLine = queue.line
                throw AdminProblem(
                    .badRequest,
                    """
                    \(queue.address.name) has the dead-letter queue \(target.name), which is neither here nor in the \
                    export.
                    """,
                    hint: """
                        Create \(target.name) first, export both queues together, or leave the RedrivePolicy out: \
                        ignoreMissingDlq=true, or sqsctl import --ignore-missing-dlq.
                        """
                )
            }
            result.append(queue.withoutPolicy)
            progress.redrivePoliciesLeftOut += 1
        }
        return result
    }

    private func isThere(_ queue: QueueAddress) -> Bool {
        // That there is none is all that can be wrong.
        (try? sources.operating.queue(queue.arn, region: queue.region, account: queue.account)) != nil
    }

    private func set(_ policy: RedrivePolicy, of queue: QueueAddress) async throws {
        var action = SetQueueAttributes()
        action.queueUrl = queue.name.text
        action.attributes = [TextEntry(QueueAttributeName.redrivePolicy.rawValue, policy.text)]
        let caller = Caller(region: queue.region, account: queue.account, endpoint: "")
        _ = try await sources.calls.answer(to: .setQueueAttributes(action), for: caller).finish().get()
    }
}

/// Messages, gathered per queue.
extension ImportRun {
    private mutating func add(_ message: TransferMessage) async throws {
        try await makeQueues()
        guard !imagined.contains(message.queueArn) else {
            progress.messages += 1
            return
        }
        let queue = try await self.queue(message.queueArn)
        let id = options.makesNewIds ? sources.makeMessageId() : nil
        batch.append(try message.restored(newId: id, to: queue, at: sources.clock.now))
        bytes += message.body.utf8.count
        if batch.count >= Self.batchSize || bytes >= Self.batchBytes { try await flush() }
    }

    /// The queue of the messages that are gathered; those of another one are put back first.
    private mutating func queue(_ arn: String) async throws -> QueueRecord {
        if let queue, queue.address.arn == arn { return queue }
        try await flush()
        guard let address = QueueAddress(arn: arn) else {
            throw AdminProblem(.badRequest, "'\(arn)' is no queue's ARN.")
        }
        let found = try sources.operating.queue(arn, region: address.region, account: address.account)
        queue = found
        return found
    }

    private mutating func flush() async throws {
        guard let queue, !batch.isEmpty else { return }
        if !options.isDryRun { try await sources.operating.restore(batch, to: queue) }
        progress.messages += batch.count
        batches += 1
        batch = []
        bytes = 0
    }
}
