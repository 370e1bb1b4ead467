import SQLite
import SQSModel

/// The tables and how they came to be.
///
/// A message has two rows: a small one that each receive rewrites, and its payload, written once. At bodies of 64 KB this
/// makes receives five times faster.
///
/// A queue's messages lie on a *shelf*. Purging a queue gives it a new shelf, and deleting it leaves the old one behind:
/// both take effect at once whatever was there, and housekeeping clears abandoned shelves in slices.
enum Schema {
    /// `application_id` of our files: "sqsd" in ASCII.
    static let applicationId: Int64 = 0x7371_7364

    /// Each step takes a file from the version that is its index to the next one.
    ///
    /// Steps are never changed once released.
    static let migrations: [String] = [initial, restoredMessages + messageSizes + runningMoves]

    static var version: Int64 { Int64(migrations.count) }

    private static let initial = """
        CREATE TABLE settings (
            name TEXT NOT NULL PRIMARY KEY,
            value BLOB NOT NULL
        ) WITHOUT ROWID;

        -- Numbers of queues, shelves and messages come from one reservation and are never used twice.
        CREATE TABLE queues (
            id INTEGER PRIMARY KEY,
            region TEXT NOT NULL,
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            shelf_id INTEGER NOT NULL,
            -- What DeduplicationScope was when the queue was made; setting it later changes nothing.
            deduplication_scope TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            purged_at INTEGER,
            UNIQUE (region, account, name)
        );

        CREATE TABLE queue_attributes (
            queue_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (queue_id, name)
        ) WITHOUT ROWID;

        CREATE TABLE queue_tags (
            queue_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (queue_id, name)
        ) WITHOUT ROWID;

        -- Names that AWS keeps blocked for a minute.
        CREATE TABLE deleted_queues (
            region TEXT NOT NULL,
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            deleted_at INTEGER NOT NULL,
            PRIMARY KEY (region, account, name)
        ) WITHOUT ROWID;

        CREATE TABLE shelves (
            id INTEGER PRIMARY KEY,
            message_count INTEGER NOT NULL
        );

        CREATE TABLE abandoned_shelves (
            id INTEGER PRIMARY KEY
        );

        -- Message groups that have messages: lanes of a FIFO queue, tenants of a standard one. available_at is when the
        -- group has something to deliver next: in a lane its first message, in a tenant the one that shows first.
        CREATE TABLE message_groups (
            id INTEGER PRIMARY KEY,
            shelf_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            available_at INTEGER NOT NULL,
            head_id INTEGER NOT NULL,
            UNIQUE (shelf_id, name)
        );
        CREATE INDEX groups_by_availability ON message_groups (shelf_id, available_at, head_id);

        -- The hot row. Times are milliseconds since 1970; id is the order of arrival over all queues. lane and tenant are
        -- message_groups: the one in FIFO queues, the other in standard ones, none for a message without a group.
        CREATE TABLE messages (
            shelf_id INTEGER NOT NULL,
            id INTEGER NOT NULL,
            visible_at INTEGER NOT NULL,
            enqueued_at INTEGER NOT NULL,
            receive_count INTEGER NOT NULL,
            receives_elsewhere INTEGER NOT NULL,
            first_received_at INTEGER,
            lane INTEGER,
            tenant INTEGER,
            PRIMARY KEY (shelf_id, id)
        ) WITHOUT ROWID;

        -- Delivery goes along these, and counts need nothing else.
        CREATE INDEX messages_by_visibility ON messages (shelf_id, visible_at, id, receive_count)
            WHERE tenant IS NULL;
        CREATE INDEX tenants_messages_by_visibility ON messages (shelf_id, visible_at, id, receive_count)
            WHERE tenant IS NOT NULL;
        CREATE INDEX messages_by_tenant ON messages (tenant, visible_at, id, receive_count)
            WHERE tenant IS NOT NULL;
        CREATE INDEX messages_by_lane ON messages (lane, id)
            WHERE lane IS NOT NULL;

        -- Five minutes' memory of what FIFO queues have accepted; scope is a group, or empty for the whole queue.
        CREATE TABLE deduplication (
            shelf_id INTEGER NOT NULL,
            scope TEXT NOT NULL,
            deduplication_id TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            message_id BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            PRIMARY KEY (shelf_id, scope, deduplication_id)
        ) WITHOUT ROWID;
        CREATE INDEX deduplication_by_expiry ON deduplication (expires_at);

        -- What receives with a ReceiveRequestAttemptId got: message ids and receive counts, in order.
        CREATE TABLE receive_attempts (
            shelf_id INTEGER NOT NULL,
            attempt_id TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            visible_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            taken TEXT NOT NULL,
            PRIMARY KEY (shelf_id, attempt_id)
        ) WITHOUT ROWID;
        CREATE INDEX receive_attempts_by_expiry ON receive_attempts (expires_at);

        CREATE TABLE move_tasks (
            id TEXT NOT NULL PRIMARY KEY,
            sequence INTEGER NOT NULL,
            source_id INTEGER NOT NULL,
            source_arn TEXT NOT NULL,
            destination_arn TEXT,
            messages_per_second INTEGER,
            status TEXT NOT NULL,
            moved INTEGER NOT NULL,
            to_move INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            failure_reason TEXT
        ) WITHOUT ROWID;
        CREATE INDEX move_tasks_by_source ON move_tasks (source_id, sequence);

        CREATE TABLE payloads (
            id INTEGER PRIMARY KEY,
            message_id BLOB NOT NULL,
            body TEXT NOT NULL,
            body_md5 BLOB NOT NULL,
            attributes BLOB NOT NULL,
            -- Of a message without attributes there is none.
            attributes_md5 BLOB,
            sent_at INTEGER NOT NULL,
            sender_id TEXT NOT NULL,
            trace_header TEXT,
            group_id TEXT,
            deduplication_id TEXT,
            dead_letter_source TEXT
        );

        -- Messages whose body no longer has its MD5: kept for people to look at, never delivered.
        CREATE TABLE quarantined_messages (
            id INTEGER PRIMARY KEY,
            queue_id INTEGER NOT NULL,
            found_at INTEGER NOT NULL,
            message_id BLOB NOT NULL,
            body TEXT NOT NULL,
            body_md5 BLOB NOT NULL,
            attributes BLOB NOT NULL
        );
        """

    /// Messages that were restored, NULL for all others: they can be older than what lies in front of them.
    private static let restoredMessages = """
        ALTER TABLE messages ADD COLUMN restored INTEGER;
        CREATE INDEX restored_messages_by_age ON messages (shelf_id, enqueued_at, id)
            WHERE restored IS NOT NULL;
        """

    /// The migration, by its index, after which the messages that are there have to be measured.
    private static let indexOfSizes = 1

    /// What each message counts against MaximumMessageSize, and what all of a shelf do.
    private static let messageSizes = """

        ALTER TABLE messages ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE shelves ADD COLUMN byte_count INTEGER NOT NULL DEFAULT 0;
        """

    /// The few of all tasks that run, which are looked at when another one begins.
    private static let runningMoves = """

        CREATE INDEX running_move_tasks ON move_tasks (sequence) WHERE status = 'RUNNING';
        """

    /// Whether a file is one of ours that this program can read.
    ///
    /// - Throws: `OpenError` where it is not.
    static func check(_ connection: Connection) throws {
        guard try connection.integer("PRAGMA application_id") == applicationId else { throw OpenError.notOurs }
        let found = try connection.integer("PRAGMA user_version") ?? 0
        guard 1...version ~= found else { throw OpenError.newer(found: found, known: version) }
    }

    /// Brings a file to this program's version, in one transaction.
    ///
    /// - Parameters:
    ///   - connection: to the file.
    ///   - backUp: called with the old version before a file that holds data is changed.
    /// - Throws: `OpenError` for a file that this program cannot use, which is left as it is.
    static func migrate(_ connection: Connection, backUp: (Int64) throws -> Void) throws {
        let current = try connection.integer("PRAGMA user_version") ?? 0
        let found = try connection.integer("PRAGMA application_id") ?? 0
        let hasTables = try connection.integer("SELECT count(*) FROM sqlite_schema") != 0
        guard current >= 0, found == applicationId || (current == 0 && found == 0 && !hasTables) else {
            throw OpenError.notOurs
        }
        guard current <= version else { throw OpenError.newer(found: current, known: version) }
        guard current < version else { return }
        if current > 0 { try backUp(current) }
        try connection.execute("BEGIN IMMEDIATE")
        do {
            for (index, migration) in migrations.enumerated().dropFirst(Int(current)) {
                try connection.execute(migration)
                if index == indexOfSizes { try measureMessages(connection) }
            }
            try connection.execute("PRAGMA application_id = \(applicationId); PRAGMA user_version = \(version)")
            try connection.execute("COMMIT")
        } catch {
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            throw error
        }
    }

    /// Messages that are measured at once.
    private static let slice: Int64 = 1000

    /// Writes the sizes of all messages, which no file before them has.
    private static func measureMessages(_ connection: Connection) throws {
        let find = try connection.prepare(
            """
            SELECT m.shelf_id, m.id, length(CAST(p.body AS BLOB)), p.attributes FROM messages m \
            JOIN payloads p ON p.id = m.id WHERE (m.shelf_id, m.id) > (?1, ?2) ORDER BY m.shelf_id, m.id LIMIT ?3
            """
        )
        let write = try connection.prepare("UPDATE messages SET size = ?3 WHERE shelf_id = ?1 AND id = ?2")
        var last: (shelf: Int64, id: Int64) = (.min, .min)
        while true {
            var found: [(shelf: Int64, id: Int64, bytes: Int)] = []
            try find.bind(1, last.shelf)
            try find.bind(2, last.id)
            try find.bind(3, slice)
            while try find.step() {
                let bytes = Int(find.integer(2)) + MessageAttributes(stream: find.bytes(3)).bytes
                found.append((find.integer(0), find.integer(1), bytes))
            }
            find.reset()
            for message in found {
                try write.bind(1, message.shelf)
                try write.bind(2, message.id)
                try write.bind(3, Int64(message.bytes))
                try write.run()
            }
            guard let end = found.last else { break }
            last = (end.shelf, end.id)
        }
        try connection.execute(
            """
            UPDATE shelves SET byte_count = \
            (SELECT coalesce(sum(size), 0) FROM messages WHERE shelf_id = shelves.id)
            """
        )
    }
}
