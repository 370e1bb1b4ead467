import QueueStore
import SQSModel

/// Queues: create, find, delete, purge.
extension QueueService {
    /// CQ-1 … CQ-8.
    func create(
        _ action: CreateQueue,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let attributes = action.attributes ?? []
        let isFIFO = attributes.contains {
            $0.name == QueueAttributeName.fifoQueue.rawValue && $0.value.lowercased() == "true"
        }
        let name = try QueueName(creating: action.queueName, isFIFO: isFIFO)
        let definition = QueueDefinition(
            address: QueueAddress(region: caller.region, account: caller.account, name: name),
            attributes: attributes,
            tags: action.tags ?? [],
            quietSeconds: waiting.seconds
        )
        submit(.createQueue(definition), reply: reply) { [self] outcome in
            guard case .queue(let record) = outcome else { return Answer(.internalFailure) }
            catalog.put(record)
            let url = record.address.url(at: caller.endpoint)
            return Answer(.createQueue(CreateQueue.Response(queueUrl: url)))
        }
    }

    /// GU-1, GU-2.
    func url(_ action: GetQueueUrl, for caller: Caller) throws(SQSError) -> AnyResponse {
        guard let text = action.queueName else { throw .missingQueueName }
        guard !text.isEmpty else { throw .emptyQueueName }
        var account = caller.account
        if let owner = action.queueOwnerAWSAccountId {
            guard let owner = AccountId(owner) else { throw .queueDoesNotExist }
            account = owner
        }
        guard let name = QueueName(text) else { throw .queueDoesNotExist }
        let address = QueueAddress(region: caller.region, account: account, name: name)
        guard catalog.record(at: address) != nil else { throw .queueDoesNotExist }
        return .getQueueUrl(GetQueueUrl.Response(queueUrl: address.url(at: caller.endpoint)))
    }

    /// DQ-1 … DQ-3.
    func delete(
        _ action: DeleteQueue,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        submit(.deleteQueue(queue.id), reply: reply) { [self] _ in
            catalog.remove(queue)
            polls.queueIsGone(queue.id)
            return Answer(.nothing)
        }
    }

    /// PQ-1 … PQ-5.
    func purge(
        _ action: PurgeQueue,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        submit(.purgeQueue(queue.id, quietSeconds: waiting.seconds), reply: reply) { _ in Answer(.nothing) }
    }
}
