import QueueStore
import SQLite
import SQSModel

extension SQLiteStore {
    func inquire(_ inquiry: Inquiry, of queue: QueueID, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        // Asked for with each delete while somebody watches: neither the counts nor the queue are looked at.
        if case .messageIds(let numbers) = inquiry {
            return .found(.messageIds(try preparedInquirer().messageIds(of: numbers, on: state.shelf)))
        }
        // Counts are read from the tables.
        try writeMessageCounts()
        guard let finding = try preparedInquirer().answer(inquiry, of: queue, at: now) else {
            return .refused(.queueDoesNotExist)
        }
        return .found(finding)
    }

    private func preparedInquirer() throws(SQLiteError) -> Inquirer {
        if let inquirer { return inquirer }
        let made = try Inquirer(connection)
        inquirer = made
        return made
    }
}

/// Answers what operators ask of a queue besides counts and pages.
///
/// Each answer is of one moment: the statement that finds the shelf stays open until the end, and with it the snapshot.
final class Inquirer {
    /// Messages that one page of groups counts at most, so that it takes some tens of milliseconds; its last group may go
    /// beyond.
    private static let countLimit = 1_000_000

    private let counter: MessageCounter
    private let peeker: MessagePeeker
    private let shelf, oldest, oldestRestored, groupCounts, search, messageId: Statement
    private let front, groups, countLane, countTenant, countRestored, head: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        counter = try MessageCounter(connection)
        peeker = try MessagePeeker(connection)
        shelf = try connection.prepare(InquirySQL.shelf)
        oldest = try connection.prepare(InquirySQL.oldest)
        oldestRestored = try connection.prepare(InquirySQL.oldestRestored)
        groupCounts = try connection.prepare(InquirySQL.groupCounts)
        search = try connection.prepare(InquirySQL.search)
        messageId = try connection.prepare(InquirySQL.messageId)
        front = try connection.prepare(InquirySQL.front)
        groups = try connection.prepare(InquirySQL.groups)
        countLane = try connection.prepare(InquirySQL.countLane)
        countTenant = try connection.prepare(InquirySQL.countTenant)
        countRestored = try connection.prepare(InquirySQL.countRestored)
        head = try connection.prepare(InquirySQL.head)
    }

    /// - Returns: `nil` where there is no such queue.
    func answer(_ inquiry: Inquiry, of queue: QueueID, at now: Instant) throws(SQLiteError) -> Finding? {
        defer { shelf.reset() }
        try shelf.bind(1, queue.number)
        guard try shelf.step() else { return nil }
        let place = Place(
            queue: queue,
            shelf: shelf.integer(0),
            isFIFO: !shelf.isNull(2),
            cutoff: now.adding(seconds: -Int(shelf.integer(1))),
            now: now
        )
        switch inquiry {
        case .overview: return .overview(try overview(of: place))
        case .message(let sequence): return .message(try peeker.message(sequence, of: queue, at: now))
        case .search(let id, let after): return try search(for: id, after: after, in: place)
        case .groups(let after, let limit):
            let limits = PageRequest.limits
            return try groups(after: after, limit: min(max(limit, limits.lowerBound), limits.upperBound), of: place)
        case .messageIds(let numbers): return .messageIds(try messageIds(of: numbers, on: place.shelf))
        }
    }

    /// Where an answer is looked for.
    private struct Place {
        let queue: QueueID
        let shelf: Int64
        let isFIFO: Bool
        /// What was enqueued at this moment or before has expired.
        let cutoff: Instant
        let now: Instant
    }

    // MARK: Overview

    private func overview(of place: Place) throws(SQLiteError) -> QueueOverview {
        let oldest = try [
            first(self.oldest, place.shelf, place.cutoff.milliseconds),
            first(oldestRestored, place.shelf, place.cutoff.milliseconds),
        ]
        let figures = try counter.figures(of: place.queue, at: place.now)
        var overview = QueueOverview(
            counts: figures.counts,
            bytes: figures.bytes,
            oldestStoredAt: oldest.compactMap(\.self).min().map { Instant(milliseconds: $0) }
        )
        guard place.isFIFO else { return overview }
        defer { groupCounts.reset() }
        try groupCounts.bind(1, place.shelf)
        try groupCounts.bind(2, place.now.milliseconds)
        guard try groupCounts.step() else { return overview }
        overview.groups = Int(groupCounts.integer(0))
        overview.groupsHeldBack = Int(groupCounts.integer(1))
        return overview
    }

    /// The number that a statement of up to three numbers finds.
    private func first(_ statement: borrowing Statement, _ numbers: Int64...) throws(SQLiteError) -> Int64? {
        defer { statement.reset() }
        for (index, number) in numbers.enumerated() { try statement.bind(Int32(index + 1), number) }
        return try statement.step() ? statement.integer(0) : nil
    }

    // MARK: Search

    /// Looks at a slice of the queue for a message with an id.
    private func search(
        for id: MessageId,
        after: MessageSequence?,
        in place: Place
    ) throws(SQLiteError) -> Finding {
        defer { search.reset() }
        try search.bind(1, place.shelf)
        try search.bind(2, after?.number ?? .min)
        try search.bind(3, id.bytes)
        try search.bind(4, Int64(PageRequest.rowLimit))
        var rows = 0
        var last: MessageSequence?
        while try search.step() {
            rows += 1
            let sequence = MessageSequence(search.integer(0))
            last = sequence
            guard search.integer(1) != 0,
                let found = try peeker.message(sequence, of: place.queue, at: place.now)
            else { continue }
            return .searched(found, next: nil)
        }
        return .searched(nil, next: rows < PageRequest.rowLimit ? nil : last)
    }

    /// What messages on a shelf are called.
    func messageIds(
        of numbers: [MessageSequence],
        on shelf: Int64
    ) throws(SQLiteError) -> [MessageSequence: MessageId] {
        var ids: [MessageSequence: MessageId] = [:]
        for number in numbers {
            defer { messageId.reset() }
            try messageId.bind(1, shelf)
            try messageId.bind(2, number.number)
            if try messageId.step() { ids[number] = MessageId(bytes: messageId.bytes(0)) }
        }
        return ids
    }

    // MARK: Groups

    private func groups(after: String?, limit: Int, of place: Place) throws(SQLiteError) -> Finding {
        guard let front = try first(front, place.shelf, 0, place.cutoff.milliseconds) else {
            return .groups([], next: nil)
        }
        defer { groups.reset() }
        try groups.bind(1, place.shelf)
        try groups.bind(2, after ?? "")
        var records: [GroupRecord] = []
        var last: String?
        var counted = 0
        var bytes = 0
        while try groups.step() {
            guard records.count < limit, counted < Self.countLimit, bytes < PageRequest.byteLimit else {
                return .groups(records, next: last)
            }
            let id = groups.integer(0)
            let name = groups.text(1)
            last = name
            let inGroup = try count(group: id, from: front, in: place)
            counted += inGroup
            guard inGroup > 0 else { continue }
            let head = place.isFIFO ? try headOfLane(id, from: front, in: place) : nil
            bytes += head?.message.content.body.utf8.count ?? 0
            records.append(GroupRecord(name: name, messages: inGroup, head: head))
        }
        return .groups(records, next: nil)
    }

    /// Messages of a group that have not expired.
    private func count(group: Int64, from front: Int64, in place: Place) throws(SQLiteError) -> Int {
        let behind = try place.isFIFO ? first(countLane, group, front) : first(countTenant, group, front)
        defer { countRestored.reset() }
        try countRestored.bind(1, place.shelf)
        try countRestored.bind(2, place.cutoff.milliseconds)
        try countRestored.bind(3, front)
        try countRestored.bind(4, group)
        guard try countRestored.step() else { return Int(behind ?? 0) }
        return Int((behind ?? 0) - countRestored.integer(0))
    }

    private func headOfLane(_ lane: Int64, from front: Int64, in place: Place) throws(SQLiteError) -> PeekedMessage? {
        guard let id = try first(head, lane, front, place.cutoff.milliseconds) else { return nil }
        return try peeker.message(MessageSequence(id), of: place.queue, at: place.now)
    }
}

/// The texts of the statements that inquiries are answered with.
enum InquirySQL {
    /// All of them, for the test that looks at their plans.
    static let all = [
        shelf, oldest, oldestRestored, groupCounts, search, messageId, front, groups, countLane, countTenant,
        countRestored,
        head,
    ]

    static let shelf = """
        SELECT q.shelf_id, a.value, f.value FROM queues q \
        JOIN queue_attributes a ON a.queue_id = q.id AND a.name = 'MessageRetentionPeriod' \
        LEFT JOIN queue_attributes f ON f.queue_id = q.id AND f.name = 'FifoQueue' WHERE q.id = ?1
        """
    static let oldest = """
        SELECT enqueued_at FROM messages WHERE shelf_id = ?1 AND enqueued_at > ?2 ORDER BY id LIMIT 1
        """
    static let oldestRestored = """
        SELECT enqueued_at FROM messages INDEXED BY restored_messages_by_age \
        WHERE shelf_id = ?1 AND restored IS NOT NULL AND enqueued_at > ?2 ORDER BY enqueued_at LIMIT 1
        """
    static let groupCounts = """
        SELECT count(*), sum(available_at > ?2) FROM message_groups INDEXED BY groups_by_availability WHERE shelf_id = ?1
        """
    /// Reads no bodies: a payload's id stands in front of them.
    static let search = """
        SELECT m.id, p.message_id = ?3 FROM messages m JOIN payloads p ON p.id = m.id \
        WHERE m.shelf_id = ?1 AND m.id > ?2 ORDER BY m.id LIMIT ?4
        """
    static let messageId = """
        SELECT p.message_id FROM messages m JOIN payloads p ON p.id = m.id WHERE m.shelf_id = ?1 AND m.id = ?2
        """
    static let front = "SELECT \(MessageCounter.frontSQL)"
    static let groups = "SELECT id, name FROM message_groups WHERE shelf_id = ?1 AND name > ?2 ORDER BY name"
    static let countLane = """
        SELECT count(*) FROM messages INDEXED BY messages_by_lane WHERE lane = ?1 AND id >= ?2
        """
    static let countTenant = """
        SELECT count(*) FROM messages INDEXED BY messages_by_tenant WHERE tenant = ?1 AND id >= ?2
        """
    /// Of a group, what has expired behind the first message that has not.
    static let countRestored = """
        SELECT count(*) FROM messages INDEXED BY restored_messages_by_age \
        WHERE shelf_id = ?1 AND restored IS NOT NULL AND enqueued_at <= ?2 AND id >= ?3 AND (lane = ?4 OR tenant = ?4)
        """
    static let head = """
        SELECT id FROM messages INDEXED BY messages_by_lane WHERE lane = ?1 AND id >= ?2 AND enqueued_at > ?3 \
        ORDER BY id LIMIT 1
        """
}
