import CSQLite

/// A copy of a database into another one, some pages at a time.
///
/// Nothing else is done on the target meanwhile. The source should be in a transaction that only reads: without one, the
/// copy would begin anew with each commit of somebody else.
package final class PageCopy {
    private let source: Connection
    private let target: Connection
    /// `nil` once it has ended.
    private var handle: OpaquePointer?

    package init(from source: Connection, to target: Connection) throws(SQLiteError) {
        guard let handle = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
            throw target.error(sqlite3_extended_errcode(target.handle), doing: "beginning a copy")
        }
        self.source = source
        self.target = target
        self.handle = handle
    }

    deinit { sqlite3_backup_finish(handle) }

    /// Copies the next pages.
    ///
    /// - Returns: whether there are more; when there are none, the target is complete.
    /// - Throws: why it cannot go on; it has ended then.
    package func step(pages: Int32) throws(SQLiteError) -> Bool {
        guard let handle else { return false }
        let code = sqlite3_backup_step(handle, pages)
        guard code != SQLITE_OK else { return true }
        self.handle = nil
        // What went wrong is said on the target, and only by this.
        sqlite3_backup_finish(handle)
        guard code == SQLITE_DONE else { throw target.error(code, doing: "copying pages") }
        return false
    }
}
