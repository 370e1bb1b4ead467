import QueueStore
import SQLite
import Synchronization

#if canImport(Glibc)
import CLinux
import Glibc
#else
import Darwin
#endif

/// A backup that is being written: everything that was committed when it began, whatever is committed meanwhile.
///
/// It goes with the value, unless it is complete. As long as it is not, it reads one snapshot of the live database, whose
/// log cannot be written from its start again and grows.
final class UnfinishedBackup {
    /// What is copied before it is sent to the disk (1 MiB).
    ///
    /// With 256 KiB the same backup took almost three times as long, and senders were not better off. With all of it before
    /// one sync, as VACUUM INTO does, p99 of sends beside it was 2.6 to 3.9 times what it is without.
    static let pagesInSlice: Int32 = 256

    private let path: String
    private let database: String
    private let file: NewFile
    /// Both end when the last page was copied, and the snapshot with them.
    private var target: Connection?
    private var copy: PageCopy?

    /// Begins with an empty file.
    ///
    /// - Parameters:
    ///   - path: of the file, which must not exist; it is for its owner alone.
    ///   - database: of the live database. A connection of its own reads it, so that nobody else's reads wait.
    /// - Throws: why there is no such file.
    init(_ path: String, of database: String) throws(StoreError) {
        // A path that does not begin with a directory could be taken for a URI.
        self.path = path.hasPrefix("/") ? path : "./\(path)"
        self.database = database.hasPrefix("/") ? database : "./\(database)"
        file = try NewFile(self.path)
        do throws(SQLiteError) {
            let target = try Connection(path: self.path, mode: .readWrite)
            // A file that goes unless it is complete needs neither a journal nor locks. Its syncs are made here.
            try target.execute(
                """
                PRAGMA journal_mode = OFF;
                PRAGMA synchronous = OFF;
                PRAGMA locking_mode = EXCLUSIVE;
                PRAGMA cache_size = -256;
                """
            )
            let source = try Connection(path: database, mode: .readOnly)
            try source.execute("BEGIN")
            // A transaction has a snapshot from its first read on.
            _ = try source.integer("SELECT count(*) FROM sqlite_schema")
            copy = try PageCopy(from: source, to: target)
            self.target = target
        } catch {
            throw StoreError(error)
        }
    }

    deinit {
        // Nothing writes to a file that goes.
        copy = nil
        target = nil
    }

    /// Files that a backup consists of while it is written.
    static func names(of path: String) -> [String] { [path] + ["-journal", "-wal"].map { "\(path)\($0)" } }

    /// Writes the next slice, and waits until the disk has it: what is still to be written when somebody else syncs would
    /// be what they wait for.
    ///
    /// - Returns: whether there is more; if not, the backup is complete, and on the disk.
    /// - Throws: why it cannot go on.
    func advance() throws(StoreError) -> Bool {
        guard try !copySlice() else {
            try file.writeOut()
            try leaveRoom()
            return true
        }
        try file.sync()
        try BackupFile.syncDirectory(of: path)
        file.isComplete = true
        return false
    }

    /// Gives up before the disk is full: as long as the snapshot is there, nothing that the database's log has taken can be
    /// had again, and what the store has set aside for deletes would soon be used up.
    private func leaveRoom() throws(StoreError) {
        for file in [path, database] {
            var disk = statvfs()
            guard statvfs(file, &disk) == 0 else { throw BackupFile.failure("looking at", file, errno) }
            let block = max(1, Int(clamping: disk.f_frsize))
            let least = min(Self.leastRoom / block, Int(clamping: disk.f_blocks) / Self.leastShareOfDisk)
            guard Int(clamping: disk.f_bavail) >= least else {
                throw .full("a backup leaves less than \(least * block) bytes on the disk of \(file)")
            }
        }
    }

    /// Bytes that are left to others on a large disk (16 MiB); of a small one, a share.
    private static let leastRoom = 16 << 20
    private static let leastShareOfDisk = 32

    /// - Returns: whether there is more to copy.
    private func copySlice() throws(StoreError) -> Bool {
        do throws(SQLiteError) {
            guard try copy?.step(pages: Self.pagesInSlice) != true else { return true }
            copy = nil
            // The pages say that there is a log, as there is one in the live database.
            try target?.execute("PRAGMA journal_mode = DELETE")
            target = nil
            return false
        } catch {
            throw StoreError(error)
        }
    }
}

/// A backup for whoever may be on another thread each time.
final class SQLiteBackup: StoreBackup {
    private let unfinished: Mutex<UnfinishedBackup?>

    init(_ backup: sending UnfinishedBackup) { unfinished = Mutex(backup) }

    func advance() throws(StoreError) -> Bool {
        try unfinished.withLock { backup throws(StoreError) in
            do throws(StoreError) {
                guard let unfinished = backup, try unfinished.advance() else {
                    backup = nil
                    return false
                }
                return true
            } catch {
                backup = nil
                throw error
            }
        }
    }

    func end() { unfinished.withLock { $0 = nil } }
}

/// A file for its owner alone, which goes with the value unless it is complete.
private final class NewFile {
    private let path: String
    private let descriptor: Int32
    var isComplete = false

    init(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        // Without a value that could go: a file that was there already is somebody's.
        guard descriptor >= 0 else { throw BackupFile.failure("making", path, errno) }
        self.path = path
        self.descriptor = descriptor
        guard fchmod(descriptor, 0o600) == 0 else { throw BackupFile.failure("protecting", path, errno) }
    }

    deinit {
        if !isComplete { for name in UnfinishedBackup.names(of: path) { unlink(name) } }
        close(descriptor)
    }

    /// Waits until the disk has taken what was written so far.
    ///
    /// Where the system can, the file's new length is not made durable by it: measured, p99 of sends beside it was 1.0 times
    /// what it is without, and 1.3 times with a whole sync.
    func writeOut() throws(StoreError) {
        #if canImport(Glibc)
        if sync_file_range(descriptor, 0, 0, Self.writeAndWait) == 0 { return }
        guard [ENOSYS, EINVAL, ESPIPE].contains(errno) else { throw BackupFile.failure("writing", path, errno) }
        #endif
        try sync()
    }

    /// SYNC_FILE_RANGE_WAIT_BEFORE, SYNC_FILE_RANGE_WRITE and SYNC_FILE_RANGE_WAIT_AFTER.
    private static let writeAndWait: UInt32 = 7

    /// Waits until the file would outlive a power cut.
    func sync() throws(StoreError) {
        guard fsync(descriptor) == 0 else { throw BackupFile.failure("syncing", path, errno) }
    }
}
