import QueueStore
import SQSModel

/// Attributes and tags of queues.
extension QueueService {
    /// A-2 … A-5.
    func attributes(
        _ action: GetQueueAttributes,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        let names = try QueueAttributeName.requested(in: action.attributeNames ?? [])
        guard names.contains(where: \.isCount) else {
            return reply(Answer(Self.response(of: queue, names, counts: MessageCounts())))
        }
        count(queue) { result in
            switch result {
            case .success(let counts): reply(Answer(Self.response(of: queue, names, counts: counts)))
            case .failure(let error): reply(Answer(error))
            }
        }
    }

    private static func response(
        of queue: QueueRecord,
        _ names: [QueueAttributeName],
        counts: MessageCounts
    ) -> AnyResponse {
        let entries = names.compactMap { name in
            queue.text(of: name, counts: counts).map { TextEntry(name.rawValue, $0) }
        }
        return .getQueueAttributes(GetQueueAttributes.Response(attributes: entries))
    }

    /// Section 5.7.
    func set(
        _ action: SetQueueAttributes,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        guard let attributes = action.attributes, !attributes.isEmpty else { throw .noAttributes }
        update(queue, .attributes(attributes), reply: reply)
    }

    /// TAG-1 … TAG-4.
    func tag(
        _ action: TagQueue,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        guard let tags = action.tags, !tags.isEmpty else { throw .missingParameter("Tags") }
        update(queue, .tag(tags), reply: reply)
    }

    func untag(
        _ action: UntagQueue,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        guard let keys = action.tagKeys, !keys.isEmpty else { throw .missingParameter("TagKeys") }
        update(queue, .untag(keys), reply: reply)
    }

    func tags(_ action: ListQueueTags, for caller: Caller) throws(SQSError) -> AnyResponse {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        let tags = queue.tags.sorted { $0.key < $1.key }.map { TextEntry($0.key, $0.value) }
        return .listQueueTags(ListQueueTags.Response(tags: tags))
    }

    func update(_ queue: QueueRecord, _ update: QueueUpdate, reply: @escaping @Sendable (Answer) -> Void) {
        submit(.updateQueue(queue.id, update), reply: reply) { [self] outcome in
            guard case .queue(let record) = outcome else { return Answer(.internalFailure) }
            catalog.put(record)
            polls.queueChanged(record.id)
            tell(.queueChanged(record))
            return Answer(.nothing)
        }
    }
}

extension QueueAttributeName {
    fileprivate var isCount: Bool {
        switch self {
        case .approximateNumberOfMessages, .approximateNumberOfMessagesNotVisible, .approximateNumberOfMessagesDelayed:
            true
        default: false
        }
    }
}
