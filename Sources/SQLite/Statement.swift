import CSQLite

/// A prepared statement: compiled once, run many times, owned by one place.
///
/// Parameters are numbered from 1, columns from 0, as in SQLite. A statement that has been stepped is reset before new
/// parameters are bound.
package struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let connection: Connection

    init(_ sql: String, on connection: Connection) throws(SQLiteError) {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw connection.error(code, doing: "preparing \(sql)") }
        handle = prepared
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: Parameters

    package func bind(_ index: Int32, _ value: Int64) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, index, value))
    }

    package func bind(_ index: Int32, _ value: Int64?) throws(SQLiteError) {
        guard let value else { return try check(sqlite3_bind_null(handle, index)) }
        try bind(index, value)
    }

    package func bind(_ index: Int32, _ text: String) throws(SQLiteError) {
        var text = text
        let code = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text64(
                    handle,
                    index,
                    characters.baseAddress,
                    UInt64(characters.count),
                    copied,
                    UInt8(SQLITE_UTF8)
                )
            }
        }
        // A string without bytes has no address, which SQLite would take for NULL.
        try check(text.utf8.isEmpty ? sqlite3_bind_text(handle, index, "", 0, copied) : code)
    }

    package func bind(_ index: Int32, _ text: String?) throws(SQLiteError) {
        guard let text else { return try check(sqlite3_bind_null(handle, index)) }
        try bind(index, text)
    }

    package func bind(_ index: Int32, _ bytes: [UInt8]) throws(SQLiteError) {
        let code = bytes.withUnsafeBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), copied)
        }
        try check(code)
    }

    package func bind(_ index: Int32, _ bytes: [UInt8]?) throws(SQLiteError) {
        guard let bytes else { return try check(sqlite3_bind_null(handle, index)) }
        try bind(index, bytes)
    }

    // MARK: Running

    /// Goes to the next row.
    ///
    /// - Returns: whether there is one.
    package func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let error = connection.error(code, doing: "running \(sql)")
            sqlite3_reset(handle)
            throw error
        }
    }

    /// Makes the statement ready for its next run.
    ///
    /// Its parameters keep their values.
    package func reset() { sqlite3_reset(handle) }

    /// Runs a statement that answers no rows, and resets it.
    package func run() throws(SQLiteError) {
        defer { reset() }
        _ = try step()
    }

    // MARK: Columns

    package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    package func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// The text of a column, empty for NULL.
    ///
    /// Ill-formed UTF-8, which only damage can bring, is repaired.
    package func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    package func optionalText(_ column: Int32) -> String? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
    }

    /// The bytes of a column, none for NULL.
    package func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    private var sql: String { sqlite3_sql(handle).map { String(cString: $0) } ?? "a statement" }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw connection.error(code, doing: "binding a parameter of \(sql)") }
    }
}

/// SQLITE_TRANSIENT, which C spells as a cast that Swift does not import: SQLite takes a copy of its own.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
