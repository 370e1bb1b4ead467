#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

import QueueStore

/// A database that was written beside a running one: complete in itself, and a point in time.
package enum BackupFile {
    /// Writes everything that was committed to a database into a file, while nobody waits for the disk but the caller.
    ///
    /// The file may be there already. An earlier one, and what is left of one that was not finished, come from an attempt
    /// that has changed nothing. The new one takes its place only when it is complete.
    ///
    /// - Parameters:
    ///   - path: of the file, which is for its owner alone.
    ///   - database: that is about to be changed for good.
    /// - Throws: why there is no such file now.
    static func replace(_ path: String, from database: String) throws(StoreError) {
        let partial = "\(path).partial"
        for name in UnfinishedBackup.names(of: partial) {
            guard unlink(name) == 0 || errno == ENOENT else { throw failure("removing", name, errno) }
        }
        let backup = try UnfinishedBackup(partial, of: database)
        while try backup.advance() {}
        guard rename(partial, path) == 0 else { throw failure("making", path, errno) }
        try syncDirectory(of: path)
    }

    /// Makes sure that a new name of a file outlives a power cut.
    static func syncDirectory(of path: String) throws(StoreError) {
        do throws(BackupError) {
            try syncDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) + "/")
        } catch {
            throw .failed("\(error)")
        }
    }

    static func failure(_ doing: String, _ path: String, _ number: Int32) -> StoreError {
        let cause = "\(doing) \(path): \(String(cString: strerror(number)))"
        return [ENOSPC, EDQUOT, EFBIG].contains(number) ? .full(cause) : .failed(cause)
    }
}
