import QueueStore
import SQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A database that was written beside a running one: complete in itself, and a point in time.
package enum BackupFile {
    /// Writes everything that was committed to a database into a new file.
    ///
    /// A connection of its own reads it, so that nobody else's reads wait.
    ///
    /// - Parameters:
    ///   - path: of the file, which is for its owner alone.
    ///   - database: of the live database.
    /// - Throws: why there is no such file now.
    static func write(_ path: String, from database: String) throws(StoreError) {
        // A path that does not begin with a directory could be taken for a URI.
        let path = path.hasPrefix("/") ? path : "./\(path)"
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("making", path, errno) }
        defer { close(file) }
        var isComplete = false
        defer {
            if !isComplete { for name in [path, "\(path)-journal"] { unlink(name) } }
        }
        guard fchmod(file, 0o600) == 0 else { throw failure("protecting", path, errno) }
        do throws(SQLiteError) {
            let copy = try Connection(path: database, mode: .readOnly).prepare("VACUUM INTO ?1")
            try copy.bind(1, path)
            try copy.run()
        } catch {
            throw StoreError(error)
        }
        guard fsync(file) == 0 else { throw failure("syncing", path, errno) }
        try syncDirectory(of: path)
        isComplete = true
    }

    /// The same for a file that may be there already: the copy of a database that is about to be changed for good.
    ///
    /// An earlier one, and what is left of one that was not finished, come from an attempt that has changed nothing. The
    /// new one takes its place only when it is complete.
    static func replace(_ path: String, from database: String) throws(StoreError) {
        let partial = "\(path).partial"
        guard unlink(partial) == 0 || errno == ENOENT else { throw failure("removing", partial, errno) }
        try write(partial, from: database)
        guard rename(partial, path) == 0 else { throw failure("making", path, errno) }
        try syncDirectory(of: path)
    }

    /// Makes sure that a new name of a file outlives a power cut.
    private static func syncDirectory(of path: String) throws(StoreError) {
        do throws(BackupError) {
            try syncDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) + "/")
        } catch {
            throw .failed("\(error)")
        }
    }

    private static func failure(_ doing: String, _ path: String, _ number: Int32) -> StoreError {
        let cause = "\(doing) \(path): \(String(cString: strerror(number)))"
        return [ENOSPC, EDQUOT, EFBIG].contains(number) ? .full(cause) : .failed(cause)
    }
}
