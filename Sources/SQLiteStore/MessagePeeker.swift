import QueueStore
import SQLite
import SQSModel

extension SQLiteStore {
    func peek(_ queue: QueueID, _ request: PageRequest, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let page = try preparedPeeker().page(request, of: queue, at: now) else {
            return .refused(.queueDoesNotExist)
        }
        return .peeked(page)
    }

    private func preparedPeeker() throws(SQLiteError) -> MessagePeeker {
        if let peeker { return peeker }
        let made = try MessagePeeker(connection)
        peeker = made
        return made
    }
}

/// Looks at the messages of a queue in the order of arrival, and does nothing else.
///
/// It reads the small rows one after the other, and the payloads of those that are wanted.
final class MessagePeeker {
    /// Rows of a lane, from its first, among which the one is looked for that holds back the others.
    ///
    /// A receive takes from the front of a group, ten messages at most, so what is in flight stands among its first ten.
    /// A delayed message has delayed ones behind it, except what came from another queue or was restored: there alone,
    /// and this far behind the front, a message can be shown as visible that is held back.
    private static let laneReach = 100

    private let shelf, rows, rowsBackwards, row, lane, message: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        shelf = try connection.prepare(MessageCounter.shelfSQL)
        rows = try connection.prepare(Self.rowsSQL)
        rowsBackwards = try connection.prepare(Self.rowsBackwardsSQL)
        row = try connection.prepare(Self.rowSQL)
        lane = try connection.prepare(Self.laneSQL)
        message = try connection.prepare(SQL.readMessage)
    }

    private static let columns = "SELECT id, visible_at, enqueued_at, receive_count, lane FROM messages"
    static let rowsSQL = "\(columns) WHERE shelf_id = ?1 AND id > ?2 ORDER BY id"
    static let rowsBackwardsSQL = "\(columns) WHERE shelf_id = ?1 AND id < ?2 ORDER BY id DESC"
    static let rowSQL = "\(columns) WHERE shelf_id = ?1 AND id = ?2"
    static let laneSQL = """
        SELECT id, visible_at, enqueued_at FROM messages INDEXED BY messages_by_lane \
        WHERE lane = ?1 AND id <= ?2 ORDER BY id LIMIT ?3
        """

    /// All of a page is of one moment: its first statement stays open until the end, and with it the snapshot.
    func page(_ request: PageRequest, of queue: QueueID, at now: Instant) throws(SQLiteError) -> MessagePage? {
        defer { shelf.reset() }
        try shelf.bind(1, queue.number)
        guard try shelf.step() else { return nil }
        var look = Look(request, shelf: shelf.integer(0), retentionSeconds: Int(shelf.integer(2)), at: now)
        if request.isNewestFirst {
            try pass(rowsBackwards, from: request.after?.number ?? .max, &look)
        } else {
            try pass(rows, from: request.after?.number ?? .min, &look)
        }
        return look.page
    }

    private func pass(_ rows: borrowing Statement, from start: Int64, _ look: inout Look) throws(SQLiteError) {
        defer { rows.reset() }
        try rows.bind(1, look.shelf)
        try rows.bind(2, start)
        while try rows.step() {
            guard !look.isFull else {
                look.page.next = look.last
                break
            }
            let row = KeyRow(rows)
            look.pass(row)
            guard row.enqueuedAt > look.cutoff else { continue }
            let standing = try standing(of: row, &look)
            if look.request.kinds.contains(standing.kind), let message = try readMessage(row.id, on: look.shelf) {
                look.add(PeekedMessage(message: message, standing: standing))
            }
        }
    }

    /// One message by its number; `nil` where it is not in the queue.
    func message(_ sequence: MessageSequence, of queue: QueueID, at now: Instant) throws(SQLiteError) -> PeekedMessage?
    {
        defer {
            shelf.reset()
            row.reset()
        }
        try shelf.bind(1, queue.number)
        guard try shelf.step() else { return nil }
        // As on a page from the newest, whoever holds it back stands anywhere in front of it.
        let request = PageRequest(isNewestFirst: true, limit: 1)
        var look = Look(request, shelf: shelf.integer(0), retentionSeconds: Int(shelf.integer(2)), at: now)
        try row.bind(1, look.shelf)
        try row.bind(2, sequence.number)
        guard try row.step() else { return nil }
        let key = KeyRow(row)
        guard key.enqueuedAt > look.cutoff else { return nil }
        let standing = try standing(of: key, &look)
        return try readMessage(key.id, on: look.shelf).map { PeekedMessage(message: $0, standing: standing) }
    }

    private func standing(of row: KeyRow, _ look: inout Look) throws(SQLiteError) -> PeekedMessage.Standing {
        let own = PeekedMessage.Standing(visibleAt: row.visibleAt, receiveCount: row.receiveCount, at: look.now)
        guard let lane = row.lane, look.tellsBlocked else { return own }
        if look.lanes.insert(lane).inserted { look.blockers[lane] = try blockerBeforePage(in: lane, &look) }
        if own == .visible {
            // From the newest on, the one that was found may stand behind this one.
            guard let blocker = look.blockers[lane], blocker.sequence.number < row.id else { return own }
            return .blocked(blocker)
        }
        if !look.request.isNewestFirst, look.blockers[lane] == nil {
            look.blockers[lane] = look.blocker(row.id, row.visibleAt, row.enqueuedAt)
        }
        return own
    }

    /// The first hidden message of a lane: among those that earlier pages have shown, or, from the newest on, among all.
    private func blockerBeforePage(in id: Int64, _ look: inout Look) throws(SQLiteError) -> PeekedMessage.Blocker? {
        let after = look.request.isNewestFirst ? MessageSequence(.max) : look.request.after
        guard let after else { return nil }
        defer { lane.reset() }
        try lane.bind(1, id)
        try lane.bind(2, after.number)
        try lane.bind(3, Int64(Self.laneReach))
        while try lane.step() {
            look.rowsSeen += 1
            let visibleAt = Instant(milliseconds: lane.integer(1))
            let enqueuedAt = Instant(milliseconds: lane.integer(2))
            if visibleAt > look.now, enqueuedAt > look.cutoff {
                return look.blocker(lane.integer(0), visibleAt, enqueuedAt)
            }
        }
        return nil
    }

    private func readMessage(_ id: Int64, on shelf: Int64) throws(SQLiteError) -> StoredMessage? {
        defer { message.reset() }
        try message.bind(1, shelf)
        try message.bind(2, id)
        return try message.step() ? StoredMessage(MessageRow(message)) : nil
    }
}

/// The part of a message's row that tells where it stands.
private struct KeyRow {
    let id: Int64
    let visibleAt: Instant
    let enqueuedAt: Instant
    let receiveCount: Int
    let lane: Int64?

    init(_ row: borrowing Statement) {
        id = row.integer(0)
        visibleAt = Instant(milliseconds: row.integer(1))
        enqueuedAt = Instant(milliseconds: row.integer(2))
        receiveCount = Int(row.integer(3))
        lane = row.optionalInteger(4)
    }
}

/// A page that is being made, and what it has cost so far.
private struct Look {
    let request: PageRequest
    let shelf: Int64
    let now: Instant
    /// What was enqueued at this moment or before has expired.
    let cutoff: Instant
    /// Whether anybody wants to tell visible messages from those that are held back.
    let tellsBlocked: Bool
    private let retentionSeconds: Int

    var page = MessagePage()
    private(set) var last: MessageSequence?
    var rowsSeen = 0
    private var bytes = 0
    /// Lanes that were met, and the first hidden message of those that have one.
    var lanes: Set<Int64> = []
    var blockers: [Int64: PeekedMessage.Blocker] = [:]

    init(_ request: PageRequest, shelf: Int64, retentionSeconds: Int, at now: Instant) {
        self.request = request
        self.shelf = shelf
        self.now = now
        self.retentionSeconds = retentionSeconds
        cutoff = now.adding(seconds: -retentionSeconds)
        tellsBlocked = !request.kinds.isDisjoint(with: [.visible, .blocked])
    }

    var isFull: Bool {
        page.messages.count >= request.limit || rowsSeen >= PageRequest.rowLimit || bytes >= PageRequest.byteLimit
    }

    mutating func pass(_ row: KeyRow) {
        rowsSeen += 1
        last = MessageSequence(row.id)
    }

    mutating func add(_ message: PeekedMessage) {
        page.messages.append(message)
        bytes += message.message.content.body.utf8.count + message.message.content.attributes.stream.count
    }

    func blocker(_ id: Int64, _ visibleAt: Instant, _ enqueuedAt: Instant) -> PeekedMessage.Blocker {
        PeekedMessage.Blocker(
            sequence: MessageSequence(id),
            visibleAt: visibleAt,
            expiresAt: enqueuedAt.adding(seconds: retentionSeconds)
        )
    }
}

extension StoredMessage {
    fileprivate init(_ row: MessageRow) {
        self.init(
            row.content,
            sequence: MessageSequence(row.id),
            sentAt: row.sentAt,
            storedAt: row.enqueuedAt,
            visibleAt: row.visibleAt
        )
        receiveCount = row.receiveCount
        receivesElsewhere = row.receivesElsewhere
        firstReceivedAt = row.firstReceivedAt
        deadLetterSourceArn = row.deadLetterSourceArn
    }
}
