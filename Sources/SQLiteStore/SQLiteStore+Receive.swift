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
        var messages = try takeVisible(room, for: command, at: now)
        // Expired messages were removed on the way; what lies behind them is as good.
        while messages.taken.count < room, messages.sawExpired {
            let more = try takeVisible(room - messages.taken.count, for: command, at: now)
            messages = (messages.taken + more.taken, more.sawExpired)
        }
        guard messages.taken.isEmpty else { return .received(ReceivedBatch(messages: messages.taken)) }
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
        let inFlight = try statements.countInFlight.step() ? Int(statements.countInFlight.integer(0)) : 0
        states[queue]?.inFlightBound = inFlight
        return min(wanted, limit - inFlight)
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
    ) throws(SQLiteError) -> (taken: [ReceivedMessage], sawExpired: Bool) {
        guard let state = states[command.queue] else { return ([], false) }
        let cutoff = state.expiryCutoff(at: now)
        // Rows are changed only after the search has ended, which goes along what the changes move.
        let found = try findVisible(limit, on: state.shelf, queue: command.queue, at: now)
        let seconds = command.visibilityTimeoutSeconds ?? state.record.attributes.visibilityTimeout
        var taken: [ReceivedMessage] = []
        taken.reserveCapacity(found.count)
        for (message, enqueuedAt) in found {
            if enqueuedAt <= cutoff {
                try remove(message.handle.message, from: command.queue, wasInFlight: false)
                continue
            }
            try statements.takeMessage.bind(1, state.shelf)
            try statements.takeMessage.bind(2, message.handle.message.number)
            try statements.takeMessage.bind(3, now.adding(seconds: seconds).milliseconds)
            try statements.takeMessage.bind(4, Int64(message.receiveCount))
            try statements.takeMessage.bind(5, message.firstReceivedAt.milliseconds)
            try statements.takeMessage.run()
            taken.append(message)
        }
        if seconds > 0 { states[command.queue]?.inFlightBound += taken.count }
        return (taken, taken.count < found.count)
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
