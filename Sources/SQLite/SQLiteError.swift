import CSQLite

/// A result code of SQLite that is not a success, with its text.
package struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The extended result code.
    package let code: Int32
    /// SQLite's own words for it.
    package let message: String
    /// `errno` of the system call behind an I/O error; 0 where there is none.
    package let systemError: Int32
    /// What was being done.
    package let context: String

    /// The code without its extension.
    package var primaryCode: Int32 { code & 0xFF }

    init(code: Int32, connection: OpaquePointer?, context: String) {
        self.code = code
        self.context = context
        if let connection {
            message = String(cString: sqlite3_errmsg(connection))
            systemError = code == Self.writeFailed ? Self.errorOfLog(connection) : sqlite3_system_errno(connection)
        } else {
            message = String(cString: sqlite3_errstr(code))
            systemError = 0
        }
    }

    /// SQLITE_IOERR_WRITE.
    private static let writeFailed: Int32 = 778

    /// `errno` of the last call on the write-ahead log that failed: a commit that fails leaves none on the connection.
    private static func errorOfLog(_ connection: OpaquePointer) -> Int32 {
        var log: UnsafeMutablePointer<sqlite3_file>?
        var number: Int32 = 0
        guard sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK,
            let log, let methods = log.pointee.pMethods,
            methods.pointee.xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK, number != 0
        else { return sqlite3_system_errno(connection) }
        return number
    }

    /// A database whose rows are not what their writer left there.
    package init(damage: String) {
        code = SQLITE_CORRUPT
        message = damage
        systemError = 0
        context = "reading rows"
    }

    package var description: String {
        let cause = systemError == 0 ? "" : ", errno \(systemError)"
        return "\(message) (SQLite code \(code)\(cause)) while \(context)"
    }
}
