package import QueueStore
import SQLite

/// Removing what nobody can reach any more, in slices between the batches.
extension SQLiteStore {
    /// Windows that have ended do no harm; they are cleared together, this long after the oldest one.
    private static let windowSlack: Int64 = 10_000
    private static let slice = 1000

    package var nextHousekeeping: Instant? {
        guard abandonedShelves.isEmpty else { return Instant(milliseconds: 0) }
        return [foreseen, windowsEnd?.adding(milliseconds: Self.windowSlack)].compactMap(\.self).min()
    }

    /// Makes sure that housekeeping comes no later than this.
    func foresee(_ moment: Instant) { foreseen = min(foreseen ?? moment, moment) }

    func foreseeEndOfWindow(_ moment: Instant) { windowsEnd = min(windowsEnd ?? moment, moment) }

    /// Finds the next moment at which a message expires.
    func foreseeHousekeeping() { foreseen = states.values.lazy.compactMap(\.nextExpiry).min() }

    package func housekeep(at now: Instant, limit: Int) throws(StoreError) -> [QueueID: Int] {
        try inTransaction { () throws(SQLiteError) in
            var rest = limit
            if let shelf = abandonedShelves.last, try clear(shelf, limit: &rest) { abandonedShelves.removeLast() }
            for (queue, state) in states where (state.nextExpiry ?? .distantFuture) <= now {
                guard rest > 0 else { break }
                try removeExpired(from: queue, at: now, limit: &rest)
            }
            if let end = windowsEnd, end <= now, rest > 0 { try clearWindows(at: now, limit: rest) }
        }
        foreseeHousekeeping()
        defer { expired = [:] }
        // A queue can have been deleted since; whoever counts has forgotten it, and must not begin anew.
        return expired.filter { states[$0.key] != nil }
    }

    /// Counts a message that was removed because its retention period is over, for the next report.
    func noteExpiry(in queue: QueueID) { expired[queue, default: 0] += 1 }

    /// Removes messages from an abandoned shelf, and the shelf itself when it is empty.
    ///
    /// - Returns: whether nothing is left of it.
    private func clear(_ shelf: Int64, limit: inout Int) throws(SQLiteError) -> Bool {
        let messages = try oldest(on: shelf, limit: limit)
        for message in messages {
            try statements.deleteMessage.bind(1, shelf)
            try statements.deleteMessage.bind(2, message.id)
            try statements.deleteMessage.run()
            try statements.deletePayload.bind(1, message.id)
            try statements.deletePayload.run()
        }
        let groups = try availableGroups(on: shelf, limit: limit, at: .distantFuture)
        for group in groups {
            try statements.deleteGroup.bind(1, group)
            try statements.deleteGroup.run()
        }
        let isEmpty = messages.count < limit && groups.count < limit
        limit -= messages.count
        guard isEmpty else { return false }
        for sql in ["DELETE FROM abandoned_shelves WHERE id = ?1", "DELETE FROM shelves WHERE id = ?1"] {
            let delete = try connection.prepare(sql)
            try delete.bind(1, shelf)
            try delete.run()
        }
        return true
    }

    /// Removes expired messages of a queue: from its front, where the oldest are, and among those that were restored
    /// (LC-5).
    func removeExpired(from queue: QueueID, at now: Instant, limit: inout Int) throws(SQLiteError) {
        guard let state = states[queue] else { return }
        let cutoff = state.expiryCutoff(at: now)
        // A queue costs something even when nothing has expired, so that a start with many queues goes in slices too.
        limit -= 1
        let wanted = max(1, limit)
        let oldest = try [oldest(on: state.shelf, limit: wanted), oldestRestored(on: state.shelf, limit: wanted)]
        var seen: Set<Int64> = []
        let due = oldest.flatMap { $0.prefix { $0.enqueuedAt <= cutoff } }.filter { seen.insert($0.id).inserted }
        for message in due.prefix(wanted) {
            try remove(message.id, bytes: message.bytes, from: queue)
            noteExpiry(in: queue)
        }
        try refresh(Set(due.prefix(wanted).compactMap(\.group)), of: queue)
        limit -= min(due.count, wanted)
        // With fewer than wanted, both searches have come to something that has not expired, or to the end.
        guard due.count < wanted else { return }
        states[queue]?.oldestEnqueuedAt = oldest.compactMap { messages in
            messages.first { $0.enqueuedAt > cutoff }?.enqueuedAt
        }.min()
    }

    /// Removes all that has expired by now, for those who need it gone and not just out of reach.
    func removeAllExpired(from queue: QueueID, at now: Instant) throws(SQLiteError) {
        while let expiry = states[queue]?.nextExpiry, expiry <= now {
            var slice = Self.slice
            try removeExpired(from: queue, at: now, limit: &slice)
        }
    }

    /// What lies longest on a shelf.
    func oldest(on shelf: Int64, limit: Int) throws(SQLiteError) -> [AgedMessage] {
        try aged(statements.oldestMessages, on: shelf, limit: limit)
    }

    func aged(
        _ statement: borrowing Statement,
        on shelf: Int64,
        limit: Int
    ) throws(SQLiteError) -> [AgedMessage] {
        defer { statement.reset() }
        try statement.bind(1, shelf)
        try statement.bind(2, Int64(limit))
        var messages: [AgedMessage] = []
        while try statement.step() { messages.append(AgedMessage(statement)) }
        return messages
    }

    /// Forgets sends and receives whose five minutes are over.
    private func clearWindows(at now: Instant, limit: Int) throws(SQLiteError) {
        let tables = [
            ("deduplication", "shelf_id, scope, deduplication_id"), ("receive_attempts", "shelf_id, attempt_id"),
        ]
        for (table, key) in tables {
            let delete = try connection.prepare(
                """
                DELETE FROM \(table) WHERE (\(key)) IN \
                (SELECT \(key) FROM \(table) WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)
                """
            )
            try delete.bind(1, now.milliseconds)
            try delete.bind(2, Int64(limit))
            try delete.run()
        }
        try findEndOfWindows()
    }

    func findEndOfWindows() throws(SQLiteError) {
        windowsEnd = nil
        for table in ["deduplication", "receive_attempts"] {
            guard let end = try connection.integer("SELECT expires_at FROM \(table) ORDER BY expires_at LIMIT 1") else {
                continue
            }
            foreseeEndOfWindow(Instant(milliseconds: end))
        }
    }
}

/// What the end of a message's retention period is found by.
struct AgedMessage {
    let id: Int64
    let enqueuedAt: Instant
    let group: Group?
    let bytes: Int

    fileprivate init(_ row: borrowing Statement) {
        id = row.integer(0)
        enqueuedAt = Instant(milliseconds: row.integer(1))
        group = Group(lane: row.optionalInteger(2), tenant: row.optionalInteger(3))
        bytes = Int(row.integer(4))
    }
}
