import AdminAPI

extension Listing where Row == ClientView {
    static var clients: Listing {
        Listing(
            name: \.client,
            columns: [
                Column("CLIENT", isKey: true) { .text($0.client) },
                Column("QUEUES") { .list($0.queues) },
                Column("RECEIVED") { .count($0.received) },
                Column("HOLDS") { .count($0.holds) },
                Column("LAST SEEN") { .time($0.lastSeenAt) },
                Column("USER AGENT") { .long($0.userAgent) },
            ]
        )
    }
}

extension Listing where Row == Hold {
    static var holds: Listing {
        Listing(
            name: \.messageId,
            columns: [
                Column("QUEUE") { .text($0.queueName) },
                Column("NUMBER", isKey: true) { .text("\($0.number)") },
                Column("MESSAGE ID", isWide: true) { .text($0.messageId) },
                Column("UNTIL") { .time($0.until) },
                Column("SINCE") { .time($0.since) },
                Column("RECEIVES") { .count($0.approximateReceiveCount) },
                Column("GROUP", isSparse: true) { .text($0.messageGroupId) },
                Column("CLIENT", isKey: true) { .text($0.client) },
                Column("USER AGENT", isWide: true) { .text($0.userAgent) },
            ]
        )
    }
}

extension Listing where Row == GroupView {
    static var groups: Listing {
        Listing(
            name: \.messageGroupId,
            columns: [
                Column("GROUP", isKey: true) { .text($0.messageGroupId) },
                Column("MESSAGES") { .count($0.messages) },
                Column("HELD BACK UNTIL", isSparse: true, style: { $0.heldBackUntil == nil ? nil : .caution }) {
                    .time($0.heldBackUntil)
                },
                Column("HEAD") { .text($0.head.map { "\($0.number)" }) },
                Column("HEAD STATE") { .text($0.head?.state.rawValue) },
                Column("HEAD ID", isWide: true) { .text($0.head?.messageId) },
                Column("HEAD RECEIVES", isWide: true) { .count($0.head?.approximateReceiveCount) },
                Column("HEAD BODY", isKey: true) { .long($0.head?.body ?? $0.head?.excerpt ?? "") },
            ]
        )
    }
}
