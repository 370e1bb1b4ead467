import QueueStore
import SQSModel

/// What can be asked of a queue, with the simplest means.
extension ReferenceQueue {
    func page(_ request: PageRequest, at now: Instant) -> MessagePage {
        let inOrder = peeked(at: now)
        let wanted = (request.isNewestFirst ? inOrder.reversed() : inOrder).filter { message in
            let sequence = message.message.sequence
            let isBehind = request.after.map { request.isNewestFirst ? sequence < $0 : $0 < sequence } ?? true
            return isBehind && request.kinds.contains(message.standing.kind)
        }
        let page = Array(wanted.prefix(request.limit))
        return MessagePage(messages: page, next: page.count < wanted.count ? page.last?.message.sequence : nil)
    }

    func finding(_ inquiry: Inquiry, at now: Instant) -> Finding {
        switch inquiry {
        case .overview: .overview(overview(at: now))
        case .message(let sequence): .message(peeked(at: now).first { $0.message.sequence == sequence })
        case .search(let id, let after):
            .searched(
                peeked(at: now).first { message in
                    message.message.content.messageId == id && after.map { $0 < message.message.sequence } ?? true
                },
                next: nil
            )
        case .groups(let after, let limit): groups(after: after, limit: limit, at: now)
        case .messageIds(let numbers): .messageIds(messageIds(of: Set(numbers)))
        }
    }

    /// What is there, in the order of sequences: messages that came from another queue may stand behind later ones here.
    private func peeked(at now: Instant) -> [PeekedMessage] {
        attributes.peeked(messages.sorted { $0.sequence < $1.sequence }, at: now)
    }

    private func messageIds(of numbers: Set<MessageSequence>) -> [MessageSequence: MessageId] {
        let wanted = messages.filter { numbers.contains($0.sequence) }
        return Dictionary(wanted.map { ($0.sequence, $0.content.messageId) }) { first, _ in first }
    }

    private func overview(at now: Instant) -> QueueOverview {
        let present = peeked(at: now)
        var overview = QueueOverview(
            counts: counts(at: now),
            bytes: present.map(\.message.content.bytes).reduce(0, +),
            oldestStoredAt: present.map(\.message.storedAt).min()
        )
        guard attributes.isFIFO else { return overview }
        let heads = Dictionary(present.map { ($0.message.content.groupId, $0) }) { first, _ in first }
        overview.groups = heads.count
        overview.groupsHeldBack = heads.values.filter { $0.standing != .visible }.count
        return overview
    }

    private func groups(after: String?, limit: Int, at now: Instant) -> Finding {
        let named = peeked(at: now).filter { $0.message.content.groupId != nil }
        let groups = Dictionary(grouping: named) { $0.message.content.groupId?.text ?? "" }
        let wanted = groups.filter { group in after.map { $0.isBefore(group.key) } ?? true }
            .sorted { $0.key.isBefore($1.key) }
        let limits = PageRequest.limits
        let page = wanted.prefix(min(max(limit, limits.lowerBound), limits.upperBound))
        return .groups(
            page.map {
                GroupRecord(name: $0.key, messages: $0.value.count, head: attributes.isFIFO ? $0.value[0] : nil)
            },
            next: page.count < wanted.count ? page.last?.key : nil
        )
    }
}

extension String {
    /// The order of names everywhere: that of their bytes.
    fileprivate func isBefore(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
