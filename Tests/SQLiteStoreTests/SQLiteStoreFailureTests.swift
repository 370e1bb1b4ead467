import QueueStore
import QueueTesting
import SQLite
import SQSModel
import Testing

@testable import SQLiteStore

/// What is left when a transaction cannot be carried out: all of what was before, in the file and in memory.
@Suite("The SQLite store without room")
struct SQLiteStoreFailureTests {
    @Test("damage ends the store and says what to do, since the next start would come to the same place")
    func damage() {
        let error = StoreError(SQLiteError(damage: "a page is not what it should be"))
        #expect(error.isFatal)
        #expect(error.description.contains("sqsd restore"))
    }

    @Test("a batch that finds no room leaves nothing behind", arguments: Durability.allCases)
    func fullDisk(durability: Durability) throws {
        let trial = try StoreTrial(of: .sqlite(durability))
        let letters = try trial.queue("letters", ["MessageRetentionPeriod": "60"], tags: ["team": "mail"])
        let lanes = try trial.fifoQueue("lanes.fifo")
        let doomed = try trial.queue("doomed")
        try trial.send("a", "b", "c", to: letters)
        try trial.send([trial.message("t", group: "tenant")], to: letters)
        try trial.send("x", group: "g", to: lanes)
        try trial.send("d", to: doomed)
        let taken = try trial.receiveOne(letters)
        let before = try Standing(of: trial, letters, lanes, doomed)
        let last = try trial.send("last", to: doomed)[0].sequence

        try trial.limitPages(to: 0)
        let error = #expect(throws: StoreError.self) {
            try trial.apply(
                [
                    .updateQueue(letters, .attributes([TextEntry("VisibilityTimeout", "7")])),
                    .updateQueue(letters, .tag([TextEntry("team", "post")])),
                    .delete(letters, [taken.handle]),
                    .receive(ReceiveCommand(queue: letters, limit: 10)),
                    .receive(ReceiveCommand(queue: lanes, limit: 10)),
                    .send(SendCommand(queue: lanes, messages: [trial.message("y", group: "g", deduplication: "y")])),
                    .purgeQueue(lanes, quietSeconds: 60),
                    .deleteQueue(doomed),
                    trial.definition("new"),
                    .send(SendCommand(queue: letters, messages: [trial.message(Self.large)])),
                ]
            )
        }
        guard case .full = try #require(error) else {
            Issue.record("\(String(describing: error)) is not a full disk")
            return
        }
        var after = try Standing(of: trial, letters, lanes, doomed)
        after.counts[2].visible -= 1
        #expect(after == before)

        #expect(try trial.delete(taken.handle, from: letters) == [.done(visibleAt: nil)], "deleting needs no room")
        try trial.limitPages(to: 1 << 30)
        #expect(try trial.bodies(letters) == ["b", "c", "t"])
        #expect(try trial.send("y", group: "g", id: "y", to: lanes).isDuplicate == false, "its id was not remembered")
        #expect(try trial.bodies(lanes) == ["x", "y"])
        let sent = try trial.send("e", to: doomed)[0]
        #expect(sent.sequence > last)
        let new = try trial.queue("new")
        #expect(!before.records.contains { $0.id == new })
        try trial.reopen()
        #expect(try trial.counts(of: letters) == MessageCounts(inFlight: 3))
        #expect(try trial.bodies(doomed) == ["d", "last", "e"])
        trial.wait(seconds: 60)
        try trial.keepHouse()
        #expect(try trial.counts(of: letters) == MessageCounts())
        try trial.close()
    }

    @Test func `many batches that fail and succeed by turns end as if none had failed`() throws {
        var chance = SeededGenerator(seed: 11)
        let trial = try StoreTrial(of: .sqlite(.memory))
        let id = try trial.queue()
        var expected: [String] = []
        for round in 0..<200 {
            if chance.happens(percent: 40) {
                try trial.limitPages(to: 0)
                let message = trial.message(Self.large)
                #expect(throws: StoreError.self) {
                    try trial.apply([
                        .receive(ReceiveCommand(queue: id, limit: 10)),
                        .send(SendCommand(queue: id, messages: [message])),
                    ])
                }
                try trial.limitPages(to: 1 << 30)
            } else {
                try trial.send("\(round)", to: id)
                expected.append("\(round)")
            }
            #expect(try trial.counts(of: id) == MessageCounts(visible: expected.count))
        }
        var found: [String] = []
        while found.count < expected.count {
            let bodies = try trial.bodies(id)
            guard !bodies.isEmpty else { break }
            found += bodies
        }
        #expect(found == expected)
    }

    @Test func `a failure says whether the disk, the file's content or another program is to blame`() throws {
        let damage = SQLiteError(damage: "a row is gone")
        guard case .failed(let cause, .corrupt) = StoreError(damage) else {
            Issue.record("\(StoreError(damage))")
            return
        }
        #expect(cause.hasPrefix(damage.description))
        let directory = try TemporaryDirectory()
        let file = try Connection(path: "\(directory.path)/db", mode: .readWrite)
        try file.execute("CREATE TABLE t (x TEXT); BEGIN IMMEDIATE")
        let other = try Connection(path: "\(directory.path)/db", mode: .readWrite)
        let busy = try #require(throws: SQLiteError.self) { try other.execute("BEGIN IMMEDIATE") }
        #expect(StoreError(busy) == .failed(busy.description, .busy))
        let missing = try #require(throws: SQLiteError.self) { try other.execute("SELECT * FROM nothing") }
        #expect(StoreError(missing) == .failed(missing.description, .io))
    }

    @Test func `what was set aside is counted, and still is when the store is opened again`() throws {
        let trial = try StoreTrial(of: .sqlite(.normal))
        let id = try trial.queue()
        let sent = try trial.send("a", "b", "c", to: id)
        #expect(try trial.store.corruptMessages() == 0)
        for record in sent.prefix(2) { _ = try trial.apply(.quarantine(id, record.sequence)) }
        #expect(try trial.store.corruptMessages() == 2)
        try trial.reopen()
        #expect(try trial.store.corruptMessages() == 2)
        try trial.close()
    }

    private static let large = String(repeating: "0123456789abcdef", count: 60_000)

    private struct Standing: Equatable {
        let records: [QueueRecord]
        var counts: [MessageCounts]

        init(of trial: StoreTrial, _ queues: QueueID...) throws {
            records = try trial.queues()
            counts = try queues.map { try trial.counts(of: $0) }
        }
    }
}

extension StoreTrial {
    /// Lets the database grow to so many pages; with 0, to no more than it has.
    fileprivate func limitPages(to count: Int) throws {
        let store = try #require(store as? SQLiteStore)
        try store.connection.execute("PRAGMA max_page_count = \(max(1, count))")
    }
}
