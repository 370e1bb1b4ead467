import Foundation
import QueueStore
import QueueTesting
import SQLite
import SQSModel
import Synchronization
import Testing

@testable import SQLiteStore

/// What becomes of a file that an earlier version has written.
@Suite("Migration")
struct MigrationTests {
    private let directory: TemporaryDirectory
    private let clock = ManualClock()
    private let queue = QueueID(1)

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { directory.path + "/it's the first" }
    private var database: String { "\(path)/\(DataFile.database)" }

    @Test func `a file of the first schema keeps its messages: counts, delivery and expiry are as before`() throws {
        try makeFirst()
        let store = try open()
        let reader = try #require(try store.makeReader())
        let counts = MessageCounts(visible: 1, inFlight: 1, delayed: 1)
        #expect(try reader.counts(of: queue, at: clock.now) == counts)
        let size = 7 + 9 + 12 + 7
        #expect(try bytes(reader) == size, "what has expired is not there")
        #expect(try bodies(store) == ["visible"])
        #expect(try store.housekeep(at: clock.now, limit: 100) == [queue: 1])
        #expect(try reader.counts(of: queue, at: clock.now) == MessageCounts(visible: 0, inFlight: 2, delayed: 1))
        #expect(try bytes(reader) == size)
        clock.advance(by: .seconds(60))
        #expect(try bodies(store) == ["delayed", "in flight", "visible"])
        clock.advance(by: .seconds(4 * 86_400))
        #expect(try store.housekeep(at: clock.now, limit: 100) == [queue: 3])
        #expect(try reader.counts(of: queue, at: clock.now) == MessageCounts())
        #expect(try bytes(reader) == 0)
        try store.close()
    }

    @Test func `the file is kept as it was, for its owner alone, and not again at the next start`() throws {
        try makeFirst()
        let said = Mutex<[String]>([])
        try open { line in said.withLock { $0.append(line) } }.close()
        let backup = "\(database).bak-v1"
        #expect(said.withLock { $0.map { $0.hasSuffix("is at \(backup).") } } == [true])
        #expect(try BackupFile.verify(backup).messages == 4)
        #expect(try Connection(path: backup, mode: .immutable).integer("PRAGMA user_version") == 1)
        let attributes = try FileManager.default.attributesOfItem(atPath: backup)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let before = try Data(contentsOf: URL(filePath: backup))
        try open { Issue.record("\($0)") }.close()
        #expect(try Data(contentsOf: URL(filePath: backup)) == before)
    }

    @Test func `a migration that was interrupted is begun again, whatever it has left`() throws {
        try makeFirst()
        for name in [".bak-v1", ".bak-v1.partial", ".bak-v1.partial-wal"].map({ "\(database)\($0)" }) {
            try Data("half of it".utf8).write(to: URL(filePath: name))
        }
        try open().close()
        #expect(try BackupFile.verify("\(database).bak-v1").messages == 4)
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(!names.contains { $0.contains(".partial") })
    }

    @Test func `a version that nobody has written makes a file none of ours`() throws {
        try makeFirst()
        try Connection(path: database, mode: .readWrite).execute("PRAGMA user_version = -1")
        #expect(throws: OpenError.notOurs) { try open() }
    }

    // MARK: A file of version 1

    private func open(warn: @escaping @Sendable (String) -> Void = { _ in }) throws -> SQLiteStore {
        var generator = SeededGenerator(seed: 1)
        var configuration = SQLiteStore.Configuration(directory: path, durability: .normal)
        configuration.warn = warn
        return try SQLiteStore(configuration, using: &generator)
    }

    private func bodies(_ store: SQLiteStore) throws -> [String] {
        let batch = try store.apply([.receive(ReceiveCommand(queue: queue, limit: 10))], at: clock.now)
        guard case .received(let received) = batch[0] else { throw Violation("a receive answers with messages") }
        return received.messages.map(\.body).sorted()
    }

    private func bytes(_ reader: any QueueReader) throws -> Int {
        guard case .overview(let overview) = try reader.answer(.overview, of: queue, at: clock.now) else {
            throw Violation("an overview is answered with one")
        }
        return overview.bytes
    }

    /// One message in each state, one of them with an attribute.
    private func makeFirst() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let file = try Connection(path: database, mode: .readWrite)
        try file.execute(Schema.migrations[0])
        try file.execute(
            """
            PRAGMA application_id = \(Schema.applicationId);
            PRAGMA user_version = 1;
            INSERT INTO settings (name, value) VALUES ('sequence', '100');
            INSERT INTO shelves (id, message_count) VALUES (2, 4);
            INSERT INTO queues VALUES (1, 'us-east-1', '000000000000', 'letters', 2, 'queue', 0, 0, NULL);
            INSERT INTO queue_attributes VALUES (1, 'MessageRetentionPeriod', '345600');
            """
        )
        let now = clock.now
        try insert("expired", id: 3, visibleAt: now, storedAt: now.adding(seconds: -5 * 86_400), into: file)
        try insert("visible", id: 4, visibleAt: now, storedAt: now, into: file)
        let color = MessageAttributes([MessageAttribute(name: "c", dataType: "String", value: .text("green"))])
        let later = now.adding(seconds: 30)
        try insert("in flight", color, id: 5, visibleAt: later, storedAt: now, receives: 1, into: file)
        try insert("delayed", id: 6, visibleAt: now.adding(seconds: 10), storedAt: now, into: file)
    }

    private func insert(
        _ body: String,
        _ attributes: MessageAttributes = .none,
        id: Int,
        visibleAt: Instant,
        storedAt: Instant,
        receives: Int = 0,
        into file: borrowing Connection
    ) throws {
        try file.execute(
            """
            INSERT INTO messages
            (shelf_id, id, visible_at, enqueued_at, receive_count, receives_elsewhere, first_received_at)
            VALUES (2, \(id), \(visibleAt.milliseconds), \(storedAt.milliseconds), \(receives), 0,
            \(receives > 0 ? "\(storedAt.milliseconds)" : "NULL"));
            INSERT INTO payloads (id, message_id, body, body_md5, attributes, attributes_md5, sent_at, sender_id)
            VALUES (\(id), zeroblob(16), '\(body)', x'\(MD5Digest(of: body).hex)',
            x'\(attributes.stream.map { String(UInt16($0) + 256, radix: 16).suffix(2) }.joined())',
            \(attributes.md5.map { "x'\($0.hex)'" } ?? "NULL"), \(storedAt.milliseconds), 'me');
            """
        )
    }
}
