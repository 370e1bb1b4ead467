#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension BackupFile {
    /// Puts a backup where a daemon can be started on it.
    ///
    /// - Parameters:
    ///   - path: of the backup, which is verified first.
    ///   - directory: the data directory, which is made where it is missing and must not hold a database or a lock.
    /// - Returns: what the backup holds.
    /// - Throws: `BackupError`, or what `verify` throws; no database is there then.
    @discardableResult
    package static func restore(from path: String, to directory: String) throws -> BackupReport {
        try checkVacant(directory)
        let report = try verify(path)
        guard report.isSound else { throw BackupError.damaged(path, report) }
        try DataDirectory.create(directory)
        // Under another name until it is complete and on the disk, so that no daemon opens half of it.
        let database = "\(directory)/\(DataFile.database)"
        let partial = "\(database).partial"
        // Of a restore that was killed, or of one that goes on: nobody can tell.
        guard fileSize(of: partial) == nil else {
            throw BackupError.occupied(directory: directory, by: "\(DataFile.database).partial")
        }
        var isComplete = false
        defer { if !isComplete { unlink(partial) } }
        try DataDirectory.copy(path, to: partial)
        // Somebody may have started a daemon there while the backup was read.
        try checkVacant(directory)
        guard rename(partial, database) == 0 else { throw BackupError.failed(cause("making", database)) }
        isComplete = true
        try syncDirectory(directory)
        return report
    }

    private static func checkVacant(_ directory: String) throws(BackupError) {
        for name in DataDirectory.names where fileSize(of: "\(directory)/\(name)") != nil {
            throw .occupied(directory: directory, by: name)
        }
    }

    /// The size of a file; `nil` where there is none.
    static func fileSize(of path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Makes sure that a file's name outlives a power cut.
    static func syncDirectory(_ path: String) throws(BackupError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .failed(cause("opening", path)) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .failed(cause("syncing", path)) }
    }

    private static func cause(_ doing: String, _ path: String) -> String {
        "\(doing) \(path): \(String(cString: strerror(errno)))"
    }
}
