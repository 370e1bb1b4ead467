import Foundation
import QueueTesting
import SQLite
import Testing

@testable import SQLiteStore

@Suite("Looking at a write-ahead log before SQLite does")
struct WALInspectionTests {
    @Test func `no log, an empty one, and a header without frames`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/none-wal"
        #expect(try WALInspection(of: path) == .absent)
        #expect(try inspect([]) == .sound(frames: 0))
        let log = try SampleLog(transactions: 3)
        #expect(try inspect(Array(log.bytes.prefix(32))) == .sound(frames: 0))
        #expect(try inspect(Array(log.bytes.prefix(31))) == .tornTail(frames: 0, bytes: 31))
        #expect(try inspect([UInt8](repeating: 0, count: 40_000)) == .tornTail(frames: 0, bytes: 40_000))
    }

    @Test func `a directory in its place is told, not guessed at`() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: OpenError.self) { try WALInspection(of: directory.path) }
    }

    @Test("a log as SQLite leaves it is sound", arguments: [512, 1024, 4096, 65_536])
    func sound(pageSize: Int) throws {
        let log = try SampleLog(transactions: 12, pageSize: pageSize)
        #expect(try inspect(log.bytes) == .sound(frames: log.frames))
        #expect(log.frames >= 12)
    }

    @Test func `a flipped bit is found wherever frames with commits follow`() throws {
        let log = try SampleLog(transactions: 20, pageSize: 1024)
        // All but the last transaction: what follows there is nothing, or part of the same.
        let end = log.ends[log.ends.count - 2]
        var chance = SeededGenerator(seed: 5)
        var positions = (0..<1500).map { _ in Int.random(in: 0..<end * 8, using: &chance) }
        positions += Array(0..<32 * 8)
        for frame in [0, 1, log.frames / 2] {
            let start = 32 + frame * (24 + 1024)
            positions += Array(start * 8..<(start + 24) * 8)
        }
        for position in positions where position / 8 < end {
            var bytes = log.bytes
            bytes[position / 8] ^= 1 << UInt8(position % 8)
            guard case .damaged(let damage) = inspectInMemory(bytes) else {
                Issue.record("bit \(position) of \(log.bytes.count * 8) was flipped, and nobody saw it")
                return
            }
            let frame = max(0, (position / 8 - 32) / (24 + 1024))
            let isInHeader = position / 8 < 32
            #expect(damage.offset == (isInHeader ? 0 : 32 + frame * (24 + 1024)), "bit \(position)")
            #expect(damage.validFrames == (isInHeader ? 0 : frame))
            let lost = log.ends.filter { $0 > (isInHeader ? 0 : position / 8) }.count
            // A bit that says that a frame is a commit can be the one that is flipped.
            #expect(abs(damage.commitsAtRisk - lost) <= 1, "bit \(position)")
            #expect(!damage.mayBeInterruptedCommit, "a later transaction was begun: this one was done")
        }
    }

    @Test func `damage within the last transaction can be an interrupted write`() throws {
        let log = try SampleLog(transactions: 6, pageSize: 1024, lastIsLarge: true)
        let start = log.ends[log.ends.count - 2]
        var bytes = log.bytes
        bytes.replaceSubrange(start + 24..<start + 24 + 1024, with: repeatElement(0, count: 1024))
        guard case .damaged(let damage) = inspectInMemory(bytes) else {
            Issue.record("frames follow the damage")
            return
        }
        #expect(damage.commitsAtRisk == 1)
        #expect(damage.mayBeInterruptedCommit)
        #expect(damage.offset == start)
    }

    @Test func `salts of the last frame that are flipped are damage, its checksum being right`() throws {
        let log = try SampleLog(transactions: 6, pageSize: 1024)
        var bytes = log.bytes
        bytes[bytes.count - 1024 - 24 + 8] ^= 1
        guard case .damaged(let damage) = inspectInMemory(bytes) else {
            Issue.record("the frame belongs to this log")
            return
        }
        #expect(damage.commitsAtRisk == 1)
        #expect(damage.framesAfterDamage == 0)
    }

    @Test func `a torn end is never taken for damage, and SQLite finds the same transactions`() throws {
        let log = try SampleLog(transactions: 10, pageSize: 512)
        for length in 0...log.bytes.count {
            let bytes = Array(log.bytes.prefix(length))
            let done = log.ends.filter { $0 <= length }.count
            let frames = done == 0 ? 0 : (log.ends[done - 1] - 32) / (24 + 512)
            let rest = length - (done == 0 ? 32 : log.ends[done - 1])
            switch inspectInMemory(bytes) {
            case .sound(let found): #expect(found == frames && rest <= 0 || length == 0, "cut at \(length)")
            case .tornTail(let found, let bytes):
                #expect(found == frames && (bytes == rest || length < 32), "cut at \(length)")
            case .absent, .damaged: Issue.record("cut at \(length)")
            }
        }
        for length in [0, 31, 32, 700, log.ends[3], log.ends[3] + 100, log.ends[7] - 1, log.bytes.count] {
            let done = log.ends.filter { $0 <= length }.count
            #expect(try log.rowsFound(with: Array(log.bytes.prefix(length))) == done)
        }
    }

    @Test func `an end that was half written with anything is no damage`() throws {
        let log = try SampleLog(transactions: 10, pageSize: 512)
        var chance = SeededGenerator(seed: 6)
        for _ in 0..<300 {
            // The last frame, from somewhere on, is what lay on the disk before.
            let frameStart = log.bytes.count - 536
            let tear = Int.random(in: frameStart..<log.bytes.count, using: &chance)
            let isZero = Bool.random(using: &chance)
            var bytes = Array(log.bytes.prefix(tear))
            while bytes.count < log.bytes.count { bytes.append(isZero ? 0 : UInt8.random(in: 0...255, using: &chance)) }
            if case .damaged = inspectInMemory(bytes) { Issue.record("torn at \(tear)") }
        }
    }

    @Test func `frames of an earlier generation are no damage`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/sample.sqlite3"
        let connection = try SampleLog.open(path, pageSize: 1024)
        for _ in 0..<30 { try SampleLog.commit(on: connection, size: 3000) }
        for round in 1...4 {
            try connection.checkpoint(truncates: false)
            let old = try Data(contentsOf: URL(filePath: "\(path)-wal")).count
            for count in 1...3 {
                try SampleLog.commit(on: connection, size: 100)
                let bytes = try [UInt8](Data(contentsOf: URL(filePath: "\(path)-wal")))
                #expect(bytes.count == old, "SQLite writes over the old log")
                guard case .sound(let frames) = inspectInMemory(bytes) else {
                    Issue.record("round \(round), commit \(count): \(inspectInMemory(bytes))")
                    continue
                }
                #expect(frames >= count && frames < 30)
                // Cut anywhere in the old frames: still nothing is missing.
                for length in stride(from: 32 + frames * 1048, to: bytes.count, by: 331) {
                    let cut = inspectInMemory(Array(bytes.prefix(length)))
                    if case .damaged = cut { Issue.record("cut at \(length)") }
                }
            }
        }
        withExtendedLifetime(connection) {}
    }

    @Test func `damage in front of old frames counts only what is new`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/sample.sqlite3"
        let connection = try SampleLog.open(path, pageSize: 1024)
        for _ in 0..<30 { try SampleLog.commit(on: connection, size: 3000) }
        try connection.checkpoint(truncates: false)
        for _ in 0..<5 { try SampleLog.commit(on: connection, size: 100) }
        var bytes = try [UInt8](Data(contentsOf: URL(filePath: "\(path)-wal")))
        bytes[32 + 24 + 500] ^= 4
        guard case .damaged(let damage) = inspectInMemory(bytes) else {
            Issue.record("frames follow the damage")
            return
        }
        #expect(damage.validFrames == 0)
        #expect((4...5).contains(damage.commitsAtRisk))
        #expect(damage.framesAfterDamage < 30)
        withExtendedLifetime(connection) {}
    }

    @Test func `a log of the SQLite store, its daemon killed, is sound`() throws {
        let directory = try TemporaryDirectory()
        let kind = SQLiteStore.Configuration(directory: directory.path)
        var generator = SeededGenerator(seed: 1)
        let store = try SQLiteStore(kind, using: &generator)
        for _ in 0..<20 { _ = try store.apply([], at: ManualClock.start) }
        guard case .sound = try WALInspection(of: "\(directory.path)/sqsd.sqlite3-wal") else {
            Issue.record("nothing is wrong with it")
            return
        }
        withExtendedLifetime(store) {}
    }

    private func inspect(_ bytes: [UInt8]) throws -> WALInspection {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/sample-wal"
        try Data(bytes).write(to: URL(filePath: path))
        return try WALInspection(of: path)
    }

    /// The same without a file.
    private func inspectInMemory(_ bytes: [UInt8]) -> WALInspection {
        guard var scanner = WALScanner(prefix: Array(bytes.prefix(WALScanner.prefixBytes))) else {
            return bytes.isEmpty ? .sound(frames: 0) : .tornTail(frames: 0, bytes: bytes.count)
        }
        scanner.take(Array(bytes.dropFirst(WALScanner.headerBytes)))
        return scanner.inspection
    }
}

/// A log that SQLite wrote: some transactions of a row each.
private struct SampleLog {
    let bytes: [UInt8]
    /// The whole database file beside it, without any of the rows.
    private let database: [UInt8]
    /// Where in the log each transaction ends.
    let ends: [Int]
    let frames: Int

    init(transactions: Int, pageSize: Int = 4096, lastIsLarge: Bool = false) throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/sample.sqlite3"
        let connection = try Self.open(path, pageSize: pageSize)
        let log = URL(filePath: "\(path)-wal")
        var ends: [Int] = []
        for number in 0..<transactions {
            let isLarge = lastIsLarge && number == transactions - 1
            try Self.commit(on: connection, size: isLarge ? 20 * pageSize : 50 + number * 97 % 900)
            ends.append(try Data(contentsOf: log).count)
        }
        bytes = try [UInt8](Data(contentsOf: log))
        database = try [UInt8](Data(contentsOf: URL(filePath: path)))
        self.ends = ends
        frames = (bytes.count - 32) / (24 + pageSize)
        withExtendedLifetime(connection) {}
    }

    static func open(_ path: String, pageSize: Int) throws -> Connection {
        let connection = try Connection(path: path, mode: .readWrite)
        try connection.execute("PRAGMA page_size = \(pageSize); PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
        try connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB)")
        try connection.checkpoint(truncates: true)
        return connection
    }

    static func commit(on connection: Connection, size: Int) throws {
        try connection.execute("INSERT INTO rows (body) VALUES (randomblob(\(size)))")
    }

    /// How many transactions SQLite finds in such a log.
    func rowsFound(with log: [UInt8]) throws -> Int {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/copy.sqlite3"
        try Data(database).write(to: URL(filePath: path))
        try Data(log).write(to: URL(filePath: "\(path)-wal"))
        let connection = try Connection(path: path, mode: .readWrite)
        return Int(try connection.integer("SELECT count(*) FROM rows") ?? 0)
    }
}
