import SQLite

/// Everything that runs while messages are served, prepared once.
///
/// None of it scans: a test asks SQLite for each plan.
final class Statements {
    let begin, commit, rollback: Statement
    let insertMessage, insertPayload: Statement
    let findVisible, findVisibleInLane, readMessage: Statement
    let visibleWithoutTenant, visibleOfTenants, visibleOfTenant: Statement
    let nextVisible, nextVisibleOfTenants, nextAvailable: Statement
    let countInFlight, countInFlightOfTenants, countInFlightOfTenant: Statement
    let takeMessage, findMessage, hideMessage, deleteMessage, deletePayload: Statement
    let oldestMessages, setMessageCount, setSetting: Statement
    let findGroup, insertGroup, updateGroup, deleteGroup, availableGroups, laneHead, tenantHead: Statement
    let findDuplicate, rememberSend: Statement
    let moveMessage, movePayload: Statement
    let oldestRestored, setDeadLetterSource: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        rollback = try connection.prepare("ROLLBACK")
        insertMessage = try connection.prepare(SQL.insertMessage)
        insertPayload = try connection.prepare(SQL.insertPayload)
        findVisible = try connection.prepare(SQL.findVisible)
        findVisibleInLane = try connection.prepare(SQL.findVisibleInLane)
        readMessage = try connection.prepare(SQL.readMessage)
        visibleWithoutTenant = try connection.prepare(SQL.visibleWithoutTenant)
        visibleOfTenants = try connection.prepare(SQL.visibleOfTenants)
        visibleOfTenant = try connection.prepare(SQL.visibleOfTenant)
        nextVisible = try connection.prepare(SQL.nextVisible)
        nextVisibleOfTenants = try connection.prepare(SQL.nextVisibleOfTenants)
        nextAvailable = try connection.prepare(SQL.nextAvailable)
        countInFlight = try connection.prepare(SQL.countInFlight)
        countInFlightOfTenants = try connection.prepare(SQL.countInFlightOfTenants)
        countInFlightOfTenant = try connection.prepare(SQL.countInFlightOfTenant)
        takeMessage = try connection.prepare(SQL.takeMessage)
        findMessage = try connection.prepare(SQL.findMessage)
        hideMessage = try connection.prepare(SQL.hideMessage)
        deleteMessage = try connection.prepare(SQL.deleteMessage)
        deletePayload = try connection.prepare(SQL.deletePayload)
        oldestMessages = try connection.prepare(SQL.oldestMessages)
        setMessageCount = try connection.prepare(SQL.setMessageCount)
        setSetting = try connection.prepare(SQL.setSetting)
        findGroup = try connection.prepare(SQL.findGroup)
        insertGroup = try connection.prepare(SQL.insertGroup)
        updateGroup = try connection.prepare(SQL.updateGroup)
        deleteGroup = try connection.prepare(SQL.deleteGroup)
        availableGroups = try connection.prepare(SQL.availableGroups)
        laneHead = try connection.prepare(SQL.laneHead)
        tenantHead = try connection.prepare(SQL.tenantHead)
        findDuplicate = try connection.prepare(SQL.findDuplicate)
        rememberSend = try connection.prepare(SQL.rememberSend)
        moveMessage = try connection.prepare(SQL.moveMessage)
        movePayload = try connection.prepare(SQL.movePayload)
        oldestRestored = try connection.prepare(SQL.oldestRestored)
        setDeadLetterSource = try connection.prepare(SQL.setDeadLetterSource)
    }
}

/// The texts of the statements.
enum SQL {
    /// All of them, for the test that looks at their plans.
    static let all = [
        insertMessage, insertPayload, findVisible, findVisibleInLane, readMessage, visibleWithoutTenant,
        visibleOfTenants, visibleOfTenant, nextVisible, nextVisibleOfTenants, nextAvailable, countInFlight,
        countInFlightOfTenants, countInFlightOfTenant, takeMessage, findMessage, hideMessage, deleteMessage,
        deletePayload, oldestMessages, setMessageCount, setSetting, findGroup, insertGroup, updateGroup, deleteGroup,
        availableGroups, laneHead, tenantHead, findDuplicate, rememberSend, moveMessage, movePayload,
        oldestRestored, setDeadLetterSource,
    ]

    // MARK: Messages

    static let insertMessage = """
        INSERT INTO messages (shelf_id, id, visible_at, enqueued_at, receive_count, receives_elsewhere, lane, tenant, size) \
        VALUES (?1, ?2, ?3, ?4, 0, 0, ?5, ?6, ?7)
        """
    static let insertPayload = """
        INSERT INTO payloads (id, message_id, body, body_md5, attributes, sent_at, sender_id, trace_header, group_id, \
        deduplication_id, attributes_md5) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """

    /// The columns that a receive reads, in the order that `MessageRow` expects.
    private static let columns = """
        m.id, m.visible_at, m.enqueued_at, m.receive_count, m.receives_elsewhere, m.first_received_at, m.lane, \
        m.tenant, p.message_id, p.body, p.body_md5, p.attributes, p.sent_at, p.sender_id, p.trace_header, p.group_id, \
        p.deduplication_id, p.dead_letter_source, p.attributes_md5, m.restored, m.size
        """

    /// Messages without tenant that can be received, the earliest visible first.
    static let findVisible = """
        SELECT \(columns) FROM messages m INDEXED BY messages_by_visibility JOIN payloads p ON p.id = m.id \
        WHERE m.shelf_id = ?1 AND m.tenant IS NULL AND m.visible_at <= ?2 ORDER BY m.visible_at, m.id LIMIT ?3
        """
    /// The first messages of a lane, visible or not.
    static let findVisibleInLane = """
        SELECT \(columns) FROM messages m INDEXED BY messages_by_lane JOIN payloads p ON p.id = m.id \
        WHERE m.lane = ?1 AND m.id > ?2 ORDER BY m.id LIMIT ?3
        """
    static let readMessage = """
        SELECT \(columns) FROM messages m JOIN payloads p ON p.id = m.id WHERE m.shelf_id = ?1 AND m.id = ?2
        """
    static let visibleWithoutTenant = """
        SELECT visible_at, id FROM messages INDEXED BY messages_by_visibility \
        WHERE shelf_id = ?1 AND tenant IS NULL AND visible_at <= ?2 ORDER BY visible_at, id LIMIT ?3
        """
    static let visibleOfTenants = """
        SELECT visible_at, id FROM messages INDEXED BY tenants_messages_by_visibility \
        WHERE shelf_id = ?1 AND tenant IS NOT NULL AND visible_at <= ?2 ORDER BY visible_at, id LIMIT ?3
        """
    static let visibleOfTenant = """
        SELECT visible_at, id FROM messages INDEXED BY messages_by_tenant \
        WHERE tenant = ?1 AND visible_at <= ?2 ORDER BY visible_at, id LIMIT ?3
        """
    static let nextVisible = """
        SELECT visible_at FROM messages INDEXED BY messages_by_visibility \
        WHERE shelf_id = ?1 AND tenant IS NULL AND visible_at > ?2 ORDER BY visible_at LIMIT 1
        """
    static let nextVisibleOfTenants = """
        SELECT visible_at FROM messages INDEXED BY tenants_messages_by_visibility \
        WHERE shelf_id = ?1 AND tenant IS NOT NULL AND visible_at > ?2 ORDER BY visible_at LIMIT 1
        """
    static let countInFlight = """
        SELECT count(*) FROM messages INDEXED BY messages_by_visibility \
        WHERE shelf_id = ?1 AND tenant IS NULL AND visible_at > ?2 AND receive_count > 0
        """
    static let countInFlightOfTenants = """
        SELECT count(*) FROM messages INDEXED BY tenants_messages_by_visibility \
        WHERE shelf_id = ?1 AND tenant IS NOT NULL AND visible_at > ?2 AND receive_count > 0
        """
    static let countInFlightOfTenant = """
        SELECT count(*) FROM messages INDEXED BY messages_by_tenant \
        WHERE tenant = ?1 AND visible_at > ?2 AND receive_count > 0
        """
    static let takeMessage = """
        UPDATE messages SET visible_at = ?3, receive_count = ?4, first_received_at = ?5 WHERE shelf_id = ?1 AND id = ?2
        """
    static let findMessage = """
        SELECT receive_count, visible_at, enqueued_at, lane, tenant, size FROM messages WHERE shelf_id = ?1 AND id = ?2
        """
    static let hideMessage = "UPDATE messages SET visible_at = ?3 WHERE shelf_id = ?1 AND id = ?2"
    static let deleteMessage = "DELETE FROM messages WHERE shelf_id = ?1 AND id = ?2"
    static let deletePayload = "DELETE FROM payloads WHERE id = ?1"
    static let oldestMessages = """
        SELECT id, enqueued_at, lane, tenant, size FROM messages WHERE shelf_id = ?1 ORDER BY id LIMIT ?2
        """
    static let setMessageCount = "UPDATE shelves SET message_count = ?2, byte_count = ?3 WHERE id = ?1"
    static let setSetting = """
        INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2
        """

    // MARK: Groups

    static let findGroup = "SELECT id, available_at FROM message_groups WHERE shelf_id = ?1 AND name = ?2"
    static let insertGroup = """
        INSERT INTO message_groups (id, shelf_id, name, available_at, head_id) VALUES (?1, ?2, ?3, ?4, ?5)
        """
    static let updateGroup = "UPDATE message_groups SET available_at = ?2, head_id = ?3 WHERE id = ?1"
    static let deleteGroup = "DELETE FROM message_groups WHERE id = ?1"
    /// Groups that have something to deliver, by the moment since when they have it (FIF-4).
    static let availableGroups = """
        SELECT id FROM message_groups INDEXED BY groups_by_availability \
        WHERE shelf_id = ?1 AND available_at <= ?2 ORDER BY available_at, head_id LIMIT ?3
        """
    static let nextAvailable = """
        SELECT available_at FROM message_groups INDEXED BY groups_by_availability \
        WHERE shelf_id = ?1 AND available_at > ?2 ORDER BY available_at LIMIT 1
        """
    static let laneHead = """
        SELECT m.visible_at, m.id FROM messages m INDEXED BY messages_by_lane WHERE m.lane = ?1 ORDER BY m.id LIMIT 1
        """
    static let tenantHead = """
        SELECT visible_at, id FROM messages INDEXED BY messages_by_tenant WHERE tenant = ?1 \
        ORDER BY visible_at, id LIMIT 1
        """

    // MARK: Deduplication

    static let findDuplicate = """
        SELECT expires_at, message_id, sequence FROM deduplication \
        WHERE shelf_id = ?1 AND scope = ?2 AND deduplication_id = ?3
        """
    static let rememberSend = """
        INSERT INTO deduplication (shelf_id, scope, deduplication_id, expires_at, message_id, sequence) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (shelf_id, scope, deduplication_id) \
        DO UPDATE SET expires_at = ?4, message_id = ?5, sequence = ?6
        """

    // MARK: Moving between queues

    static let moveMessage = """
        INSERT INTO messages (shelf_id, id, visible_at, enqueued_at, receive_count, receives_elsewhere, \
        first_received_at, lane, tenant, restored, size) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """
    static let movePayload = """
        UPDATE payloads SET id = ?2, message_id = ?3, sent_at = ?4, deduplication_id = ?5, dead_letter_source = ?6 \
        WHERE id = ?1
        """

    // MARK: Restored messages

    static let oldestRestored = """
        SELECT id, enqueued_at, lane, tenant, size FROM messages INDEXED BY restored_messages_by_age \
        WHERE shelf_id = ?1 AND restored IS NOT NULL ORDER BY enqueued_at, id LIMIT ?2
        """
    static let setDeadLetterSource = "UPDATE payloads SET dead_letter_source = ?2 WHERE id = ?1"
}
