import SQLite

/// Everything that runs while calls are served, prepared once. None of them scans: a test asks SQLite for each plan.
final class Statements {
    let begin: Statement
    let commit: Statement
    let rollback: Statement

    let insertMessage: Statement
    let insertPayload: Statement
    /// Messages that can be received, earliest visible first.
    let findVisible: Statement
    let nextVisible: Statement
    let countInFlight: Statement
    let takeMessage: Statement
    let findMessage: Statement
    let hideMessage: Statement
    let deleteMessage: Statement
    let deletePayload: Statement
    let oldestMessages: Statement
    let setMessageCount: Statement
    let setSetting: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        rollback = try connection.prepare("ROLLBACK")
        insertMessage = try connection.prepare(Self.sql.insertMessage)
        insertPayload = try connection.prepare(Self.sql.insertPayload)
        findVisible = try connection.prepare(Self.sql.findVisible)
        nextVisible = try connection.prepare(Self.sql.nextVisible)
        countInFlight = try connection.prepare(Self.sql.countInFlight)
        takeMessage = try connection.prepare(Self.sql.takeMessage)
        findMessage = try connection.prepare(Self.sql.findMessage)
        hideMessage = try connection.prepare(Self.sql.hideMessage)
        deleteMessage = try connection.prepare(Self.sql.deleteMessage)
        deletePayload = try connection.prepare(Self.sql.deletePayload)
        oldestMessages = try connection.prepare(Self.sql.oldestMessages)
        setMessageCount = try connection.prepare(Self.sql.setMessageCount)
        setSetting = try connection.prepare(Self.sql.setSetting)
    }

    /// The texts, by name, for those who want to see how SQLite carries them out.
    static let sql = SQL()

    struct SQL {
        let insertMessage = """
            INSERT INTO messages (shelf_id, id, visible_at, enqueued_at, receive_count) VALUES (?1, ?2, ?3, ?4, 0)
            """
        let insertPayload = """
            INSERT INTO payloads (id, message_id, body, body_md5, attributes, sent_at, sender_id, trace_header, \
            group_id, deduplication_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """
        let findVisible = """
            SELECT m.id, m.enqueued_at, m.receive_count, m.first_received_at, p.message_id, p.body, p.body_md5, \
            p.attributes, p.sent_at, p.sender_id, p.trace_header, p.group_id, p.deduplication_id, p.dead_letter_source \
            FROM messages m INDEXED BY messages_by_visibility JOIN payloads p ON p.id = m.id \
            WHERE m.shelf_id = ?1 AND m.visible_at <= ?2 ORDER BY m.visible_at, m.id LIMIT ?3
            """
        let nextVisible = """
            SELECT visible_at FROM messages INDEXED BY messages_by_visibility \
            WHERE shelf_id = ?1 AND visible_at > ?2 ORDER BY visible_at LIMIT 1
            """
        let countInFlight = """
            SELECT count(*) FROM messages INDEXED BY messages_by_visibility \
            WHERE shelf_id = ?1 AND visible_at > ?2 AND receive_count > 0
            """
        let takeMessage = """
            UPDATE messages SET visible_at = ?3, receive_count = ?4, first_received_at = ?5 \
            WHERE shelf_id = ?1 AND id = ?2
            """
        let findMessage = """
            SELECT receive_count, visible_at, enqueued_at FROM messages WHERE shelf_id = ?1 AND id = ?2
            """
        let hideMessage = "UPDATE messages SET visible_at = ?3 WHERE shelf_id = ?1 AND id = ?2"
        let deleteMessage = "DELETE FROM messages WHERE shelf_id = ?1 AND id = ?2"
        let deletePayload = "DELETE FROM payloads WHERE id = ?1"
        let oldestMessages = "SELECT id, enqueued_at FROM messages WHERE shelf_id = ?1 ORDER BY id LIMIT ?2"
        let setMessageCount = "UPDATE shelves SET message_count = ?2 WHERE id = ?1"
        let setSetting = "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2"
    }
}
