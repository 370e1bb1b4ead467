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

    private func store(
        _ messages: [NewMessage],
        in queue: QueueRecord,
        reply: @escaping @Sendable (Answer) -> Void,
        then tell: @escaping @Sendable ([SentRecord]) -> Answer
    ) {
        submit(.send(SendCommand(queue: queue.id, messages: messages)), reply: reply) { [self] outcome in
            guard case .sent(let records) = outcome else { return Answer(.internalFailure) }
            polls.messagesShow(in: queue.id, at: records.lazy.filter { !$0.isDuplicate }.map(\.visibleAt))
            return tell(records)
        }
    }
}
