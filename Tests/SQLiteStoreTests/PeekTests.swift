import Dispatch
import Foundation
import QueueStore
import QueueTesting
import SQLite
import SQSModel
import Testing

@testable import SQLiteStore

@Suite("Looking at messages in SQLite")
struct PeekTests {
    @Test("Looks of several threads beside a busy writer change no row", arguments: [Durability.normal, .full])
    func nothingChanges(durability: Durability) throws {
        let directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 1)
        let store = try SQLiteStore(.init(directory: directory.path, durability: durability), using: &generator)
        let clock = ManualClock()
        let still = try store.makeQueue("still.fifo", at: clock.now)
        let busy = try store.makeQueue("busy", at: clock.now)
        for body in 0..<200 { try store.send("\(body)", group: "g\(body % 7)", to: still, at: clock.now) }
        _ = try store.apply([.receive(ReceiveCommand(queue: still, limit: 10))], at: clock.now)
        let hash = try Self.hash(ofMessagesOf: still, in: directory.path)

        let now = clock.now
        let looks = DispatchGroup()
        let readers = try (0..<3).map { _ in try #require(try store.makeReader()) }
        for reader in readers {
            DispatchQueue.global().async(group: looks) {
                for round in 0..<100 {
                    for queue in [still, busy] {
                        let request = PageRequest(limit: round % 2 == 0 ? 1000 : 50)
                        guard let page = try? reader.messages(of: queue, page: request, at: now) else {
                            Issue.record("a look failed")
                            return
                        }
                        if queue == still { #expect(page.messages.count == min(200, request.limit)) }
                    }
                }
            }
        }
        for body in 0..<200 {
            try store.send("\(body)", group: nil, to: busy, at: now)
            _ = try store.apply([.receive(ReceiveCommand(queue: busy, limit: 1))], at: now)
            try store.tidy(isQuiet: true)
        }
        #expect(looks.wait(timeout: .now() + 60) == .success)
        #expect(try Self.hash(ofMessagesOf: still, in: directory.path) == hash)
        #expect(try Self.hash(ofMessagesOf: busy, in: directory.path) != hash)
        try store.close()
    }

    @Test("A look for what is rare ends after so many rows, and the next one goes on")
    func boundedRows() throws {
        let trial = try StoreTrial(of: .sqlite(.memory))
        let id = try trial.queue()
        let hidden = PageRequest.rowLimit + 5
        for _ in 0..<hidden / 5 { try trial.send("a", "b", "c", "d", "e", to: id, delay: 900) }
        try trial.send("visible", to: id)
        let first = try trial.page(id, PageRequest(kinds: [.visible]))
        #expect(first.messages.isEmpty)
        #expect(first.next != nil)
        let second = try trial.page(id, PageRequest(after: first.next, kinds: [.visible]))
        #expect(second.messages.map(\.message.content.body) == ["visible"])
        #expect(second.next == nil)
    }

    @Test("A page of large messages is full before it has many")
    func boundedBytes() throws {
        let trial = try StoreTrial(of: .sqlite(.memory))
        let id = try trial.queue()
        let body = String(repeating: "x", count: 1 << 20)
        for _ in 0..<10 { try trial.send(body, to: id) }
        let page = try trial.page(id, PageRequest())
        #expect(page.messages.count == PageRequest.byteLimit >> 20)
        #expect(page.next != nil)
        #expect(try trial.peek(id).count == 10)
    }

    @Test("Limits out of range become the nearest in it", arguments: [(0, 1), (-5, 1), (1, 1), (1001, 1000)])
    func limits(given: Int, taken: Int) { #expect(PageRequest(limit: given).limit == taken) }

    /// A digest of all columns of all messages of a queue, read by a connection of its own.
    private static func hash(ofMessagesOf queue: QueueID, in directory: String) throws -> MD5Digest {
        let connection = try Connection(path: "\(directory)/\(DataFile.database)", mode: .readOnly)
        let rows = try connection.texts(
            """
            SELECT json_array(shelf_id, id, visible_at, enqueued_at, receive_count, receives_elsewhere, \
            first_received_at, lane, tenant) FROM messages WHERE shelf_id = \
            (SELECT shelf_id FROM queues WHERE id = \(queue.number)) ORDER BY id
            """
        )
        return MD5Digest(of: rows.joined(separator: "\n"))
    }
}

extension SQLiteStore {
    fileprivate func makeQueue(_ name: String, at now: Instant) throws -> QueueID {
        let attributes = name.hasSuffix(".fifo") ? [TextEntry("FifoQueue", "true")] : []
        let definition = QueueDefinition(
            address: try StoreTrial.address(name),
            attributes: attributes,
            tags: [],
            quietSeconds: 0
        )
        guard case .queue(let record) = try apply([.createQueue(definition)], at: now)[0] else {
            throw Violation("no queue was made")
        }
        return record.id
    }

    fileprivate func send(_ body: String, group: String?, to queue: QueueID, at now: Instant) throws {
        var message = NewMessage(
            messageId: MessageId(high: 0, low: 1),
            body: body,
            md5OfBody: MD5Digest(of: body),
            senderId: "000000000000"
        )
        message.groupId = group.map { FIFOIdentifier(stored: $0) }
        message.deduplicationId = group.map { _ in FIFOIdentifier(stored: "id-of-\(body)") }
        _ = try apply([.send(SendCommand(queue: queue, messages: [message]))], at: now)
    }
}
