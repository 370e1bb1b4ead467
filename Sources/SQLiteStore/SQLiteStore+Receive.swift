import QueueStore
import SQLite
import SQSModel

/// Receiving from a standard queue: the earliest visible message first (LC-7).
extension SQLiteStore {
    func receive(_ command: ReceiveCommand, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[command.queue] else { return .refused(.queueDoesNotExist) }
        guard command.isWanted() else { return .received(ReceivedBatch()) }
        let room = try roomInFlight(of: command.queue, for: command.limit, at: now)
        guard room > 0 else {
            if command.isShortPoll, !state.record.attributes.isFIFO { return .refused(.tooManyInFlight) }
            var nothing = ReceivedBatch(nextVisible: try nextVisible(on: state.shelf, after: now))
            nothing.waitsForDeletes = true
            return .received(nothing)
        }
        let messages = try takeVisible(room, for: command, at: now)
        guard messages.isEmpty else { return .received(ReceivedBatch(messages: messages)) }
        return .received(ReceivedBatch(nextVisible: try nextVisible(on: state.shelf, after: now)))
    }

    /// How many of some messages may still be taken before the queue's limit in flight is reached.
    private func roomInFlight(of queue: QueueID, for wanted: Int, at now: Instant) throws(SQLiteError) -> Int {
        guard let state = states[queue] else { return 0 }
        let limit = configuration.messagesInFlight
        if state.inFlightBound + wanted <= limit { return wanted }
        defer { statements.countInFlight.reset() }
        try statements.countInFlight.bind(1, state.shelf)
        try statements.countInFlight.bind(2, now.milliseconds)
        var inFlight = try statements.countInFlight.step() ? Int(statements.countInFlight.integer(0)) : 0
        if inFlight + wanted > limit { inFlight -= try expiredInFlight(of: state, at: now) }
        states[queue]?.inFlightBound = inFlight
        return min(wanted, limit - inFlight)
    }

    /// How many messages have expired while a receiver held them, and are not removed yet.
    private func expiredInFlight(of state: QueueState, at now: Instant) throws(SQLiteError) -> Int {
        defer { statements.countExpired.reset() }
        try statements.countExpired.bind(1, state.shelf)
        try statements.countExpired.bind(2, now.milliseconds)
        try statements.countExpired.bind(3, state.expiryCutoff(at: now).milliseconds)
        return try statements.countExpired.step() ? Int(statements.countExpired.integer(2)) : 0
    }

    private func nextVisible(on shelf: Int64, after now: Instant) throws(SQLiteError) -> Instant? {
        defer { statements.nextVisible.reset() }
        try statements.nextVisible.bind(1, shelf)
        try statements.nextVisible.bind(2, now.milliseconds)
        return try statements.nextVisible.step() ? Instant(milliseconds: statements.nextVisible.integer(0)) : nil
    }

    private func takeVisible(
        _ limit: Int,
        for command: ReceiveCommand,
        at now: Instant
    ) throws(SQLiteError) -> [ReceivedMessage] {
        guard let state = states[command.queue] else { return [] }
        let messages = try findPresent(limit, in: command.queue, at: now)
        let seconds = command.visibilityTimeoutSeconds ?? state.record.attributes.visibilityTimeout
        for message in messages {
            try statements.takeMessage.bind(1, state.shelf)
            try statements.takeMessage.bind(2, message.handle.message.number)
            try statements.takeMessage.bind(3, now.adding(seconds: seconds).milliseconds)
            try statements.takeMessage.bind(4, Int64(message.receiveCount))
            try statements.takeMessage.bind(5, message.firstReceivedAt.milliseconds)
            try statements.takeMessage.run()
        }
        if seconds > 0 { states[command.queue]?.inFlightBound += messages.count }
        return messages
    }

    /// The messages that a receive takes, none of them expired; those that are and lie in the way are removed.
    ///
    /// Nothing is taken before the search has ended: it goes along what taking changes, and would find again what is
    /// taken for 0 seconds.
    private func findPresent(
        _ limit: Int,
        in queue: QueueID,
        at now: Instant
    ) throws(SQLiteError) -> [ReceivedMessage] {
        guard let state = states[queue] else { return [] }
        let cutoff = state.expiryCutoff(at: now)
        while true {
            let found = try findVisible(limit, on: state.shelf, queue: queue, at: now)
            let expired = found.filter { $0.enqueuedAt <= cutoff }
            guard !expired.isEmpty else { return found.map(\.message) }
            for (message, _) in expired { try remove(message.handle.message, from: queue, wasInFlight: false) }
        }
    }

    /// The messages as they will be once this receive has taken them, and when they were enqueued.
    private func findVisible(
        _ limit: Int,
        on shelf: Int64,
        queue: QueueID,
        at now: Instant
    ) throws(SQLiteError) -> [(message: ReceivedMessage, enqueuedAt: Instant)] {
        defer { statements.findVisible.reset() }
        try statements.findVisible.bind(1, shelf)
        try statements.findVisible.bind(2, now.milliseconds)
        try statements.findVisible.bind(3, Int64(limit))
        var found: [(message: ReceivedMessage, enqueuedAt: Instant)] = []
        found.reserveCapacity(limit)
        while try statements.findVisible.step() {
            let enqueuedAt = Instant(milliseconds: statements.findVisible.integer(1))
            found.append((try readMessage(of: queue, at: now), enqueuedAt))
        }
        return found
    }

    /// Reads the row that `findVisible` stands at.
    private func readMessage(of queue: QueueID, at now: Instant) throws(SQLiteError) -> ReceivedMessage {
        let id = MessageSequence(statements.findVisible.integer(0))
        let count = Int(statements.findVisible.integer(2)) + 1
        guard let messageId = MessageId(bytes: statements.findVisible.bytes(4)),
            let md5 = MD5Digest(stored: statements.findVisible.bytes(6))
        else { throw SQLiteError(damage: "the payload of message \(id.number) has no id or no MD5") }
        var message = NewMessage(
            messageId: messageId,
            body: statements.findVisible.text(5),
            md5OfBody: md5,
            senderId: statements.findVisible.text(9)
        )
        message.attributes = MessageAttributes(stream: statements.findVisible.bytes(7))
        message.traceHeader = statements.findVisible.optionalText(10)
        message.groupId = statements.findVisible.optionalText(11).map { FIFOIdentifier(stored: $0) }
        message.deduplicationId = statements.findVisible.optionalText(12).map { FIFOIdentifier(stored: $0) }
        var received = ReceivedMessage(
            handle: ReceiptHandle(queue: queue, message: id, receive: count, receivedAt: now),
            message: message,
            sentAt: Instant(milliseconds: statements.findVisible.integer(8)),
            firstReceivedAt: statements.findVisible.optionalInteger(3).map { Instant(milliseconds: $0) } ?? now,
            count: count
        )
        received.deadLetterSourceArn = statements.findVisible.optionalText(13)
        return received
    }
}
