package import QueueStore
import SQLite

/// Removing what nobody can reach any more, in slices between the batches.
extension SQLiteStore {
    package var nextHousekeeping: Instant? { abandonedShelves.isEmpty ? foreseen : Instant(milliseconds: 0) }

    /// Makes sure that housekeeping comes no later than this.
    func foresee(_ moment: Instant) { foreseen = min(foreseen ?? moment, moment) }

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
        }
        foreseeHousekeeping()
    }

    /// Removes messages from an abandoned shelf, and the shelf itself when it is empty.
    ///
    /// - Returns: whether nothing is left of it.
    private func clear(_ shelf: Int64, limit: inout Int) throws(SQLiteError) -> Bool {
        let messages = try oldestMessages(on: shelf, limit: limit)
        for (id, _) in messages {
            try statements.deleteMessage.bind(1, shelf)
            try statements.deleteMessage.bind(2, id.number)
            try statements.deleteMessage.run()
            try statements.deletePayload.bind(1, id.number)
            try statements.deletePayload.run()
        }
        let isEmpty = messages.count < limit
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
    private func removeExpired(from queue: QueueID, at now: Instant, limit: inout Int) throws(SQLiteError) {
        guard let state = states[queue] else { return }
        let cutoff = state.expiryCutoff(at: now)
        // A queue costs something even when nothing has expired, so that a start with many queues goes in slices too.
        limit -= 1
        let wanted = max(1, limit)
        let messages = try oldestMessages(on: state.shelf, limit: wanted)
        for (id, enqueuedAt) in messages {
            guard enqueuedAt <= cutoff else {
                states[queue]?.oldestEnqueuedAt = enqueuedAt
                return
            }
            try remove(id, from: queue, wasInFlight: false)
            limit -= 1
        }
        if messages.count < wanted { states[queue]?.oldestEnqueuedAt = nil }
    }

    private func oldestMessages(
        on shelf: Int64,
        limit: Int
    ) throws(SQLiteError) -> [(id: MessageSequence, enqueuedAt: Instant)] {
        defer { statements.oldestMessages.reset() }
        try statements.oldestMessages.bind(1, shelf)
        try statements.oldestMessages.bind(2, Int64(limit))
        var messages: [(id: MessageSequence, enqueuedAt: Instant)] = []
        while try statements.oldestMessages.step() {
            let enqueuedAt = Instant(milliseconds: statements.oldestMessages.integer(1))
            messages.append((MessageSequence(statements.oldestMessages.integer(0)), enqueuedAt))
        }
        return messages
    }
}
