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
    private let makesNewIds: Bool
    private let isDryRun: Bool
    private let decoder = AdminJSON.decoder()

    var progress = ImportProgress()
    private(set) var batches = 0
    private var hasHeader = false
    /// Queues that a dry run would have made.
    private var imagined: Set<String> = []
    private var postponed: [PostponedPolicy] = []
    /// Where something is wrong that does not stand in the present line.
    private var wrongLine: Int?
    private var queue: QueueRecord?
    private var batch: [RestoredMessage] = []
    private var bytes = 0

    init(sources: AdminSources, makesNewIds: Bool, isDryRun: Bool) {
        self.sources = sources
        self.makesNewIds = makesNewIds
        self.isDryRun = isDryRun
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
        case .queue(let queue): try await create(queue)
        case .message(let message): try await add(message)
        }
    }

    /// Puts back what still waits for its batch to be full.
    mutating func finish() async throws {
        try await setPostponedPolicies()
        try await flush()
    }

    /// What is told of an error.
    func problem(_ error: any Error) -> AdminProblem {
        var problem = Failure(error).problem
        problem.message = "Line \(wrongLine ?? progress.lines): \(problem.message)"
        return problem
    }

    private mutating func create(_ queue: TransferQueue) async throws {
        try await flush()
        var queue = queue
        let policy = takePolicyThatHasToWait(from: &queue)
        let definition = try queue.definition()
        let isNew: Bool
        if isDryRun {
            isNew = !isThere(definition.address)
            if isNew { imagined.insert(definition.address.arn) }
        } else {
            isNew = try await sources.operating.create(definition).isNew
        }
        if isNew, let policy {
            postponed.append(PostponedPolicy(line: progress.lines, queue: definition.address, policy: policy))
        }
        count(isNew: isNew)
    }

    private func isThere(_ queue: QueueAddress) -> Bool { sources.operating.queues().contains { $0.address == queue } }

    private mutating func count(isNew: Bool) {
        if isNew { progress.queuesCreated += 1 } else { progress.queuesFound += 1 }
    }
}

/// A queue's RedrivePolicy that waits for the dead-letter queue: two queues can be each other's.
private struct PostponedPolicy {
    let line: Int
    let queue: QueueAddress
    let policy: RedrivePolicy
}

extension ImportRun {
    /// Takes the policy out of a queue whose dead-letter queue comes later, if it comes.
    private func takePolicyThatHasToWait(from queue: inout TransferQueue) -> RedrivePolicy? {
        let name = QueueAttributeName.redrivePolicy.rawValue
        // One that cannot be read, or names no queue, is refused as CreateQueue refuses it.
        guard let text = queue.attributes[name], let policy = try? RedrivePolicy(text),
            let target = QueueAddress(arn: policy.deadLetterTargetArn), !isThere(target),
            !imagined.contains(target.arn), target.name.text != queue.queueName
        else { return nil }
        queue.attributes[name] = nil
        return policy
    }

    /// Sets what had to wait, once all queues are there and before any message is.
    private mutating func setPostponedPolicies() async throws {
        for postponed in postponed {
            wrongLine = postponed.line
            if isDryRun {
                let target = postponed.policy.deadLetterTargetArn
                guard imagined.contains(target) else {
                    throw AdminProblem(
                        .badRequest,
                        "The dead-letter queue \(target) is neither here nor in the export."
                    )
                }
            } else {
                try await set(postponed.policy, of: postponed.queue)
            }
        }
        postponed = []
        wrongLine = nil
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
        try await setPostponedPolicies()
        guard !imagined.contains(message.queueArn) else {
            progress.messages += 1
            return
        }
        let queue = try await self.queue(message.queueArn)
        let id = makesNewIds ? sources.makeMessageId() : nil
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
        if !isDryRun { try await sources.operating.restore(batch, to: queue) }
        progress.messages += batch.count
        batches += 1
        batch = []
        bytes = 0
    }
}
