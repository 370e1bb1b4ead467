internal import AdminAPI
internal import QueueStore
internal import SQSModel
import Foundation

extension TransferQueue {
    /// What CreateQueue would take to make the queue again.
    init(_ queue: QueueRecord) {
        var attributes: [String: String] = [:]
        for name in QueueAttributeName.allCases where name.access == .create || name.access == .createAndSet {
            attributes[name.rawValue] = queue.attributes.text(of: name)
        }
        self.init(
            queueName: queue.address.name.text,
            region: queue.address.region.text,
            account: queue.address.account.text,
            attributes: attributes,
            tags: queue.tags
        )
    }

    /// - Throws: `AdminProblem` where region, account or name are none.
    func definition() throws(AdminProblem) -> QueueDefinition {
        guard let region = Region(region), let account = AccountId(account), let name = QueueName(queueName) else {
            throw AdminProblem(.badRequest, "Region, Account or QueueName are not those of a queue.")
        }
        return QueueDefinition(
            address: QueueAddress(region: region, account: account, name: name),
            attributes: attributes.sorted { $0.key < $1.key }.map { TextEntry($0.key, $0.value) },
            tags: tags.sorted { $0.key < $1.key }.map { TextEntry($0.key, $0.value) },
            quietSeconds: 0
        )
    }
}

extension TransferMessage {
    init(_ peeked: PeekedMessage, of queue: QueueRecord) {
        let (message, content) = (peeked.message, peeked.message.content)
        self.init(
            queueArn: queue.address.arn,
            messageId: content.messageId.text,
            body: content.body,
            md5OfBody: content.md5OfBody.hex,
            senderId: content.senderId,
            sentAt: Date(message.sentAt),
            enqueuedAt: Date(message.storedAt),
            approximateReceiveCount: message.receiveCount,
            receivesElsewhere: message.receivesElsewhere
        )
        messageAttributes =
            content.attributes.isEmpty ? nil : content.attributes.all.map { AttributeView.views(of: $0) }
        md5OfMessageAttributes = content.md5OfAttributes?.hex
        awsTraceHeader = content.traceHeader
        messageGroupId = content.groupId?.text
        messageDeduplicationId = content.deduplicationId?.text
        switch peeked.standing {
        case .inFlight(let until), .delayed(let until): visibleAt = Date(until)
        case .visible, .blocked: break
        }
        firstReceivedAt = message.firstReceivedAt.map { Date($0) }
        deadLetterQueueSourceArn = message.deadLetterSourceArn
    }

    /// The message as its queue takes it back; one that was in flight can be received at once, a delayed one in its time.
    ///
    /// - Parameters:
    ///   - newId: its id from now on; its own when `nil`.
    ///   - queue: which it comes into.
    ///   - now: the present.
    /// - Returns: the message, checked.
    /// - Throws: `AdminProblem` or `SQSError` where it is none that the queue could hold, or where it is damaged.
    func restored(newId: MessageId?, to queue: QueueRecord, at now: Instant) throws -> RestoredMessage {
        guard let id = newId ?? MessageId(messageId) else {
            throw AdminProblem(.badRequest, "'\(messageId)' is no message id.")
        }
        var content = NewMessage(messageId: id, body: body, md5OfBody: try checkedBody(), senderId: senderId)
        content.attributes = try checkedAttributes()
        content.md5OfAttributes = content.attributes.md5
        guard md5OfMessageAttributes == content.md5OfAttributes?.hex else {
            throw AdminProblem(.badRequest, "The message attributes do not have the MD5 that is said of them.")
        }
        content.traceHeader = awsTraceHeader
        content.groupId = try messageGroupId.map { try FIFOIdentifier($0, parameter: "MessageGroupId") }
        content.deduplicationId = try messageDeduplicationId.map {
            try FIFOIdentifier($0, parameter: "MessageDeduplicationId")
        }
        guard !queue.attributes.isFIFO || content.groupId != nil && content.deduplicationId != nil else {
            throw AdminProblem(
                .badRequest,
                "A message of a FIFO queue has a MessageGroupId and a MessageDeduplicationId."
            )
        }
        guard Self.receives.contains(approximateReceiveCount), (0...approximateReceiveCount).contains(receivesElsewhere)
        else {
            throw AdminProblem(.badRequest, "ApproximateReceiveCount and ReceivesElsewhere are not those of a message.")
        }
        let stored = min(try instant(enqueuedAt, "EnqueuedAt"), now)
        let shown = try visibleAt.map { try instant($0, "VisibleAt") }
        let isDelayed = approximateReceiveCount == receivesElsewhere
        let visible = isDelayed ? shown : nil
        var message = RestoredMessage(
            content,
            sentAt: min(try instant(sentAt, "SentAt"), now),
            storedAt: stored,
            visibleAt: visible ?? stored
        )
        message.receiveCount = approximateReceiveCount
        message.receivesElsewhere = receivesElsewhere
        message.firstReceivedAt = try firstReceivedAt.map { try instant($0, "FirstReceivedAt") }
        message.deadLetterSourceArn = deadLetterQueueSourceArn
        return message
    }

    /// How often a message can have been received.
    private static let receives = 0...Int(Int32.max)
    /// The first and the last moment that a time of four digits a year tells, from 1970 on.
    private static let moments = Instant(milliseconds: 0)...Instant(milliseconds: 253_402_300_799_999)

    private func instant(_ date: Date, _ name: String) throws(AdminProblem) -> Instant {
        let instant = Instant(date)
        guard Self.moments.contains(instant) else {
            throw AdminProblem(.badRequest, "\(name) is no time from 1970 to 9999.")
        }
        return instant
    }

    private func checkedBody() throws(AdminProblem) -> MD5Digest {
        guard !body.isEmpty, body.utf8.count <= Limits.messageBytes, holdsMessageCharactersOnly(body) else {
            throw AdminProblem(.badRequest, "The body is none that a message can have.")
        }
        let digest = MD5Digest(of: body)
        guard digest.hex == md5OfBody else {
            throw AdminProblem(.badRequest, "The body does not have the MD5 that is said of it.")
        }
        return digest
    }

    private func checkedAttributes() throws -> MessageAttributes {
        guard let messageAttributes, !messageAttributes.isEmpty else { return .none }
        return MessageAttributes(try messageAttributes.map { try $0.value.value(named: $0.key).checked() })
    }
}
