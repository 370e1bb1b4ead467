package import SQSModel
import QueueStore

/// Looking at messages in the words of ReceiveMessage.
extension QueueService {
    /// Stands where a receipt handle would, as LocalStack has it: nothing was received that could be deleted.
    private static let noReceiptHandle = "SQS/BACKDOOR/ACCESS"
    /// Pages that are read for one answer, which is enough to get past all messages that can be in flight.
    private static let pagesPerAnswer = 20

    /// Shows the oldest messages, a thousand or 8 MiB of them at most.
    package func inspect(
        _ inspection: MessageInspection,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) {
        let queue: QueueRecord
        do throws(SQSError) { queue = try record(of: inspection.subject, for: caller) } catch {
            return reply(Answer(error))
        }
        // What only waits for another message of its group is not hidden, and counts say so too (FIF-7).
        var kinds: Set<PeekedMessage.Standing.Kind> = [.visible, .blocked]
        if inspection.showsInvisible { kinds.insert(.inFlight) }
        if inspection.showsDelayed { kinds.insert(.delayed) }
        let tellsStanding = inspection.showsInvisible || inspection.showsDelayed
        gather(queue.address, PageRequest(kinds: kinds), pages: Self.pagesPerAnswer) { result in
            switch result {
            case .success(let messages):
                let shown = messages.compactMap { Self.show($0, of: queue, tellsStanding: tellsStanding) }
                reply(Answer(.receiveMessage(ReceiveMessage.Response(messages: shown))))
            case .failure(let error): reply(Answer(error))
            }
        }
    }

    private func record(of subject: MessageInspection.Subject, for caller: Caller) throws(SQSError) -> QueueRecord {
        switch subject {
        case .url(let url):
            if let elsewhere = recordElsewhere(named: url, by: caller) { return elsewhere }
            return try catalog.record(named: url, by: caller)
        case .address(let address):
            guard let record = catalog.record(at: address) else { throw .queueDoesNotExist }
            return record
        }
    }

    /// The queue of a URL that the caller's region does not have and exactly one other does.
    ///
    /// Who looks signs nothing as a rule, and is taken to be in the default region; queue URLs name none.
    private func recordElsewhere(named url: String?, by caller: Caller) -> QueueRecord? {
        guard let address = url.flatMap({ QueueAddress(url: $0, for: caller) }), catalog.record(at: address) == nil
        else {
            return nil
        }
        let found = catalog.records { $0.address.account == address.account && $0.address.name == address.name }
        return found.count == 1 ? found[0] : nil
    }

    /// Reads page after page until there are enough messages; other readers get their turns in between.
    private func gather(
        _ queue: QueueAddress,
        _ request: PageRequest,
        pages: Int,
        after found: [PeekedMessage] = [],
        then: @escaping @Sendable (Result<[PeekedMessage], SQSError>) -> Void
    ) {
        peek(queue: queue, page: request) { [self] result in
            guard case .success(let page) = result else { return then(result.map(\.messages)) }
            let messages = found + page.messages
            let bytes = messages.reduce(0) { $0 + $1.message.content.body.utf8.count }
            guard let next = page.next, pages > 1, page.messages.count < request.limit, bytes < PageRequest.byteLimit
            else { return then(.success(messages)) }
            let rest = PageRequest(after: next, limit: request.limit - page.messages.count, kinds: request.kinds)
            gather(queue, rest, pages: pages - 1, after: messages, then: then)
        }
    }

    /// - Returns: `nil` where the message is damaged: a receive would not deliver it either.
    private static func show(
        _ peeked: PeekedMessage,
        of queue: QueueRecord,
        tellsStanding: Bool
    ) -> ReceiveMessage.Message? {
        guard
            let shown = MessageView.everything.show(
                peeked.message.unreceived(in: queue),
                handle: noReceiptHandle,
                of: queue
            )
        else { return nil }
        guard tellsStanding else { return shown }
        let isDelayed = peeked.standing.kind == .delayed
        let isHidden = isDelayed || peeked.standing.kind == .inFlight
        return ReceiveMessage.Message(
            messageId: shown.messageId,
            receiptHandle: shown.receiptHandle,
            md5OfBody: shown.md5OfBody,
            body: shown.body,
            attributes: shown.attributes + [
                TextEntry("IsVisible", String(!isHidden)), TextEntry("IsDelayed", String(isDelayed)),
            ],
            md5OfMessageAttributes: shown.md5OfMessageAttributes,
            messageAttributes: shown.messageAttributes
        )
    }
}

extension StoredMessage {
    /// The message in the form that receivers see, with its counts as they are; never received is first received in 1970.
    fileprivate func unreceived(in queue: QueueRecord) -> ReceivedMessage {
        let first = firstReceivedAt ?? Instant(milliseconds: 0)
        let handle = ReceiptHandle(queue: queue.id, message: sequence, receive: receiveCount, receivedAt: first)
        var message = ReceivedMessage(
            handle: handle,
            message: content,
            sentAt: sentAt,
            firstReceivedAt: first,
            count: receiveCount
        )
        message.deadLetterSourceArn = deadLetterSourceArn
        return message
    }
}
