import QueueStore
import SQLite
import SQSModel

/// Receiving.
extension SQLiteStore {
    /// Expired and dead messages that one receive removes at most on its way to those that it wants, so that others wait
    /// a few milliseconds; the next receive goes on.
    private static let obstacles = 1000

    /// What a receive has done so far.
    private struct Progress {
        var messages: [ReceivedMessage] = []
        var moved: [QueueID: Int] = [:]
        var changed: Set<Group> = []
        /// Messages that were taken or removed; with a visibility timeout of 0 a taken one is visible still.
        var seen: Set<Int64> = []
        var obstacles = 0
    }

    func receive(_ command: ReceiveCommand, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[command.queue] else { return .refused(.queueDoesNotExist) }
        guard command.isWanted() else { return .received(ReceivedBatch()) }
        let isFIFO = state.record.attributes.isFIFO
        if isFIFO, let expiry = state.nextExpiry, expiry <= now {
            // One that expired in flight holds its lane no longer, and would not be met on the way.
            var limit = Self.obstacles
            try removeExpired(from: command.queue, at: now, limit: &limit)
        }
        if isFIFO, let attempt = command.attemptId, let again = try repeated(attempt, command, at: now) {
            return .received(ReceivedBatch(messages: again))
        }
        let room = try roomInFlight(of: command.queue, for: command.limit, at: now)
        guard room > 0 else {
            if command.isShortPoll, !isFIFO { return .refused(.tooManyInFlight) }
            return .received(try nothing(in: state, isFull: true, at: now))
        }
        var progress = Progress()
        if isFIFO {
            try takeFromLanes(room, for: command, at: now, &progress)
        } else {
            try takeEarliest(room, for: command, at: now, &progress)
        }
        try refresh(progress.changed, of: command.queue)
        guard !progress.messages.isEmpty else {
            var nothing = try nothing(in: state, isFull: false, at: now)
            nothing.moved = progress.moved
            if progress.obstacles >= Self.obstacles { nothing.nextVisible = now }
            return .received(nothing)
        }
        if isFIFO, let attempt = command.attemptId { try remember(attempt, progress.messages, command, at: now) }
        return .received(ReceivedBatch(messages: progress.messages, moved: progress.moved))
    }

    /// The answer of a receive that found nothing: when to look again.
    private func nothing(in state: QueueState, isFull: Bool, at now: Instant) throws(SQLiteError) -> ReceivedBatch {
        var batch = ReceivedBatch(nextVisible: try nextVisible(in: state, isFull: isFull, after: now))
        batch.waitsForDeletes = isFull || state.record.attributes.isFIFO
        return batch
    }

    /// When a message can be received next; where the limit in flight is reached, when one in flight makes room.
    private func nextVisible(in state: QueueState, isFull: Bool, after now: Instant) throws(SQLiteError) -> Instant? {
        let isFIFO = state.record.attributes.isFIFO
        var moments: [Instant?] = []
        if isFIFO, !isFull {
            moments.append(try first(statements.nextAvailable, state.shelf, after: now))
        } else {
            moments.append(try first(statements.nextVisible, state.shelf, after: now))
            if state.hasTenants != false {
                moments.append(try first(statements.nextVisibleOfTenants, state.shelf, after: now))
            }
        }
        if isFIFO || isFull {
            // A message that expires while it is in flight sets its lane free, and makes room.
            let oldest =
                try oldest(on: state.shelf, limit: 1) + oldestRestored(on: state.shelf, limit: 1)
            moments += oldest.map { $0.enqueuedAt.adding(seconds: state.record.attributes.messageRetentionPeriod) }
        }
        return moments.compactMap(\.self).min()
    }

    private func first(
        _ statement: borrowing Statement,
        _ shelf: Int64,
        after now: Instant
    ) throws(SQLiteError) -> Instant? {
        defer { statement.reset() }
        try statement.bind(1, shelf)
        try statement.bind(2, now.milliseconds)
        return try statement.step() ? Instant(milliseconds: statement.integer(0)) : nil
    }

    /// How many of some messages may still be taken before the queue's limit in flight is reached.
    private func roomInFlight(of queue: QueueID, for wanted: Int, at now: Instant) throws(SQLiteError) -> Int {
        guard let state = states[queue] else { return 0 }
        let limit = configuration.messagesInFlight
        if state.inFlightBound + wanted <= limit { return wanted }
        try removeAllExpired(from: queue, at: now)
        let inFlight = try countInFlight(on: state.shelf, at: now)
        states[queue]?.inFlightBound = inFlight
        return min(wanted, limit - inFlight)
    }

    // MARK: Standard queues

    private func takeEarliest(
        _ room: Int,
        for command: ReceiveCommand,
        at now: Instant,
        _ progress: inout Progress
    ) throws(SQLiteError) {
        while progress.messages.count < room, progress.obstacles < Self.obstacles {
            // Rows are changed only after each search has ended, which goes along what the changes move.
            let wanted = room - progress.messages.count + progress.seen.count
            let rows = try candidates(wanted, of: command.queue, at: now).filter { !progress.seen.contains($0.id) }
            let obstacles = progress.obstacles
            for row in rows.prefix(room - progress.messages.count) { try take(row, for: command, at: now, &progress) }
            // Where nothing stood in the way, there is no more.
            if progress.obstacles == obstacles { return }
        }
    }

    // MARK: FIFO queues

    /// Fills up from one group before going to the next (FIF-2 … FIF-4).
    private func takeFromLanes(
        _ room: Int,
        for command: ReceiveCommand,
        at now: Instant,
        _ progress: inout Progress
    ) throws(SQLiteError) {
        guard let state = states[command.queue] else { return }
        var visited: Set<Int64> = []
        while progress.messages.count < room, progress.obstacles < Self.obstacles {
            let wanted = room - progress.messages.count + visited.count
            let lanes = try availableGroups(on: state.shelf, limit: wanted, at: now).filter { !visited.contains($0) }
            guard !lanes.isEmpty else { return }
            for lane in lanes where progress.messages.count < room {
                visited.insert(lane)
                try takePrefix(of: lane, room, for: command, at: now, &progress)
            }
        }
    }

    /// Takes the longest visible prefix of a group, as far as there is room.
    private func takePrefix(
        of lane: Int64,
        _ room: Int,
        for command: ReceiveCommand,
        at now: Instant,
        _ progress: inout Progress
    ) throws(SQLiteError) {
        guard let state = states[command.queue] else { return }
        let cutoff = state.expiryCutoff(at: now)
        var last: Int64 = 0
        while progress.messages.count < room, progress.obstacles < Self.obstacles {
            let limit = room - progress.messages.count
            let rows = try messages(ofLane: lane, after: last, limit: limit)
            for row in rows {
                guard row.visibleAt <= now || row.enqueuedAt <= cutoff else { return }
                try take(row, for: command, at: now, &progress)
                last = row.id
            }
            if rows.count < limit { return }
        }
    }

    func messages(ofLane lane: Int64, after last: Int64, limit: Int) throws(SQLiteError) -> [MessageRow] {
        defer { statements.findVisibleInLane.reset() }
        try statements.findVisibleInLane.bind(1, lane)
        try statements.findVisibleInLane.bind(2, last)
        try statements.findVisibleInLane.bind(3, Int64(limit))
        var rows: [MessageRow] = []
        while try statements.findVisibleInLane.step() { rows.append(MessageRow(statements.findVisibleInLane)) }
        return rows
    }

    // MARK: One message

    /// Takes a message, or gets it out of the way: it has expired, or it is to go to the dead-letter queue (DLQ-1).
    private func take(
        _ row: MessageRow,
        for command: ReceiveCommand,
        at now: Instant,
        _ progress: inout Progress
    ) throws(SQLiteError) {
        guard let state = states[command.queue] else { return }
        progress.seen.insert(row.id)
        if let group = row.group { progress.changed.insert(group) }
        if row.enqueuedAt <= state.expiryCutoff(at: now) {
            try remove(row.id, bytes: row.bytes, from: command.queue)
            noteExpiry(in: command.queue)
            progress.obstacles += 1
            return
        }
        if let target = deadLetterQueue(for: row, of: state.record) {
            try moveToDeadLetters(row, from: command.queue, to: target, at: now)
            progress.moved[target, default: 0] += 1
            progress.obstacles += 1
            return
        }
        let seconds = command.visibilityTimeoutSeconds ?? state.record.attributes.visibilityTimeout
        let message = row.received(from: command.queue, at: now, hiddenUntil: now.adding(seconds: seconds))
        try statements.takeMessage.bind(1, state.shelf)
        try statements.takeMessage.bind(2, row.id)
        try statements.takeMessage.bind(3, message.visibleAt.milliseconds)
        try statements.takeMessage.bind(4, Int64(message.receiveCount))
        try statements.takeMessage.bind(5, message.firstReceivedAt.milliseconds)
        try statements.takeMessage.run()
        if seconds > 0 { enterFlight(row.group, of: command.queue) }
        if state.hasTenants == true { states[command.queue]?.tenants.noteReceive(of: row.group?.tenant, at: now) }
        progress.messages.append(message)
    }
}
