import CSQLite

/// Measures how long the syncs of one open file take.
///
/// SQLite has all work on a file done by the functions in the table that the file's object points to. A meter lets the
/// object point to a copy of that table in which one function is another: it takes the time, and calls the function that
/// stood there before, with the same object. This is sound because
/// - everything else is the original's: same object, same functions, same return codes; SQLite looks into the table of an
///   open file for each call, and asks only of journals in memory which table it is: those are left alone;
/// - the copy is as long as the header says that was compiled with, and claims no later version of the table than that;
/// - the file's object is written to by its connection's thread alone, which is the one that calls this;
/// - a file that is closed and opened again, as a log is when the journal mode changes, gets its original table from
///   SQLite: what is lost is the measuring, never a sync;
/// - the original table is put back before the connection is closed, so that nobody calls into a copy that is gone.
final class SyncMeter {
    /// Where in the copy its meter stands: behind the functions.
    private static let meterOffset = MemoryLayout<sqlite3_io_methods>.stride
    /// The last version of the table that the header knows.
    private static let knownVersion: Int32 = 3

    private let original: UnsafePointer<sqlite3_io_methods>
    private let copy: UnsafeMutableRawPointer
    private let now: () -> ContinuousClock.Instant
    private let report: (Duration) -> Void

    private var table: UnsafePointer<sqlite3_io_methods> {
        UnsafePointer(copy.assumingMemoryBound(to: sqlite3_io_methods.self))
    }

    /// Begins to measure; nothing does where the file is not open, or is one that is never synced.
    ///
    /// - Parameters:
    ///   - file: of a connection that this thread uses.
    ///   - now: the time.
    ///   - report: told of each sync, also of one that fails; must not use the connection.
    init?(
        _ file: UnsafeMutablePointer<sqlite3_file>,
        now: @escaping () -> ContinuousClock.Instant,
        report: @escaping (Duration) -> Void
    ) {
        guard let original = file.pointee.pMethods, original.pointee.xSync != nil else { return nil }
        self.original = original
        self.now = now
        self.report = report
        copy = UnsafeMutableRawPointer.allocate(
            byteCount: Self.meterOffset + MemoryLayout<Unmanaged<SyncMeter>>.size,
            alignment: max(MemoryLayout<sqlite3_io_methods>.alignment, MemoryLayout<Unmanaged<SyncMeter>>.alignment)
        )
        var methods = original.pointee
        methods.iVersion = min(methods.iVersion, Self.knownVersion)
        methods.xSync = { file, flags in
            guard let file, let table = file.pointee.pMethods else { return SQLITE_MISUSE }
            return SyncMeter.behind(table).sync(file, flags)
        }
        copy.initializeMemory(as: sqlite3_io_methods.self, repeating: methods, count: 1)
        copy.storeBytes(
            of: Unmanaged.passUnretained(self),
            toByteOffset: Self.meterOffset,
            as: Unmanaged<SyncMeter>.self
        )
        file.pointee.pMethods = table
    }

    deinit { copy.deallocate() }

    /// Puts the original table back where the file still has this meter's.
    func remove(from file: UnsafeMutablePointer<sqlite3_file>) {
        if file.pointee.pMethods == table { file.pointee.pMethods = original }
    }

    /// The meter whose copy a table is.
    private static func behind(_ table: UnsafePointer<sqlite3_io_methods>) -> SyncMeter {
        UnsafeRawPointer(table).load(fromByteOffset: meterOffset, as: Unmanaged<SyncMeter>.self).takeUnretainedValue()
    }

    private func sync(_ file: UnsafeMutablePointer<sqlite3_file>, _ flags: Int32) -> Int32 {
        let start = now()
        let code = original.pointee.xSync(file, flags)
        report(start.duration(to: now()))
        return code
    }
}

extension Connection {
    /// Has somebody told how long each sync takes: of the write-ahead log, and of the database's own file.
    ///
    /// Both have to be open: something has been read, and the journal mode is not changed any more. Without a write-ahead
    /// log nothing is measured: a database in memory has no files, and other journals come and go.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - report: told on this connection's thread, from within the statement that syncs; must not use the connection.
    /// - Throws: what SQLite says when it is asked for the journal mode.
    package func measureSyncs(
        now: @escaping () -> ContinuousClock.Instant = { .now },
        report: @escaping (Duration) -> Void
    ) throws(SQLiteError) {
        stopMeasuringSyncs()
        guard try texts("PRAGMA journal_mode") == ["wal"] else { return }
        syncMeters = openFiles.compactMap { SyncMeter($0, now: now, report: report) }
    }

    func stopMeasuringSyncs() {
        for file in openFiles { for meter in syncMeters { meter.remove(from: file) } }
        syncMeters = []
    }

    /// The database's own file, and its write-ahead log or other journal.
    private var openFiles: [UnsafeMutablePointer<sqlite3_file>] {
        [SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER].compactMap { kind in
            var file: UnsafeMutablePointer<sqlite3_file>?
            guard sqlite3_file_control(handle, "main", kind, &file) == SQLITE_OK else { return nil }
            return file
        }
    }
}
