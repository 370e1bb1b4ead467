import Dispatch
import Foundation
import QueueStore
import QueueTesting
import SQLite
import SQSModel
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("Backups")
struct BackupTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let clock = ManualClock()

    init() throws {
        directory = try TemporaryDirectory()
        store = try Self.open(directory.path + "/live")
    }

    private static func open(_ path: String) throws -> SQLiteStore {
        var generator = SeededGenerator(seed: 1)
        return try SQLiteStore(.init(directory: path, durability: .normal), using: &generator)
    }

    @Test func `a backup beside a busy writer holds all that was acknowledged before, and verifies`() throws {
        let queue = try makeQueue("letters")
        let reader = try #require(try store.makeReader())
        let acknowledged = Mutex(0)
        let isDone = Mutex(false)
        let path = directory.path + "/it's a backup? 100%#"
        let backup = DispatchGroup()
        for _ in 0..<100 { try send("before", to: queue) }
        acknowledged.withLock { $0 = 100 }
        let before = Mutex(0)
        DispatchQueue.global().async(group: backup) {
            before.withLock { $0 = acknowledged.withLock { $0 } }
            do { try Self.backUp(reader, to: path) } catch { Issue.record(error) }
            isDone.withLock { $0 = true }
        }
        var more = 0
        while !isDone.withLock({ $0 }) || more < 50 {
            try send("while", to: queue)
            acknowledged.withLock { $0 += 1 }
            try store.tidy(isQuiet: true)
            more += 1
        }
        #expect(backup.wait(timeout: .now() + 60) == .success)
        let report = try BackupFile.verify(path)
        #expect(report.isSound)
        #expect(report.queues == 1)
        #expect(report.messages >= before.withLock { $0 })
        #expect(report.messages <= acknowledged.withLock { $0 })

        // Its messages are those that came first.
        try BackupFile.restore(from: path, to: directory.path + "/restored")
        let restored = try Self.open(directory.path + "/restored")
        let counts = try #require(try restored.makeReader()).counts(of: queue, at: clock.now)
        #expect(counts.visible == report.messages)
        try restored.close()
    }

    @Test func `a backup is for its owner alone, and replaces nothing`() throws {
        let reader = try #require(try store.makeReader())
        let path = directory.path + "/backup"
        try Self.backUp(reader, to: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: StoreError.self) { try reader.beginBackup(to: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        #expect(throws: StoreError.self) { try reader.beginBackup(to: directory.path + "/nowhere/backup") }
    }

    @Test func `a backup is of one moment, and begins once, though messages are sent between any two slices`() throws {
        let queue = try makeQueue("letters")
        try sendSlices(4, to: queue)
        let database = directory.path + "/live/\(DataFile.database)"
        let pages = try #require(try Connection(path: database, mode: .readOnly).integer("PRAGMA page_count"))
        let path = directory.path + "/backup"
        let backup = try #require(try store.makeReader()).beginBackup(to: path)
        var slices: Int64 = 0
        repeat {
            slices += 1
            // More than a checkpoint copies into the file, where a backup without a snapshot would find it.
            try sendSlices(1, to: queue)
            try store.tidy(isQuiet: true)
        } while try backup.advance()
        #expect(slices >= 4 && slices <= pages / Int64(UnfinishedBackup.pagesInSlice) + 1)
        let report = try BackupFile.verify(path)
        #expect(report.isSound)
        #expect(report.messages == 4 * Self.messagesInSlice)
        #expect(try !backup.advance())
    }

    @Test func `a backup is one plain file, without a log and without a word of one`() throws {
        try send("a", to: try makeQueue("letters"))
        let path = try backup()
        // Bytes 18 and 19 of a database say 2 where a log belongs to it, which only a writer can open then.
        #expect(try Data(contentsOf: URL(filePath: path))[18...19] == Data([1, 1]))
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: directory.path)) == ["live", "backup"])
        #expect(try Connection(path: path, mode: .readOnly).integer("SELECT count(*) FROM messages") == 1)
    }

    @Test func `nothing stays of a backup that is given up, and a complete one stays`() throws {
        try sendSlices(2, to: try makeQueue("letters"))
        let reader = try #require(try store.makeReader())
        let path = directory.path + "/backup"
        var given: (any StoreBackup)? = try reader.beginBackup(to: path)
        #expect(try given?.advance() == true)
        #expect(FileManager.default.fileExists(atPath: path))
        given?.end()
        #expect(try given?.advance() == false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["live"])

        given = try reader.beginBackup(to: path)
        #expect(try given?.advance() == true)
        given = nil
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["live"])

        given = try reader.beginBackup(to: path)
        while try given?.advance() == true {}
        given?.end()
        given = nil
        #expect(try BackupFile.verify(path).isSound)
    }

    @Test func `the log that grows while a backup reads gives its space back`() throws {
        let queue = try makeQueue("letters")
        try sendSlices(2, to: queue)
        let log = directory.path + "/live/\(DataFile.log)"
        let backup = try #require(try store.makeReader()).beginBackup(to: directory.path + "/backup")
        #expect(try backup.advance())
        try sendSlices(80, to: queue)
        try store.tidy(isQuiet: true)
        #expect(try #require(BackupFile.fileSize(of: log)) > 80 << 20)
        while try backup.advance() {}
        try store.tidy(isQuiet: true)
        try send("on from the start of the log", to: queue)
        #expect(BackupFile.fileSize(of: log) == 64 << 20)
    }

    @Test func `a flipped byte in a body is found`() throws {
        let queue = try makeQueue("letters")
        try send("a body that is easily found", to: queue)
        try send("another one", to: queue)
        let path = try backup()
        var bytes = try Data(contentsOf: URL(filePath: path))
        let place = try #require(bytes.range(of: Data("easily".utf8)))
        bytes[place.lowerBound] ^= 1
        try bytes.write(to: URL(filePath: path))
        let report = try BackupFile.verify(path)
        #expect(report.damagedCount == 1)
        #expect(report.damaged == [MessageId(high: 0, low: 1).text])
        #expect(report.messages == 2)
        let error = #expect(throws: BackupError.self) {
            try BackupFile.restore(from: path, to: directory.path + "/new")
        }
        #expect(error == .damaged(path, report))
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/new"))
    }

    @Test func `a flipped byte in attributes is found, and so is a page that SQLite cannot read`() throws {
        let queue = try makeQueue("letters")
        try send("plain", attribute: "conspicuous", to: queue)
        let path = try backup()
        let whole = try Data(contentsOf: URL(filePath: path))
        var bytes = whole
        let place = try #require(bytes.range(of: Data("conspicuous".utf8)))
        bytes[place.lowerBound] ^= 1
        try bytes.write(to: URL(filePath: path))
        #expect(try BackupFile.verify(path).damagedCount == 1)

        try whole.prefix(whole.count - 4096).write(to: URL(filePath: path))
        do {
            #expect(try !BackupFile.verify(path).isSound)
        } catch { #expect(error is SQLiteError) }
    }

    @Test func `restore names what another restore has left, and leaves it`() throws {
        _ = try makeQueue("letters")
        let path = try backup()
        let target = directory.path + "/begun"
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        let partial = "\(DataFile.database).partial"
        try Data("half".utf8).write(to: URL(filePath: "\(target)/\(partial)"))
        #expect(throws: BackupError.occupied(directory: target, by: partial)) {
            try BackupFile.restore(from: path, to: target)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: target) == [partial])
    }

    @Test func `restore leaves a live directory alone, and one that was live`() throws {
        let queue = try makeQueue("letters")
        try send("a", to: queue)
        let path = try backup()
        for _ in 0..<2 {
            let error = #expect(throws: BackupError.self) {
                try BackupFile.restore(from: path, to: directory.path + "/live")
            }
            guard case .occupied = try #require(error) else {
                Issue.record("\(String(describing: error)) is not about the directory")
                return
            }
            try store.close()
        }
    }

    @Test func `what is no backup of ours is refused`() throws {
        #expect(throws: BackupError.missing(directory.path + "/none")) {
            try BackupFile.verify(directory.path + "/none")
        }
        let path = directory.path + "/other"
        try Connection(path: path, mode: .readWrite).execute("CREATE TABLE t (a)")
        #expect(throws: OpenError.notOurs) { try BackupFile.verify(path) }
        let queue = try makeQueue("letters")
        try send("in the log", to: queue)
        let live = directory.path + "/live/\(DataFile.database)"
        #expect(throws: BackupError.hasLog(live)) { try BackupFile.verify(live) }
        let newer = try backup()
        try Connection(path: newer, mode: .readWrite).execute("PRAGMA user_version = 99")
        #expect(throws: OpenError.newer(found: 99, known: Schema.version)) { try BackupFile.verify(newer) }
    }

    private func backup() throws -> String {
        let path = directory.path + "/backup"
        try Self.backUp(try #require(try store.makeReader()), to: path)
        return path
    }

    private static func backUp(_ reader: any QueueReader, to path: String) throws {
        let backup = try reader.beginBackup(to: path)
        while try backup.advance() {}
    }

    private static let messagesInSlice = 4

    /// Sends as much as so many slices of a backup hold.
    private func sendSlices(_ count: Int, to queue: QueueID) throws {
        let body = String(repeating: "x", count: Int(UnfinishedBackup.pagesInSlice) * 4096 / Self.messagesInSlice)
        for _ in 0..<(count * Self.messagesInSlice) { try send(body, to: queue) }
    }

    private func makeQueue(_ name: String) throws -> QueueID {
        let definition = QueueDefinition(
            address: try StoreTrial.address(name),
            attributes: [],
            tags: [],
            quietSeconds: 0
        )
        guard case .queue(let record) = try store.apply([.createQueue(definition)], at: clock.now)[0] else {
            throw Violation("no queue was made")
        }
        return record.id
    }

    private func send(_ body: String, attribute: String? = nil, to queue: QueueID) throws {
        var message = NewMessage(
            messageId: MessageId(high: 0, low: 1),
            body: body,
            md5OfBody: MD5Digest(of: body),
            senderId: "000000000000"
        )
        if let attribute {
            message.attributes = MessageAttributes([
                MessageAttribute(name: "n", dataType: "String", value: .text(attribute))
            ])
            message.md5OfAttributes = message.attributes.md5
        }
        _ = try store.apply([.send(SendCommand(queue: queue, messages: [message]))], at: clock.now)
    }
}
