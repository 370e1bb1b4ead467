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

    package func housekeep(at now: Instant, limit: Int) throws(StoreError) {
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
    }

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

    /// Removes expired messages from the front of a queue, where the oldest are (LC-5).
    func removeExpired(from queue: QueueID, at now: Instant, limit: inout Int) throws(SQLiteError) {
        guard let state = states[queue] else { return }
        let cutoff = state.expiryCutoff(at: now)
        // A queue costs something even when nothing has expired, so that a start with many queues goes in slices too.
        limit -= 1
        let wanted = max(1, limit)
        let messages = try oldest(on: state.shelf, limit: wanted)
        var groups: Set<Group> = []
        var oldest: Instant?
        for message in messages {
            guard message.enqueuedAt <= cutoff else {
                oldest = message.enqueuedAt
                break
            }
            try remove(message.id, from: queue)
            if let group = message.group { groups.insert(group) }
            limit -= 1
        }
        try refresh(groups, of: queue)
        if oldest != nil || messages.count < wanted { states[queue]?.oldestEnqueuedAt = oldest }
    }

    /// Removes all that has expired by now, for those who need it gone and not just out of reach.
    func removeAllExpired(from queue: QueueID, at now: Instant) throws(SQLiteError) {
        while let expiry = states[queue]?.nextExpiry, expiry <= now {
            var slice = Self.slice
            try removeExpired(from: queue, at: now, limit: &slice)
        }
    }

    /// What lies longest on a shelf.
    func oldest(
        on shelf: Int64,
        limit: Int
    ) throws(SQLiteError) -> [(id: Int64, enqueuedAt: Instant, group: Group?)] {
        defer { statements.oldestMessages.reset() }
        try statements.oldestMessages.bind(1, shelf)
        try statements.oldestMessages.bind(2, Int64(limit))
        var messages: [(id: Int64, enqueuedAt: Instant, group: Group?)] = []
        while try statements.oldestMessages.step() {
            let lane = statements.oldestMessages.optionalInteger(2)
            messages.append(
                (
                    id: statements.oldestMessages.integer(0),
                    enqueuedAt: Instant(milliseconds: statements.oldestMessages.integer(1)),
                    group: Group(lane: lane, tenant: statements.oldestMessages.optionalInteger(3))
                )
            )
        }
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
