import Logging
import QueueDeclarations
import QueueService
import SQSModel

/// Makes declared queues exist as they are declared; deletes none, and takes no tag away.
///
/// The service is called as its callers do, so that all rules of SQS hold for what is done this way.
struct QueueDeclarer: Sendable {
    private let service: any CallHandling
    private let catalog: QueueCatalog
    private let region: Region
    private let account: AccountId
    private let logger: Logger

    /// - Parameters:
    ///   - service: carries out what has to be done.
    ///   - configuration: says to whom queues belong that name nobody.
    ///   - logger: told of each change.
    init(_ service: QueueService, configuration: SqsdConfiguration, logger: Logger) {
        self.service = service
        // Not asked for by a call, which could make the queue that it names.
        catalog = service.catalog
        region = Region(configuration.region) ?? .default
        account = AccountId(configuration.accountId) ?? .default
        self.logger = logger
    }

    /// Creates and changes what has to be, and logs each change.
    ///
    /// - Throws: `ConfigurationProblem` where something cannot be as it is declared; mistakes that can be known before
    ///   leave everything as it was.
    func apply(_ declarations: QueueDeclarations) async throws(ConfigurationProblem) {
        guard !declarations.queues.isEmpty else { return }
        let plan = try DeclarationPlan(declarations, region: region, account: account, record: catalog.record(at:))
        var created = 0
        for step in plan.steps {
            if case .create = step { created += 1 }
            do throws(SQSError) { try await carryOut(step) } catch {
                let name = step.queue.name
                throw ConfigurationProblem(
                    mistakes: ["The queue \(name) cannot be as it is declared: \(error.message)"]
                )
            }
        }
        logger.info(
            "declared queues are in place",
            metadata: [
                "created": "\(created)", "changed": "\(plan.steps.count - created)", "unchanged": "\(plan.unchanged)",
            ]
        )
    }

    private func carryOut(_ step: DeclarationPlan.Step) async throws(SQSError) {
        switch step {
        case .create(let queue, let attributes, let tags):
            var action = CreateQueue()
            action.queueName = queue.name.text
            action.attributes = attributes
            action.tags = tags
            try await call(.createQueue(action), for: queue)
            logger.info("queue created", metadata: ["queue": "\(queue.arn)"])
        case .change(let queue, let differences, let tags):
            if !differences.isEmpty {
                var action = SetQueueAttributes()
                action.queueUrl = queue.name.text
                action.attributes = differences.map { TextEntry($0.name, $0.new) }
                try await call(.setQueueAttributes(action), for: queue)
            }
            if !tags.isEmpty {
                var action = TagQueue()
                action.queueUrl = queue.name.text
                action.tags = tags
                try await call(.tagQueue(action), for: queue)
            }
            let changes = differences.map(\.description) + tags.map { "tag \($0.name): \($0.value)" }
            logger.info(
                "queue changed",
                metadata: ["queue": "\(queue.arn)", "changes": "\(changes.joined(separator: ", "))"]
            )
        }
    }

    /// Calls as the one to whom the queue belongs.
    private func call(_ action: AnyAction, for queue: QueueAddress) async throws(SQSError) {
        let caller = Caller(region: queue.region, account: queue.account, endpoint: "http://localhost")
        _ = try await service.answer(to: action, for: caller).finish().get()
    }
}

extension DeclarationPlan.Step {
    var queue: QueueAddress {
        switch self {
        case .create(let queue, _, _), .change(let queue, _, _): queue
        }
    }
}
