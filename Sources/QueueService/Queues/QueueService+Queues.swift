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
        create(definition) { result in
            switch result {
            case .success((let record, _)):
                let url = record.address.url(at: caller.endpoint)
                reply(Answer(.createQueue(CreateQueue.Response(queueUrl: url))))
            case .failure(let error): reply(Answer(error))
            }
        }
    }

    /// Makes a queue, or finds it as it is.
    ///
    /// - Parameters:
    ///   - definition: what it is to be.
    ///   - reply: called once, with whether the queue is new.
    func create(
        _ definition: QueueDefinition,
        reply: @escaping @Sendable (Result<(queue: QueueRecord, isNew: Bool), SQSError>) -> Void
    ) {
        submit(.createQueue(definition)) { [self] result in
            switch result {
            case .success(.queue(let record)): reply(.success((record, welcome(record))))
            case .success(.refused(let error)): reply(.failure(error))
            case .success: reply(.failure(.internalFailure))
            case .failure(let error): reply(.failure(callersError(for: error)))
            }
        }
    }

    /// GU-1, GU-2.
    func url(_ action: GetQueueUrl, for caller: Caller) throws(SQSError) -> AnyResponse {
        let address = try address(of: action, for: caller)
        guard catalog.record(at: address) != nil else { throw .queueDoesNotExist }
        return .getQueueUrl(GetQueueUrl.Response(queueUrl: address.url(at: caller.endpoint)))
    }

    /// The queue that GetQueueUrl names, which need not exist.
    func address(of action: GetQueueUrl, for caller: Caller) throws(SQSError) -> QueueAddress {
        guard let text = action.queueName else { throw .missingQueueName }
        guard !text.isEmpty else { throw .emptyQueueName }
        var account = caller.account
        if let owner = action.queueOwnerAWSAccountId {
            guard let owner = AccountId(owner) else { throw .queueDoesNotExist }
            account = owner
        }
        guard let name = QueueName(text) else { throw .queueDoesNotExist }
        return QueueAddress(region: caller.region, account: account, name: name)
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
            tell(.queueDeleted(queue))
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
        submit(.purgeQueue(queue.id, quietSeconds: waiting.seconds), reply: reply) { [self] outcome in
            guard case .purged(let count) = outcome else { return Answer(.internalFailure) }
            tell(.purged(queue, count: count))
            return Answer(.nothing)
        }
    }
}
