import QueueStore
import SQSModel

/// SendMessage and SendMessageBatch.
extension QueueService {
    func send(
        _ action: SendMessage,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        let message = try action.message.checked(
            id: makeMessageIds(1)[0],
            for: queue.attributes,
            senderId: caller.account.text,
            at: .single
        )
        store([message], in: queue, reply: reply) { records in
            guard let record = records.first else { return Answer(.internalFailure) }
            return Answer {
                let receipt = message.receipt(
                    record,
                    isFIFO: queue.attributes.isFIFO,
                    withoutTrace: action.message.isTracedByHeader
                )
                return .success(.sendMessage(SendMessage.Response(receipt)))
            }
        }
    }

    /// BAT-1 … BAT-7: entries fail one by one, the others are stored together.
    func send(
        _ action: SendMessageBatch,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        guard let entries = action.entries else { throw .missingEntries }
        let ids = try entries.checkedIds(entryName: SendMessageBatch.entryName)
        let bytes = entries.reduce(0) { $0 + $1.message.bytes }
        guard bytes <= Limits.batchBytes else { throw .batchTooLong(bytes) }
        let messageIds = makeMessageIds(entries.count)
        var accepted: [(id: String, message: NewMessage)] = []
        var failed: [BatchResultErrorEntry] = []
        for (position, entry) in entries.enumerated() {
            do throws(SQSError) {
                let message = try entry.message.checked(
                    id: messageIds[position],
                    for: queue.attributes,
                    senderId: caller.account.text,
                    at: .entry(position + 1)
                )
                accepted.append((ids[position], message))
            } catch {
                // What is behind it must not overtake it: a FIFO batch is refused as a whole (BAT-4).
                guard !queue.attributes.isFIFO else { throw error }
                failed.append(BatchResultErrorEntry(id: ids[position], error: error))
            }
        }
        guard !accepted.isEmpty else {
            return reply(Answer(.sendMessageBatch(SendMessageBatch.Response(failed: failed))))
        }
        store(accepted.map(\.message), in: queue, reply: reply) { [accepted, failed] records in
            Answer {
                let successful = zip(accepted, records).map { entry, record in
                    let receipt = entry.message.receipt(
                        record,
                        isFIFO: queue.attributes.isFIFO,
                        withoutTrace: false
                    )
                    return SendMessageBatch.Success(id: entry.id, receipt: receipt)
                }
                return .success(.sendMessageBatch(SendMessageBatch.Response(successful: successful, failed: failed)))
            }
        }
    }

    /// Has messages stored in the queue that they were sent to, or where its route leads.
    private func store(
        _ messages: [NewMessage],
        in queue: QueueRecord,
        reply: @escaping @Sendable (Answer) -> Void,
        then tell: @escaping @Sendable ([SentRecord]) -> Answer
    ) {
        guard let route = forwarding.route(of: queue.address) else {
            return submit(.send(SendCommand(queue: queue.id, messages: messages)), reply: reply) { [self] outcome in
                arrived(messages, in: queue, outcome).map(tell) ?? Answer(.internalFailure)
            }
        }
        let place = target(route.moveTo, of: queue) ?? queue
        let copies = target(route.copyTo, of: queue).map { [copy(of: messages, for: $0)] } ?? []
        let command = StoreCommand.send(SendCommand(queue: place.id, messages: messages))
        // The reply comes with the last of them, and so waits for the copies.
        submit(command, after: copies, reply: reply) { [self] outcome in
            arrived(messages, in: place, outcome).map(tell) ?? Answer(.internalFailure)
        }
    }

    /// The queue that a route leads to; where it leads nowhere the operator learns of it once.
    private func target(_ address: QueueAddress?, of queue: QueueRecord) -> QueueRecord? {
        guard let address else { return nil }
        if let target = catalog.record(at: address), target.attributes.isFIFO == queue.attributes.isFIFO,
            target.id != queue.id
        {
            return target
        }
        noticeDeadEnd(from: queue.address, to: address)
        return nil
    }

    private func noticeDeadEnd(from source: QueueAddress, to target: QueueAddress) {
        guard forwarding.noteDeadEnd(from: source, to: target) else { return }
        notice(.notForwarded(from: source, to: target))
    }

    /// Copies of messages with ids of their own, on their way to another queue.
    private func copy(
        of messages: [NewMessage],
        for target: QueueRecord
    ) -> (command: StoreCommand, completion: StoreWriter.Completion) {
        let copies = zip(messages, makeMessageIds(messages.count)).map { message, id in
            var copy = message
            copy.messageId = id
            return copy
        }
        return (
            .send(SendCommand(queue: target.id, messages: copies)),
            { [self] result in
                // A store that fails, fails for the messages themselves too, and their sender learns of it. A queue that
                // was deleted a moment ago gets nothing.
                if case .success(let outcome) = result { _ = arrived(copies, in: target, outcome) }
            }
        )
    }

    /// Lets everybody know that messages are in a queue.
    ///
    /// - Returns: what the store made of them; `nil` where the outcome is not that of a send.
    func arrived(_ messages: [NewMessage], in queue: QueueRecord, _ outcome: Outcome) -> [SentRecord]? {
        guard case .sent(let records) = outcome else { return nil }
        polls.messagesShow(in: queue.id, at: records.lazy.filter { !$0.isDuplicate }.map(\.visibleAt))
        tell(.sent(queue, messages, records))
        return records
    }
}
