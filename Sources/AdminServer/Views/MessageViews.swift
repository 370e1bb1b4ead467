internal import AdminAPI
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

extension AdminAPI.MessageState {
    init(_ kind: PeekedMessage.Standing.Kind) {
        self =
            switch kind {
            case .visible: .visible
            case .inFlight: .inFlight
            case .delayed: .delayed
            case .blocked: .blocked
            }
    }

    var kind: PeekedMessage.Standing.Kind {
        switch self {
        case .visible: .visible
        case .inFlight: .inFlight
        case .delayed: .delayed
        case .blocked: .blocked
        }
    }
}

extension PeekedMessage.Standing {
    /// When the message can be received next, as far as that is known.
    var end: Instant? {
        switch self {
        case .visible: nil
        case .inFlight(let until), .delayed(let until): until
        case .blocked(let blocker): blocker.until
        }
    }
}

/// How much of a body is shown.
enum BodyLength: String, CaseIterable {
    case full, excerpt

    /// Characters of an excerpt.
    static let excerptLength = 200
}

extension MessageView {
    init(_ peeked: PeekedMessage, of queue: QueueRecord, body: BodyLength = .full) {
        let (message, content) = (peeked.message, peeked.message.content)
        let attributes = content.attributes.all
        self.init(
            messageId: content.messageId.text,
            number: message.sequence.number,
            state: AdminAPI.MessageState(peeked.standing.kind),
            sentAt: Date(message.sentAt),
            enqueuedAt: Date(message.storedAt),
            expiresAt: Date(message.expiresAt(in: queue.attributes)),
            approximateReceiveCount: message.receiveCount,
            senderId: content.senderId,
            size: content.body.utf8.count + (attributes ?? []).reduce(0) { $0 + $1.bytes },
            md5OfBody: content.md5OfBody.hex
        )
        visibleAt = peeked.standing.end.map { Date($0) }
        if case .blocked(let blocker) = peeked.standing { blockedBy = blocker.sequence.number }
        firstReceivedAt = message.firstReceivedAt.map { Date($0) }
        messageGroupId = content.groupId?.text
        messageDeduplicationId = content.deduplicationId?.text
        sequenceNumber = queue.attributes.isFIFO ? message.sequence.text : nil
        deadLetterQueueSourceArn = message.deadLetterSourceArn
        awsTraceHeader = content.traceHeader
        messageAttributes = content.attributes.isEmpty ? nil : attributes.map { AttributeView.views(of: $0) }
        md5OfMessageAttributes = content.md5OfAttributes?.hex
        switch body {
        case .full: self.body = content.body
        case .excerpt: excerpt = String(content.body.prefix(BodyLength.excerptLength))
        }
    }
}

extension AttributeView {
    /// Attributes by name.
    static func views(of attributes: [MessageAttribute]) -> [String: AttributeView] {
        Dictionary(attributes.map { ($0.name, AttributeView($0)) }) { first, _ in first }
    }

    init(_ attribute: MessageAttribute) {
        switch attribute.value {
        case .text(let text): self.init(dataType: attribute.dataType, stringValue: text)
        case .binary(let data):
            self.init(
                dataType: attribute.dataType,
                binaryValue: String(decoding: Base64.encode(data), as: UTF8.self)
            )
        }
    }

    /// The attribute as SendMessage takes it, checked by nobody yet.
    ///
    /// - Throws: `AdminProblem` where a binary value is no base64.
    func value(named name: String) throws(AdminProblem) -> MessageAttributeValue {
        var data: [UInt8]?
        if let binaryValue {
            guard let decoded = Base64.decode(binaryValue.utf8) else {
                throw AdminProblem(.badRequest, "The BinaryValue of the message attribute \(name) is no base64.")
            }
            data = decoded
        }
        return MessageAttributeValue(name: name, dataType: dataType, stringValue: stringValue, binaryValue: data)
    }
}

extension GroupView {
    init(_ record: GroupRecord, of queue: QueueRecord) {
        self.init(
            messageGroupId: record.name,
            messages: record.messages,
            heldBackUntil: record.head?.standing.end.map { Date($0) },
            head: record.head.map { MessageView($0, of: queue, body: .excerpt) }
        )
    }
}

extension Hold {
    /// - Returns: `nil` where the message is not in flight.
    init?(_ peeked: PeekedMessage, of queue: QueueRecord, holder: HolderRecord?) {
        guard case .inFlight(let until) = peeked.standing else { return nil }
        let client = holder?.client
        self.init(
            queueName: queue.address.name.text,
            messageId: peeked.message.content.messageId.text,
            number: peeked.message.sequence.number,
            messageGroupId: peeked.message.content.groupId?.text,
            approximateReceiveCount: peeked.message.receiveCount,
            until: Date(until),
            since: holder.map { Date($0.since) },
            client: client.flatMap { $0.address.isEmpty ? nil : $0.address },
            userAgent: client.flatMap { $0.userAgent.isEmpty ? nil : $0.userAgent }
        )
    }
}
