import SQLite

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

    /// Each step takes a file from the version that is its index to the next one. Steps are never changed once released.
    static let migrations: [String] = [initial]

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

        -- The hot row. Times are milliseconds since 1970; id is the order of arrival over all queues.
        CREATE TABLE messages (
            shelf_id INTEGER NOT NULL,
            id INTEGER NOT NULL,
            visible_at INTEGER NOT NULL,
            enqueued_at INTEGER NOT NULL,
            receive_count INTEGER NOT NULL,
            first_received_at INTEGER,
            PRIMARY KEY (shelf_id, id)
        ) WITHOUT ROWID;

        -- Delivery goes along it, and counts need nothing else.
        CREATE INDEX messages_by_visibility ON messages (shelf_id, visible_at, id, receive_count);

        CREATE TABLE payloads (
            id INTEGER PRIMARY KEY,
            message_id BLOB NOT NULL,
            body TEXT NOT NULL,
            body_md5 BLOB NOT NULL,
            attributes BLOB NOT NULL,
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

    /// Brings a file to this program's version, in one transaction.
    ///
    /// - Parameter backUp: called with the old version before a file that holds data is changed.
    static func migrate(_ connection: Connection, backUp: (Int64) throws -> Void) throws {
        let current = try connection.integer("PRAGMA user_version") ?? 0
        let found = try connection.integer("PRAGMA application_id") ?? 0
        let hasTables = try connection.integer("SELECT count(*) FROM sqlite_schema") != 0
        guard found == applicationId || (found == 0 && current == 0 && !hasTables) else {
            throw OpenError.notOurs
        }
        guard current <= version else { throw OpenError.newer(found: current, known: version) }
        guard current < version else { return }
        if current > 0 { try backUp(current) }
        try connection.execute("BEGIN IMMEDIATE")
        do {
            for migration in migrations[Int(current)...] { try connection.execute(migration) }
            try connection.execute("PRAGMA application_id = \(applicationId); PRAGMA user_version = \(version)")
            try connection.execute("COMMIT")
        } catch {
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            throw error
        }
    }
}
