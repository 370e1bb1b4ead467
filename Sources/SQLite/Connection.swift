import CSQLite

/// A connection to a SQLite database, used by one thread at a time.
///
/// A thin layer over the C library: measured, a library in between costs 1.3 to 2 times per statement.
package final class Connection {
    /// How a database is opened.
    package enum Mode: Sendable {
        case readWrite
        /// Never writes, never checkpoints.
        case readOnly
        /// A file that nobody changes: no locks are taken, no log is looked for, nothing is made beside it.
        case immutable
    }

    let handle: OpaquePointer
    private let log = LogLength()
    var syncMeters: [SyncMeter] = []

    /// Opens a database file, or `:memory:`.
    package init(path: String, mode: Mode) throws(SQLiteError) {
        let access =
            switch mode {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        let name = mode == .immutable ? Self.immutableURI(path) : path
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(name, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let opened else {
            let error = SQLiteError(code: code, connection: opened, context: "opening \(path)")
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        if mode == .readWrite { watchLog() }
    }

    deinit {
        stopMeasuringSyncs()
        sqlite3_wal_hook(handle, nil, nil)
        sqlite3_close_v2(handle)
    }

    /// A file's path as SQLite has to be told that the file does not change.
    private static func immutableURI(_ path: String) -> String {
        let path = path.hasPrefix("/") ? "//\(path)" : "./\(path)"
        let plain = UInt8(ascii: "a")...UInt8(ascii: "z")
        let encoded = path.utf8.map { byte in
            let isPlain =
                plain ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || [UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
            let digits = String(byte, radix: 16)
            return isPlain ? String(UnicodeScalar(byte)) : "%\(digits.count < 2 ? "0" : "")\(digits)"
        }
        return "file:\(encoded.joined())?immutable=1"
    }

    /// Runs statements that answer nothing of interest.
    package func execute(_ sql: String) throws(SQLiteError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, doing: "running \(sql)") }
    }

    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        try Statement(sql, on: self)
    }

    /// The first column of the first row as a number; `nil` without a row.
    package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// One column of each row as text, the first if nothing else is said.
    package func texts(_ sql: String, column: Int32 = 0) throws(SQLiteError) -> [String] {
        let statement = try prepare(sql)
        var texts: [String] = []
        while try statement.step() { texts.append(statement.text(column)) }
        return texts
    }

    /// Whether a transaction is open; SQLite ends one by itself after some errors.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Pages in the write-ahead log that the last commit left, 0 after it was copied into the file.
    package var logPages: Int { Int(log.pages) }

    /// Copies the write-ahead log into the file as far as no reader needs it; does not wait for anybody.
    ///
    /// - Parameter truncates: whether to wait for readers and leave an empty log, as at the end.
    /// - Throws: what SQLite says, unless it is only that somebody else is at work.
    package func checkpoint(truncates: Bool) throws(SQLiteError) {
        var pages: Int32 = 0
        var copied: Int32 = 0
        let mode = truncates ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &pages, &copied)
        guard code == SQLITE_OK || code == SQLITE_BUSY else { throw error(code, doing: "checkpointing") }
        if copied == pages { log.pages = 0 }
    }

    /// The version of the library that is linked, such as `3.40.1`.
    package static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    func error(_ code: Int32, doing context: @autoclosure () -> String) -> SQLiteError {
        SQLiteError(code: code, connection: handle, context: context())
    }

    /// Learns the log's length from each commit; taking the hook also turns automatic checkpoints off.
    private func watchLog() {
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                if let context { Unmanaged<LogLength>.fromOpaque(context).takeUnretainedValue().pages = pages }
                return SQLITE_OK
            },
            Unmanaged.passUnretained(log).toOpaque()
        )
    }
}

/// What the log hook writes to; lives as long as its connection, which takes the hook away before it ends.
private final class LogLength {
    var pages: Int32 = 0
}
