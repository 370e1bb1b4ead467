import QueueStore
import SQSModel

/// What of a message a receive asks to see.
struct MessageView: Sendable {
    private let systemAttributes: [SystemAttributeName]
    private let filter: MessageAttributeFilter

    /// - Throws: T-UNKNOWN for a system attribute that does not exist (RCV-8).
    init(_ action: ReceiveMessage) throws(SQSError) {
        let names = (action.attributeNames ?? []) + (action.messageSystemAttributeNames ?? [])
        let requested = try SystemAttributeName.requested(in: names)
        systemAttributes = SystemAttributeName.allCases.filter { requested.contains($0) }
        filter = MessageAttributeFilter(action.messageAttributeNames ?? [])
    }

    /// Everything that can be asked for.
    static let everything = MessageView(
        systemAttributes: SystemAttributeName.allCases,
        filter: MessageAttributeFilter(["All"])
    )

    private init(systemAttributes: [SystemAttributeName], filter: MessageAttributeFilter) {
        self.systemAttributes = systemAttributes
        self.filter = filter
    }

    /// The message as this receive shows it; `nil` where its body or its attributes no longer have the MD5 that they were
    /// stored with.
    func show(_ message: ReceivedMessage, handle: String, of queue: QueueRecord) -> ReceiveMessage.Message? {
        guard MD5Digest(of: message.body) == message.md5OfBody, message.attributes.md5 == message.md5OfAttributes,
            let attributes = attributes(of: message)
        else { return nil }
        return ReceiveMessage.Message(
            messageId: message.messageId,
            receiptHandle: handle,
            md5OfBody: message.md5OfBody,
            body: message.body,
            attributes: systemAttributes.compactMap { name in
                value(of: name, message, queue).map { TextEntry(name.rawValue, $0) }
            },
            md5OfMessageAttributes: attributes.md5,
            messageAttributes: attributes.list
        )
    }

    /// The attributes that pass the filter, with the MD5 over just these (RCV-9, RCV-10); `nil` where they are damaged.
    private func attributes(of message: ReceivedMessage) -> (list: [MessageAttribute], md5: MD5Digest?)? {
        guard !filter.isNothing, !message.attributes.isEmpty else { return ([], nil) }
        guard let all = message.attributes.all else { return nil }
        let wanted = all.filter { filter.includes($0.name) }
        if wanted.count == all.count { return (all, message.attributes.md5) }
        return (wanted, MessageAttributes(wanted).md5)
    }

    private func value(of name: SystemAttributeName, _ message: ReceivedMessage, _ queue: QueueRecord) -> String? {
        switch name {
        case .senderId: message.senderId
        case .sentTimestamp: String(message.sentAt.milliseconds)
        case .approximateReceiveCount: String(message.receiveCount)
        case .approximateFirstReceiveTimestamp: String(message.firstReceivedAt.milliseconds)
        case .sequenceNumber: queue.attributes.isFIFO ? message.handle.message.text : nil
        case .messageDeduplicationId: message.deduplicationId?.text
        case .messageGroupId: message.groupId?.text
        case .awsTraceHeader: message.traceHeader
        case .deadLetterQueueSourceArn: message.deadLetterSourceArn
        }
    }
}
