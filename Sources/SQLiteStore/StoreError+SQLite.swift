import QueueStore
import SQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension StoreError {
    /// SQLITE_IOERR_FSYNC.
    private static let syncFailed: Int32 = 1034

    /// Tells a full disk, which passes, from a broken one, which does not.
    ///
    /// A full disk has four faces: SQLITE_FULL, a write that fails with one of three errnos, and a shared-memory file or a
    /// database file that cannot be grown or made.
    init(_ error: SQLiteError) {
        let isOutOfSpace = [ENOSPC, EFBIG, EDQUOT].contains(error.systemError)
        switch error.primaryCode {
        case 13: self = .full(error.description)
        // What a sync that failed has lost is unknown, whatever its cause.
        case 10 where error.code == Self.syncFailed: self = .failed(error.description)
        case 10 where isOutOfSpace || error.code == 4874: self = .full(error.description)
        case 14 where isOutOfSpace: self = .full(error.description)
        // SQLITE_BUSY and SQLITE_LOCKED, which nobody causes but a program that should not have the file open.
        case 5, 6: self = .failed(error.description, .busy)
        // SQLITE_CORRUPT and SQLITE_NOTADB: the next start would come to the same place.
        case 11, 26:
            self = .failed(
                """
                \(error.description). The file is damaged: keep it, and start sqsd on a backup (sqsd restore), or on what \
                sqlite3's .recover saves of it.
                """,
                .corrupt
            )
        default: self = .failed(error.description)
        }
    }
}
