import SQLite

/// Numbers for messages, queues and shelves, each used once over all restarts.
///
/// Numbers are taken from the database in blocks, so that it need not be written for each message. What is left of a block
/// when the process ends is never used.
struct SequenceReservation {
    private static let block: Int64 = 1 << 20

    private var next: Int64
    private var end: Int64

    /// Begins behind all numbers that were ever reserved.
    init(_ connection: Connection) throws(SQLiteError) {
        let reserved = try connection.integer("SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'sequence'")
        next = reserved ?? 1
        end = next
    }

    /// The next number, reserving a block inside the open transaction where none is left.
    mutating func take(_ statements: Statements) throws(SQLiteError) -> Int64 {
        if next == end {
            try statements.setSetting.bind(1, "sequence")
            try statements.setSetting.bind(2, Array(String(end + Self.block).utf8))
            try statements.setSetting.run()
            end += Self.block
        }
        defer { next += 1 }
        return next
    }

    /// Forgets what the database does not know of, after a transaction failed; numbers that were given are not given again.
    mutating func forgetReservation(_ connection: Connection) throws(SQLiteError) {
        let reserved = try connection.integer("SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'sequence'")
        if reserved ?? 1 < end { end = next }
    }
}
