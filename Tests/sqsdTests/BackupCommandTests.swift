import Foundation
import QueueStore
import QueueTesting
import SQLiteStore
import SQSModel
import Testing

/// `sqsd verify` and `sqsd restore`, as programs, on files.
@Suite("Backup commands")
final class BackupCommandTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "sqsd-\(UUID().uuidString)").path
    private var backup: String { directory + "/backup.db" }

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var generator = SeededGenerator(seed: 1)
        let store = try SQLiteStore(.init(directory: directory + "/live", durability: .normal), using: &generator)
        let now = ManualClock().now
        let address = try StoreTrial.address("letters")
        let definition = QueueDefinition(address: address, attributes: [], tags: [], quietSeconds: 0)
        guard case .queue(let queue) = try store.apply([.createQueue(definition)], at: now)[0] else {
            throw Violation("no queue was made")
        }
        let messages = ["an easily found body", "another one"].enumerated().map { place, body in
            NewMessage(
                messageId: MessageId(high: 0, low: UInt64(place) + 1),
                body: body,
                md5OfBody: MD5Digest(of: body),
                senderId: "000000000000"
            )
        }
        _ = try store.apply([.send(SendCommand(queue: queue.id, messages: messages))], at: now)
        let writing = try #require(try store.makeReader()).beginBackup(to: backup)
        while try writing.advance() {}
        try store.close()
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: directory) } catch { print("left behind: \(error)") }
    }

    @Test func `a sound backup is counted, and becomes a directory that a daemon starts on`() async throws {
        try await expect(0, ["verify", backup], says: "backup.db is sound: 1 queue, 2 messages.")
        let restored = directory + "/not/yet/there"
        try await expect(
            0,
            ["restore", backup, "--data-dir", restored],
            says: "has 1 queue, 2 messages. Start it with: sqsd --data-dir \(restored)"
        )
        let daemon = try RunningDaemon(["--port", "0", "--data-dir", restored])
        #expect(try await daemon.port() != nil)

        // A live database is no backup, and a live directory is nobody's to write to.
        try await expect(65, ["verify", restored + "/sqsd.sqlite3"], says: "Make a backup with sqsctl")
        try await expect(64, ["restore", backup, "--data-dir", restored], says: "Nothing was changed.")
        kill(daemon.pid, SIGTERM)
        #expect(try await daemon.exitCode() == 0)
        try await expect(64, ["restore", backup, "--data-dir", restored], says: "holds sqsd.sqlite3 already")
    }

    @Test func `a damaged message is named, and nothing is restored`() async throws {
        var bytes = try Data(contentsOf: URL(filePath: backup))
        let place = try #require(bytes.range(of: Data("easily".utf8)))
        bytes[place.lowerBound] ^= 1
        try bytes.write(to: URL(filePath: backup))
        let id = MessageId(high: 0, low: 1).text
        try await expect(65, ["verify", backup], says: "message \(id) is not what was sent")
        try await expect(65, ["verify", backup], says: "1 queue, 2 messages, 1 of them damaged. Use another backup.")
        let restored = directory + "/restored"
        try await expect(65, ["restore", backup, "--data-dir", restored], says: "message \(id)")
        #expect(!FileManager.default.fileExists(atPath: restored))
    }

    @Test func `half a backup, and what is none at all, are damaged`() async throws {
        let whole = try Data(contentsOf: URL(filePath: backup))
        for (name, bytes) in [
            ("half", whole.prefix(whole.count / 2)), ("text", Data("No database, but text.\n".utf8)), ("empty", Data()),
        ] {
            let file = "\(directory)/\(name)"
            try bytes.write(to: URL(filePath: file))
            try await expect(65, ["verify", file], says: file)
            try await expect(65, ["restore", file, "--data-dir", directory + "/new"], says: file)
            #expect(!FileManager.default.fileExists(atPath: directory + "/new"))
        }
    }

    @Test func `a file that is not there cannot be read, nor a directory be made below a file`() async throws {
        try await expect(74, ["verify", directory + "/none"], says: "There is no file \(directory)/none.")
        try await expect(
            74,
            ["restore", directory + "/none", "--data-dir", directory + "/new"],
            says: "no file \(directory)"
        )
        try await expect(74, ["verify", directory], says: directory)
        try await expect(74, ["restore", backup, "--data-dir", backup + "/below"], says: "Not a directory")
    }

    @Test(arguments: [
        ["verify"], ["verify", "a", "b"], ["restore"], ["restore", "a"], ["restore", "a", "--data-dir", ""],
        ["verify", "a", "--port", "1"], ["verify", "a", "--data-dir", "b"],
        ["restore", "a", "--data-dir", "b", "--config", "c"],
    ])
    func `a command line that is not whole is a matter of usage`(words: [String]) async throws {
        try await expect(64, words, says: "sqsd \(words[0])")
    }

    @Test(arguments: ["verify", "restore"])
    func `help names every exit code`(command: String) async throws {
        for code in [" 0 ", " 64 ", " 65 ", " 74 "] { try await expect(0, [command, "--help"], says: code) }
        try await expect(0, ["--help"], says: "sqsd \(command) ")
    }

    private func expect(
        _ code: Int32,
        _ words: [String],
        says text: String,
        at place: SourceLocation = #_sourceLocation
    ) async throws {
        let run = try RunningDaemon(words)
        #expect(try await run.exitCode() == code, "\(run.log)", sourceLocation: place)
        let log = run.log.replacing(/\s+/, with: " ")
        #expect(log.contains(text), "\(log)", sourceLocation: place)
    }
}
