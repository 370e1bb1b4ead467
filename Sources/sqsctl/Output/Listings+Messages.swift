import AdminAPI
import AdminClient

extension Listing where Row == MessageView {
    static var messages: Listing {
        Listing(
            name: \.messageId,
            columns: [
                Column("NUMBER", isKey: true) { .text("\($0.number)") },
                Column("MESSAGE ID", isWide: true) { .text($0.messageId) },
                Column("STATE", style: { $0.state.style }) { .text($0.state.rawValue) },
                Column("NEXT", isSparse: true) { .time($0.visibleAt) },
                Column("SENT") { .time($0.sentAt) },
                Column("RECEIVES") { .count($0.approximateReceiveCount) },
                Column("GROUP", isSparse: true) { .text($0.messageGroupId) },
                Column("SIZE") { .bytes($0.size) },
                Column("BODY", isKey: true) { .long($0.body ?? $0.excerpt ?? "") },
                Column("BLOCKED BY", isWide: true) { .text($0.blockedBy.map { "\($0)" }) },
                Column("ENQUEUED", isWide: true) { .time($0.enqueuedAt) },
                Column("EXPIRES", isWide: true) { .time($0.expiresAt) },
                Column("FIRST RECEIVED", isWide: true) { .time($0.firstReceivedAt) },
                Column("SENDER", isWide: true) { .text($0.senderId) },
                Column("DEDUPLICATION ID", isWide: true) { .text($0.messageDeduplicationId) },
                Column("SEQUENCE NUMBER", isWide: true) { .text($0.sequenceNumber) },
                Column("CAME FROM", isWide: true) {
                    .text($0.deadLetterQueueSourceArn.map { QueueReference($0).name })
                },
                Column("ATTRIBUTES", isWide: true) { .list(attributeTexts($0.messageAttributes)) },
                Column("TRACE HEADER", isWide: true) { .text($0.awsTraceHeader) },
                Column("MD5", isWide: true) { .text($0.md5OfBody) },
            ]
        )
    }
}

extension MessageState {
    var style: Style {
        switch self {
        case .visible: .good
        case .inFlight: .caution
        case .delayed: .dim
        case .blocked: .bad
        }
    }
}

/// Message attributes as `send --attr` takes them: `name:Type=value`.
func attributeTexts(_ attributes: [String: AttributeView]?) -> [String] {
    (attributes ?? [:]).sorted { $0.key < $1.key }.map { name, value in
        let type = value.dataType == "String" ? "" : ":\(value.dataType)"
        return "\(name)\(type)=\(value.stringValue ?? value.binaryValue ?? "")"
    }
}
