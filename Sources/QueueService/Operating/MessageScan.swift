import Dispatch
import QueueStore
import SQSModel
import Synchronization

/// Goes through those messages of a queue that meet a condition, page by page.
struct MessageScan: Sendable {
    struct Page: Sendable {
        /// Those that meet the condition.
        var messages: [PeekedMessage] = []
        /// About how many were looked at.
        var rows = 0
        /// Where to go on; `nil` at the end.
        var next: MessageSequence?
    }

    /// How the messages are found.
    private enum Way: Sendable {
        case all
        /// Each one by its number, in the order in which they are wanted.
        case numbers([MessageSequence])
        case search(MessageId)
    }

    let kinds: Set<PeekedMessage.Standing.Kind>
    private let reading: StoreReading
    private let matching: DispatchQueue
    private let queue: QueueID
    private let filter: MessageFilter
    private let isNewestFirst: Bool
    private let way: Way
    private let isWanted: @Sendable (PeekedMessage) -> Bool

    /// - Parameters:
    ///   - queue: whose messages.
    ///   - filter: the condition.
    ///   - isNewestFirst: in which order.
    ///   - hands: whose reader and whose knowledge of holders is used.
    init(_ queue: QueueRecord, _ filter: MessageFilter, isNewestFirst: Bool = false, by hands: QueueOperator) {
        reading = hands.reading
        matching = hands.matching
        self.queue = queue.id
        self.filter = filter
        self.isNewestFirst = isNewestFirst
        // Only what is in flight is held by anybody.
        kinds = filter.client == nil ? filter.kinds : filter.kinds.intersection([.inFlight])
        way = Self.way(to: filter.references, isNewestFirst: isNewestFirst)
        isWanted = filter.predicate(kinds: kinds) { hands.holder(of: $0) }
    }

    /// The next page; it can have fewer messages than it might, even none, and not be the last one all the same.
    ///
    /// - Parameters:
    ///   - after: where the page before ended.
    ///   - limit: how many messages are wanted; a page can have more.
    /// - Returns: those of its messages that meet the condition.
    /// - Throws: Q-NONE, or why the store could not be read.
    func page(after: MessageSequence?, limit: Int) async throws(SQSError) -> Page {
        guard !kinds.isEmpty else { return Page() }
        switch way {
        case .all: return try await storePage(after: after, limit: limit)
        case .numbers(let numbers): return try await lookUp(numbers, after: after, limit: limit)
        case .search(let id):
            let (message, next) = try await reading.search(id, in: queue, after: after)
            let found = await wanted(message.map { [$0] } ?? [])
            return Page(messages: found, rows: next == nil ? found.count : PageRequest.rowLimit, next: next)
        }
    }

    private func storePage(after: MessageSequence?, limit: Int) async throws(SQSError) -> Page {
        let request = PageRequest(
            after: after,
            isNewestFirst: isNewestFirst,
            limit: filter.needsKindsOnly ? limit : PageRequest.limits.upperBound,
            kinds: kinds
        )
        let page = try await reading.page(of: queue, request)
        let isCutShort = page.next != nil && page.messages.count < request.limit
        let isEveryKind = kinds.count == PeekedMessage.Standing.Kind.allCases.count
        return Page(
            messages: await wanted(page.messages),
            rows: isCutShort && !isEveryKind ? PageRequest.rowLimit : page.messages.count,
            next: page.next
        )
    }

    private func lookUp(
        _ numbers: [MessageSequence],
        after: MessageSequence?,
        limit: Int
    ) async throws(SQSError) -> Page {
        let rest = numbers.drop { number in
            after.map { isNewestFirst ? number >= $0 : number <= $0 } ?? false
        }
        let taken = rest.prefix(min(limit, PageRequest.limits.upperBound))
        var messages: [PeekedMessage] = []
        for number in taken {
            if let message = try await reading.message(number, of: queue) { messages.append(message) }
        }
        return Page(
            messages: await wanted(messages),
            rows: taken.count,
            next: taken.count < rest.count ? taken.last : nil
        )
    }

    /// Some of them at most where the task is cancelled: nobody waits for the others any more.
    private func wanted(_ messages: [PeekedMessage]) async -> [PeekedMessage] {
        guard filter.match != nil, !messages.isEmpty else { return messages.filter(isWanted) }
        let end = End()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                matching.async { [isWanted] in
                    let wanted = messages.filter { !end.hasCome.load(ordering: .relaxed) && isWanted($0) }
                    continuation.resume(returning: wanted)
                }
            }
        } onCancel: {
            end.hasCome.store(true, ordering: .relaxed)
        }
    }

    private final class End: Sendable {
        let hasCome = Atomic(false)
    }
}

extension MessageScan {
    /// Of many ids none is searched for by itself: going through the queue once finds them all.
    private static func way(to references: [MessageReference]?, isNewestFirst: Bool) -> Way {
        guard let references else { return .all }
        let numbers = Set(references.compactMap(\.number)).sorted()
        let ids = Set(references.compactMap(\.id))
        if ids.isEmpty { return .numbers(isNewestFirst ? numbers.reversed() : numbers) }
        guard let id = ids.first, ids.count == 1, numbers.isEmpty else { return .all }
        return .search(id)
    }
}

extension MessageReference {
    fileprivate var number: MessageSequence? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    fileprivate var id: MessageId? {
        guard case .id(let id) = self else { return nil }
        return id
    }
}

extension MessageFilter {
    /// Whether a store finds by itself what is wanted.
    fileprivate var needsKindsOnly: Bool {
        references == nil && groupId == nil && match == nil && sentUntil == nil && client == nil
    }

    /// The whole condition, the cheap parts first.
    fileprivate func predicate(
        kinds: Set<PeekedMessage.Standing.Kind>,
        holder: @escaping @Sendable (MessageSequence) -> HolderRecord?
    ) -> @Sendable (PeekedMessage) -> Bool {
        let wanted = references.map { Set($0) }
        return { [self] peeked in
            let message = peeked.message
            guard kinds.contains(peeked.standing.kind) else { return false }
            if let groupId, message.content.groupId?.text != groupId { return false }
            if let sentUntil, message.sentAt > sentUntil { return false }
            if let wanted, !wanted.contains(.number(message.sequence)), !wanted.contains(.id(message.content.messageId))
            {
                return false
            }
            if let client, holder(message.sequence)?.client.address != client { return false }
            return match?.matches(message) ?? true
        }
    }
}
