import QueueStore
import SQLite
import SQSModel
import Synchronization

/// Reads on a snapshot of its own, beside the writer.
///
/// It never writes and never checkpoints: with the SQLite of many systems, two connections that checkpoint at once can
/// corrupt the log.
final class SQLiteReader: QueueReader {
    /// What one connection can be asked.
    private struct Questions {
        let counter: MessageCounter
        let peeker: MessagePeeker
        let inquirer: Inquirer
    }

    private let path: String
    private let questions: Mutex<Questions>

    init(path: String) throws(SQLiteError) {
        let connection = try Connection(path: path, mode: .readOnly)
        self.path = path
        questions = Mutex(
            Questions(
                counter: try MessageCounter(connection),
                peeker: try MessagePeeker(connection),
                inquirer: try Inquirer(connection)
            )
        )
    }

    func counts(of queue: QueueID, at now: Instant) throws(StoreError) -> MessageCounts {
        do throws(SQLiteError) {
            return try questions.withLock { questions throws(SQLiteError) in
                try questions.counter.counts(of: queue, at: now)
            }
        } catch {
            throw StoreError(error)
        }
    }

    func messages(of queue: QueueID, page: PageRequest, at now: Instant) throws(StoreError) -> MessagePage? {
        do throws(SQLiteError) {
            return try questions.withLock { questions throws(SQLiteError) in
                try questions.peeker.page(page, of: queue, at: now)
            }
        } catch {
            throw StoreError(error)
        }
    }

    func answer(_ inquiry: Inquiry, of queue: QueueID, at now: Instant) throws(StoreError) -> Finding? {
        do throws(SQLiteError) {
            return try questions.withLock { questions throws(SQLiteError) in
                try questions.inquirer.answer(inquiry, of: queue, at: now)
            }
        } catch {
            throw StoreError(error)
        }
    }

    func beginBackup(to path: String) throws(StoreError) -> any StoreBackup {
        SQLiteBackup(try UnfinishedBackup(path, of: self.path))
    }
}

extension SQLiteStore {
    func count(_ queue: QueueID, at now: Instant) throws(SQLiteError) -> Outcome {
        guard states[queue] != nil else { return .refused(.queueDoesNotExist) }
        try writeMessageCounts()
        return .counted(try MessageCounter(connection).counts(of: queue, at: now))
    }
}

/// Counts the messages of a queue by state.
///
/// What is hidden is counted along an index; what is visible is the rest.
final class MessageCounter {
    private let shelf: Statement
    private let hidden: Statement
    private let expired: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        shelf = try connection.prepare(Self.shelfSQL)
        hidden = try connection.prepare(Self.hiddenSQL)
        expired = try connection.prepare(Self.expiredSQL)
    }

    static let shelfSQL = """
        SELECT s.id, s.message_count, a.value, s.byte_count FROM queues q JOIN shelves s ON s.id = q.shelf_id \
        JOIN queue_attributes a ON a.queue_id = q.id AND a.name = 'MessageRetentionPeriod' WHERE q.id = ?1
        """
    /// Two indexes hold what is hidden, with and without tenants.
    static let hiddenSQL = """
        SELECT sum(hidden), sum(received) FROM ( \
        SELECT count(*) AS hidden, sum(receive_count > 0) AS received FROM messages \
        INDEXED BY messages_by_visibility WHERE shelf_id = ?1 AND tenant IS NULL AND visible_at > ?2 \
        UNION ALL SELECT count(*), sum(receive_count > 0) FROM messages \
        INDEXED BY tenants_messages_by_visibility WHERE shelf_id = ?1 AND tenant IS NOT NULL AND visible_at > ?2)
        """
    /// The first message that has not expired; all in front of it have, and behind it only some that were restored.
    static let frontSQL = """
        coalesce((SELECT id FROM messages WHERE shelf_id = ?1 AND enqueued_at > ?3 ORDER BY id LIMIT 1), \
        9223372036854775807)
        """
    /// What has expired and is not yet removed.
    static let expiredSQL = """
        SELECT sum(expired), sum(hidden), sum(received), sum(bytes) FROM ( \
        SELECT count(*) AS expired, sum(visible_at > ?2) AS hidden, sum(visible_at > ?2 AND receive_count > 0) AS received, \
        sum(size) AS bytes FROM messages WHERE shelf_id = ?1 AND id < \(frontSQL) \
        UNION ALL SELECT count(*), sum(visible_at > ?2), sum(visible_at > ?2 AND receive_count > 0), sum(size) \
        FROM messages INDEXED BY restored_messages_by_age \
        WHERE shelf_id = ?1 AND restored IS NOT NULL AND enqueued_at <= ?3 AND id >= \(frontSQL))
        """

    func counts(of queue: QueueID, at now: Instant) throws(SQLiteError) -> MessageCounts {
        try figures(of: queue, at: now).counts
    }

    /// What is in a queue, all of one moment.
    typealias Figures = (counts: MessageCounts, bytes: Int)

    func figures(of queue: QueueID, at now: Instant) throws(SQLiteError) -> Figures {
        let nothing: Figures = (MessageCounts(), 0)
        defer {
            shelf.reset()
            hidden.reset()
            expired.reset()
        }
        try shelf.bind(1, queue.number)
        // The row stays open until the end, and with it the snapshot that all three statements see.
        guard try shelf.step() else { return nothing }
        let id = shelf.integer(0)
        let total = Int(shelf.integer(1))
        let cutoff = now.adding(seconds: -Int(shelf.integer(2)))
        try hidden.bind(1, id)
        try hidden.bind(2, now.milliseconds)
        guard try hidden.step() else { return nothing }
        try expired.bind(1, id)
        try expired.bind(2, now.milliseconds)
        try expired.bind(3, cutoff.milliseconds)
        guard try expired.step() else { return nothing }
        let hiddenCount = Int(hidden.integer(0) - expired.integer(1))
        let inFlight = Int(hidden.integer(1) - expired.integer(2))
        let counts = MessageCounts(
            visible: total - Int(expired.integer(0)) - hiddenCount,
            inFlight: inFlight,
            delayed: hiddenCount - inFlight
        )
        return (counts, Int(shelf.integer(3) - expired.integer(3)))
    }
}
