import QueueStore
import SQSModel

/// What receivers do with the handles that they got: delete, change visibility, one at a time or in batches.
extension QueueService {
    // MARK: Delete

    /// DEL-1 … DEL-7.
    func delete(
        _ action: DeleteMessage,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        let text = try required(action.receiptHandle)
        let handle = try handle(text, of: queue)
        delete([handle], from: queue, reply: reply) { outcomes in
            guard let error = outcomes.first?.deletionError(text) else { return Answer(.nothing) }
            return Answer(error)
        }
    }

    /// DEL-8.
    func delete(
        _ action: DeleteMessageBatch,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        guard let entries = action.entries else { throw .missingEntries }
        let ids = try entries.checkedIds(entryName: DeleteMessageBatch.entryName)
        var batch = HandleBatch<ReceiptHandle>()
        for (id, entry) in zip(ids, entries) {
            batch.add(id, entry.receiptHandle) { () throws(SQSError) in
                try handle(try required(entry.receiptHandle), of: queue)
            }
        }
        delete(batch.work, from: queue, reply: reply) { [batch] outcomes in
            let (successful, failed) = batch.results(outcomes) { outcome, text, _ in outcome.deletionError(text) }
            return Answer(
                .deleteMessageBatch(.init(successful: successful.map { .init(id: $0) }, failed: failed))
            )
        }
    }

    private func delete(
        _ handles: [ReceiptHandle],
        from queue: QueueRecord,
        reply: @escaping @Sendable (Answer) -> Void,
        then tell: @escaping @Sendable ([HandleOutcome]) -> Answer
    ) {
        guard !handles.isEmpty else { return reply(tell([])) }
        let ids = messageIds(of: handles.lazy.map(\.message), in: queue)
        submit(.delete(queue.id, handles), after: ids?.question, reply: reply) { [self] outcome in
            guard case .handled(let outcomes) = outcome else { return Answer(.internalFailure) }
            polls.messagesWereDeleted(from: queue.id, count: outcomes.count)
            hearOfDeletes(handles, outcomes, from: queue, ids?.answer ?? [:])
            return tell(outcomes)
        }
    }

    // MARK: Change visibility

    /// CMV-1 … CMV-9.
    func change(
        _ action: ChangeMessageVisibility,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        let text = try required(action.receiptHandle)
        guard let seconds = action.visibilityTimeout else { throw .missingParameter("VisibilityTimeout") }
        guard Limits.visibilityTimeoutSeconds.contains(seconds) else { throw .invalidVisibilityTimeout(seconds) }
        let change = VisibilityChange(handle: try handle(text, of: queue), seconds: seconds)
        self.change([change], in: queue, reply: reply) { outcomes in
            guard let error = outcomes.first?.visibilityError(text, seconds) else { return Answer(.nothing) }
            return Answer(error)
        }
    }

    func change(
        _ action: ChangeMessageVisibilityBatch,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        guard let entries = action.entries else { throw .missingEntries }
        let ids = try entries.checkedIds(entryName: ChangeMessageVisibilityBatch.entryName)
        var batch = HandleBatch<VisibilityChange>()
        for (position, entry) in entries.enumerated() {
            batch.add(ids[position], entry.receiptHandle) { () throws(SQSError) in
                let text = try required(entry.receiptHandle)
                guard let seconds = entry.visibilityTimeout else {
                    let name = "\(ChangeMessageVisibilityBatch.entryName).\(position + 1).VisibilityTimeout"
                    throw .missingParameter(name)
                }
                guard Limits.visibilityTimeoutSeconds.contains(seconds) else {
                    throw .invalidEntryVisibilityTimeout(seconds)
                }
                return VisibilityChange(handle: try handle(text, of: queue), seconds: seconds)
            }
        }
        change(batch.work, in: queue, reply: reply) { [batch] outcomes in
            let (successful, failed) = batch.results(outcomes) { outcome, text, change in
                outcome.visibilityError(text, change.seconds)
            }
            return Answer(
                .changeMessageVisibilityBatch(.init(successful: successful.map { .init(id: $0) }, failed: failed))
            )
        }
    }

    private func change(
        _ changes: [VisibilityChange],
        in queue: QueueRecord,
        reply: @escaping @Sendable (Answer) -> Void,
        then tell: @escaping @Sendable ([HandleOutcome]) -> Answer
    ) {
        guard !changes.isEmpty else { return reply(tell([])) }
        let ids = messageIds(of: changes.lazy.map(\.handle.message), in: queue)
        submit(.changeVisibility(queue.id, changes), after: ids?.question, reply: reply) { [self] outcome in
            guard case .handled(let outcomes) = outcome else { return Answer(.internalFailure) }
            polls.messagesShow(in: queue.id, at: outcomes.lazy.compactMap(\.visibleAt))
            hearOfChanges(changes, outcomes, in: queue, ids?.answer ?? [:])
            return tell(outcomes)
        }
    }

    // MARK: What observers hear

    /// Asks what messages are called, if anybody wants to know: once they are deleted nobody can tell.
    private func messageIds(of messages: some Sequence<MessageSequence>, in queue: QueueRecord) -> MessageIdQuestion? {
        audience.wantsMessageIds ? MessageIdQuestion(of: Array(messages), in: queue.id) : nil
    }

    private func hearOfDeletes(
        _ handles: [ReceiptHandle],
        _ outcomes: [HandleOutcome],
        from queue: QueueRecord,
        _ ids: MessageIds
    ) {
        guard !audience.isEmpty else { return }
        let areAllDone = outcomes.allSatisfy(\.isDone)
        let deleted = areAllDone ? handles : zip(handles, outcomes).filter { $0.1.isDone }.map(\.0)
        if !deleted.isEmpty { tell(.deleted(queue, deleted, ids: ids)) }
    }

    private func hearOfChanges(
        _ changes: [VisibilityChange],
        _ outcomes: [HandleOutcome],
        in queue: QueueRecord,
        _ ids: MessageIds
    ) {
        guard !audience.isEmpty else { return }
        let changed = zip(changes, outcomes).compactMap { change, outcome in
            outcome.visibleAt.map { (handle: change.handle, visibleAt: $0) }
        }
        if !changed.isEmpty { tell(.visibilityChanged(queue, changed, ids: ids)) }
    }

    // MARK: Handles

    private func required(_ text: String?) throws(SQSError) -> String {
        guard let text, !text.isEmpty else { throw .missingParameter("ReceiptHandle") }
        return text
    }

    /// The receive that a text names, of this queue (DEL-2, CMV-7).
    private func handle(_ text: String, of queue: QueueRecord) throws(SQSError) -> ReceiptHandle {
        guard let handle = seal.handle(in: text) else { throw .invalidReceiptHandle(text) }
        guard handle.queue == queue.id else { throw .receiptHandleOfOtherQueue(text) }
        return handle
    }
}

extension HandleOutcome {
    fileprivate var visibleAt: Instant? {
        guard case .done(let visibleAt) = self else { return nil }
        return visibleAt
    }

    fileprivate var isDone: Bool {
        guard case .done = self else { return false }
        return true
    }

    /// What a delete answers; `nil` for a success, which a message that has gone is too (DEL-3).
    fileprivate func deletionError(_ handle: String) -> SQSError? {
        self == .expired ? .receiptHandleExpired(handle) : nil
    }

    /// What a visibility change answers; `nil` for a success.
    fileprivate func visibilityError(_ handle: String, _ seconds: Int) -> SQSError? {
        switch self {
        case .done, .kept: nil
        case .gone: .messageIsGone(handle)
        case .expired: .receiptHandleExpired(handle)
        case .beyondTotal: .totalVisibilityTimeoutTooLong(seconds)
        }
    }
}
