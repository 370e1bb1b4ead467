import QueueStore
import QueueTesting
import SQLite
import SQSModel
import Testing

@testable import SQLiteStore

/// That syncs are measured, and that nothing else of them has changed.
@Suite("Syncs")
struct SyncTests {
    private static let page = String(repeating: "x", count: 4000)

    @Test("each durability syncs when it says", arguments: Durability.allCases)
    func durability(durability: Durability) throws {
        let trial = try StoreTrial(of: .sqlite(durability))
        let queue = try trial.queue()
        let before = trial.syncs
        for _ in 0..<10 { try trial.send("a", "b", to: queue) }
        #expect(trial.syncs - before == (durability == .full ? 10 : 0), "one sync of the log a commit, or none")
        try trial.send((0..<1100).map { _ in trial.message(Self.page) }, to: queue)
        let unsynced = trial.syncs
        try trial.store.tidy(isQuiet: true)
        #expect(trial.syncs - unsynced == (durability == .memory ? 0 : 2), "a checkpoint syncs the log, then the file")
        try trial.close()
    }

    @Test("what was synced and measured is there after reopening", arguments: [Durability.full, .normal])
    func reopening(durability: Durability) throws {
        let trial = try StoreTrial(of: .sqlite(durability))
        let queue = try trial.queue()
        try trial.send("a", to: queue)
        try trial.reopen()
        try trial.send("b", to: queue)
        // What begins the log anew is synced in any case.
        let before = trial.syncs
        try trial.send("c", to: queue)
        #expect((trial.syncs > before) == (durability == .full), "a store that was opened again is measured again")
        #expect(try trial.bodies(queue) == ["a", "b", "c"])
        try trial.close()
    }

    @Test func `a sync's time is what has passed between its begin and its end`() throws {
        let file = try Table()
        var time = ContinuousClock.now
        var times: [Duration] = []
        try file.connection.measureSyncs(
            now: {
                time += .milliseconds(3)
                return time
            },
            report: { times.append($0) }
        )
        try file.insert()
        #expect(times == [.milliseconds(3)])
    }

    @Test func `who measures anew is told from then on, and the one before is not`() throws {
        let file = try Table()
        var (first, second) = (0, 0)
        try file.connection.measureSyncs { _ in first += 1 }
        try file.insert()
        try file.connection.measureSyncs { _ in second += 1 }
        try file.insert()
        try file.insert()
        #expect((first, second) == (1, 2))
    }

    @Test func `a log that SQLite closes and opens again is written as ever, and not measured`() throws {
        let file = try Table()
        var syncs = 0
        try file.connection.measureSyncs { _ in syncs += 1 }
        try file.insert()
        try file.connection.execute("PRAGMA journal_mode = DELETE")
        try file.insert()
        try file.connection.execute("PRAGMA journal_mode = WAL")
        syncs = 0
        try file.insert()
        #expect(syncs == 0)
        #expect(try file.connection.integer("SELECT count(*) FROM t") == 3)
        try file.connection.measureSyncs { _ in syncs += 1 }
        try file.insert()
        #expect(syncs == 1)
    }

    @Test func `several connections to one file are measured apart`() throws {
        let file = try Table()
        let other = try Connection(path: file.path, mode: .readWrite)
        #expect(try other.integer("SELECT count(*) FROM t") == 0)
        try other.execute("PRAGMA synchronous = FULL")
        var (syncs, others) = (0, 0)
        try file.connection.measureSyncs { _ in syncs += 1 }
        try other.measureSyncs { _ in others += 1 }
        try file.insert()
        try other.execute("INSERT INTO t VALUES ('by the other')")
        try file.insert()
        #expect((syncs, others) == (2, 1))
    }

    @Test func `a journal that is no write-ahead log is left alone`() throws {
        for mode in ["DELETE", "PERSIST", "MEMORY"] {
            let file = try Table()
            try file.connection.execute("PRAGMA journal_mode = \(mode); BEGIN; INSERT INTO t VALUES ('a')")
            var syncs = 0
            try file.connection.measureSyncs { _ in syncs += 1 }
            try file.connection.execute("COMMIT")
            try file.insert()
            #expect(syncs == 0)
            #expect(try file.connection.integer("SELECT count(*) FROM t") == 2)
        }
    }

    @Test func `a database in memory has nothing to measure`() throws {
        let connection = try Connection(path: ":memory:", mode: .readWrite)
        var syncs = 0
        try connection.measureSyncs { _ in syncs += 1 }
        try connection.execute("CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('a')")
        #expect(syncs == 0)
    }

    /// A database of one table, whose commits are synced.
    private struct Table {
        private let directory: TemporaryDirectory
        let path: String
        let connection: Connection

        init() throws {
            directory = try TemporaryDirectory()
            path = "\(directory.path)/db"
            connection = try Connection(path: path, mode: .readWrite)
            try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x TEXT)")
        }

        func insert() throws { try connection.execute("INSERT INTO t VALUES ('a')") }
    }
}
