package import QueueStore
package import SQSModel

/// One store under test, its clock, and the verbs of a queue in short.
package final class StoreTrial {
    package let clock = ManualClock()
    /// Empty while the store is closed, so that nothing holds it any more when it is opened again.
    private var current: (any QueueStore)?
    private let place: any StorePlace
    private(set) var reader: (any QueueReader)?
    /// How often the store has said that it synced to the disk.
    package private(set) var syncs = 0
    private var sent: UInt64 = 0

    package init(of kind: StoreKind, messagesInFlight: Int = Limits.messagesInFlight) throws {
        place = try kind.newPlace(messagesInFlight: messagesInFlight)
        try open()
    }

    package var store: any QueueStore {
        guard let current else { preconditionFailure("a trial that was closed is used no more") }
        return current
    }

    package var now: Instant { clock.now }

    /// Carries out commands as one transaction.
    package func apply(_ commands: [StoreCommand]) throws -> [Outcome] {
        let outcomes = try store.apply(commands, at: clock.now)
        try same(outcomes.count, commands.count, "an outcome per command")
        return outcomes
    }

    package func apply(_ command: StoreCommand) throws -> Outcome { try apply([command])[0] }

    /// Closes the store and opens it again.
    package func reopen() throws {
        try close()
        try open()
    }

    package func close() throws {
        reader = nil
        try current?.close()
        current = nil
    }

    private func open() throws {
        current = try place.open()
        try current?.reportSyncs { [weak self] _ in self?.syncs += 1 }
        reader = try current?.makeReader()
    }

    package func wait(seconds: Int64) { clock.advance(milliseconds: seconds * 1000) }

    package func wait(milliseconds: Int64) { clock.advance(milliseconds: milliseconds) }
}

// MARK: - Queues

extension StoreTrial {
    package static func address(_ name: String) throws -> QueueAddress {
        guard let name = QueueName(name) else { throw Violation("\(name) is no queue name") }
        return QueueAddress(region: .default, account: .default, name: name)
    }

    package func definition(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        tags: KeyValuePairs<String, String> = [:],
        quietSeconds: Int = 60
    ) throws -> StoreCommand {
        .createQueue(
            QueueDefinition(
                address: try Self.address(name),
                attributes: attributes.map { TextEntry($0.key, $0.value) },
                tags: tags.map { TextEntry($0.key, $0.value) },
                quietSeconds: quietSeconds
            )
        )
    }

    package func queue(
        _ name: String = "letters",
        _ attributes: KeyValuePairs<String, String> = [:],
        tags: KeyValuePairs<String, String> = [:]
    ) throws -> QueueID {
        let outcome = try apply(definition(name, attributes, tags: tags))
        guard case .queue(let record) = outcome else { throw Violation("createQueue \(name) answered \(outcome)") }
        return record.id
    }

    /// A FIFO queue, with the attribute that makes it one.
    package func fifoQueue(_ name: String = "letters.fifo", scope: DeduplicationScope = .queue) throws -> QueueID {
        try queue(name, ["FifoQueue": "true", "DeduplicationScope": scope.rawValue])
    }

    /// Changes attributes.
    package func set(_ attributes: KeyValuePairs<String, String>, of queue: QueueID) throws {
        let changes = attributes.map { TextEntry($0.key, $0.value) }
        let outcome = try apply(.updateQueue(queue, .attributes(changes)))
        guard case .queue = outcome else { throw Violation("updateQueue answered \(outcome)") }
    }

    /// All queues, in the order of their numbers.
    package func queues() throws -> [QueueRecord] { try store.queues().sorted { $0.id < $1.id } }

    package func record(of queue: QueueID) throws -> QueueRecord? {
        try store.queues().first { $0.id == queue }
    }

    /// Counts by command, and by a reader where there is one: both have to say the same.
    ///
    /// The bytes of the queue are compared with what a look at its messages shows, too.
    package func counts(of queue: QueueID) throws -> MessageCounts {
        let bytes = try peek(queue).map(\.message.content.bytes).reduce(0, +)
        try same(try overview(of: queue).bytes, bytes, "the bytes of a queue are those of its messages")
        return try countsAlone(of: queue)
    }

    func countsAlone(of queue: QueueID) throws -> MessageCounts {
        let outcome = try apply(.count(queue))
        guard case .counted(let counts) = outcome else { throw Violation("count answered \(outcome)") }
        if let reader { try same(reader.counts(of: queue, at: clock.now), counts, "a reader counts as the owner does") }
        return counts
    }
}

// MARK: - Looking

extension StoreTrial {
    /// All messages of some kinds, in pages, by command and by a reader where there is one: both have to show the same.
    package func peek(
        _ queue: QueueID,
        limit: Int = 1000,
        isNewestFirst: Bool = false,
        kinds: Set<PeekedMessage.Standing.Kind> = Set(PeekedMessage.Standing.Kind.allCases)
    ) throws -> [PeekedMessage] {
        var messages: [PeekedMessage] = []
        var after: MessageSequence?
        repeat {
            let request = PageRequest(after: after, isNewestFirst: isNewestFirst, limit: limit, kinds: kinds)
            let page = try page(queue, request)
            guard page.messages.count <= limit else { throw Violation("\(page.messages.count) of at most \(limit)") }
            if let after, let next = page.next {
                try holds(isNewestFirst ? next < after : after < next, "the next page begins behind this one")
            }
            messages += page.messages
            after = page.next
        } while after != nil
        return messages
    }

    package func page(_ queue: QueueID, _ request: PageRequest) throws -> MessagePage {
        let outcome = try apply(.peek(queue, request))
        guard case .peeked(let page) = outcome else { throw Violation("peek answered \(outcome)") }
        if let reader {
            let read = try reader.messages(of: queue, page: request, at: clock.now)
            try same(read, page, "a reader shows what the owner does")
        }
        return page
    }

    /// Bodies and where they stand.
    package func standings(
        _ queue: QueueID,
        limit: Int = 1000,
        kinds: Set<PeekedMessage.Standing.Kind> = Set(PeekedMessage.Standing.Kind.allCases)
    ) throws -> [BodyStanding] {
        try peek(queue, limit: limit, kinds: kinds).map { BodyStanding($0.message.content.body, $0.standing) }
    }
}

/// A message's body and where the message stands.
package struct BodyStanding: Hashable {
    package let body: String
    package let standing: PeekedMessage.Standing

    package init(_ body: String, _ standing: PeekedMessage.Standing) {
        self.body = body
        self.standing = standing
    }
}

// MARK: - Messages

extension StoreTrial {
    /// A message that nobody has sent yet.
    package func message(
        _ body: String,
        delay: Int? = nil,
        group: String? = nil,
        deduplication: String? = nil
    ) -> NewMessage {
        sent += 1
        var message = NewMessage(
            messageId: MessageId(high: 0, low: sent),
            body: body,
            md5OfBody: MD5Digest(of: body),
            senderId: "000000000000"
        )
        message.delaySeconds = delay
        message.groupId = group.map { FIFOIdentifier(stored: $0) }
        message.deduplicationId = deduplication.map { FIFOIdentifier(stored: $0) }
        return message
    }

    @discardableResult
    package func send(_ messages: [NewMessage], to queue: QueueID) throws -> [SentRecord] {
        let outcome = try apply(.send(SendCommand(queue: queue, messages: messages)))
        guard case .sent(let records) = outcome else { throw Violation("send answered \(outcome)") }
        try same(records.count, messages.count, "a record per message")
        return records
    }

    @discardableResult
    package func send(_ bodies: String..., to queue: QueueID, delay: Int? = nil) throws -> [SentRecord] {
        try send(bodies.map { message($0, delay: delay) }, to: queue)
    }

    /// Sends to a FIFO queue; a message of its own unless the id has been used before.
    @discardableResult
    package func send(
        _ body: String,
        group: String,
        id: String? = nil,
        to queue: QueueID
    ) throws -> SentRecord {
        let message = message(body, group: group, deduplication: id ?? "id-of-\(body)")
        return try send([message], to: queue)[0]
    }

    package func receive(
        _ queue: QueueID,
        limit: Int = 10,
        timeout: Int? = nil,
        attempt: String? = nil
    ) throws -> ReceivedBatch {
        var command = ReceiveCommand(queue: queue, limit: limit, visibilityTimeoutSeconds: timeout)
        command.attemptId = attempt.map { FIFOIdentifier(stored: $0) }
        let outcome = try apply(.receive(command))
        guard case .received(let batch) = outcome else { throw Violation("receive answered \(outcome)") }
        guard batch.messages.count <= limit else { throw Violation("\(batch.messages.count) of at most \(limit)") }
        return batch
    }

    /// The bodies that a receive gets.
    package func bodies(
        _ queue: QueueID,
        limit: Int = 10,
        timeout: Int? = nil
    ) throws -> [String] {
        try receive(queue, limit: limit, timeout: timeout).messages.map(\.body)
    }

    /// The one message that a receive gets.
    package func receiveOne(_ queue: QueueID, timeout: Int? = nil) throws -> ReceivedMessage {
        let batch = try receive(queue, limit: 1, timeout: timeout)
        guard let message = batch.messages.first else { throw Violation("there was nothing to receive") }
        return message
    }

    @discardableResult
    package func delete(_ handles: ReceiptHandle..., from queue: QueueID) throws -> [HandleOutcome] {
        let outcome = try apply(.delete(queue, handles))
        guard case .handled(let results) = outcome else { throw Violation("delete answered \(outcome)") }
        try same(results.count, handles.count, "a result per handle")
        return results
    }

    @discardableResult
    package func change(_ handle: ReceiptHandle, to seconds: Int, in queue: QueueID) throws -> HandleOutcome {
        let change = VisibilityChange(handle: handle, seconds: seconds)
        let outcome = try apply(.changeVisibility(queue, [change]))
        guard case .handled(let results) = outcome, results.count == 1 else {
            throw Violation("changeVisibility answered \(outcome)")
        }
        return results[0]
    }
}
