import QueueStore
import SQLite
import SQSModel

extension SQLiteStore {
    /// Reads all queues; also what undoes changes in memory after a transaction failed.
    func load() throws(SQLiteError) {
        var attributes = try entries(of: "queue_attributes")
        var tags = try entries(of: "queue_tags")
        states = [:]
        addresses = [:]
        recounted = []
        let query = try connection.prepare(
            """
            SELECT q.id, q.region, q.account, q.name, q.shelf_id, q.created_at, q.modified_at, q.purged_at, \
            s.message_count, q.deduplication_scope, s.byte_count FROM queues q JOIN shelves s ON s.id = q.shelf_id
            """
        )
        while try query.step() {
            let id = QueueID(query.integer(0))
            guard let region = Region(query.text(1)), let account = AccountId(query.text(2)),
                let name = QueueName(query.text(3)),
                let settings = try? QueueAttributes(isFIFO: name.isFIFO).setting(
                    attributes.removeValue(forKey: id) ?? []
                )
            else {
                throw SQLiteError(damage: "queue \(query.integer(0)) (\(query.text(3))) cannot be read")
            }
            let address = QueueAddress(region: region, account: account, name: name)
            let record = QueueRecord(
                id: id,
                address: address,
                attributes: settings,
                tags: Dictionary((tags.removeValue(forKey: id) ?? []).map { ($0.name, $0.value) }) { _, last in last },
                deduplicationScope: DeduplicationScope(rawValue: query.text(9)),
                createdAt: Instant(milliseconds: query.integer(5)),
                modifiedAt: Instant(milliseconds: query.integer(6)),
                purgedAt: query.optionalInteger(7).map { Instant(milliseconds: $0) }
            )
            let count = Int(query.integer(8))
            addresses[address] = id
            states[id] = QueueState(
                record: record,
                shelf: query.integer(4),
                messageCount: count,
                byteCount: Int(query.integer(10)),
                // Both unknown: counted when needed, and looked at in the first housekeeping.
                inFlightBound: configuration.messagesInFlight,
                oldestEnqueuedAt: count > 0 ? Instant(milliseconds: 0) : nil
            )
        }
        try findEndOfWindows()
        abandonedShelves = try connection.texts("SELECT id FROM abandoned_shelves").compactMap { Int64($0) }
        try sequences.forgetReservation(connection)
        foreseeHousekeeping()
    }

    private func entries(of table: String) throws(SQLiteError) -> [QueueID: [TextEntry]] {
        var entries: [QueueID: [TextEntry]] = [:]
        let query = try connection.prepare("SELECT queue_id, name, value FROM \(table)")
        while try query.step() {
            entries[QueueID(query.integer(0)), default: []].append(TextEntry(query.text(1), query.text(2)))
        }
        return entries
    }

    func record(at address: QueueAddress) -> QueueRecord? {
        addresses[address].flatMap { states[$0] }?.record
    }

    // MARK: Create

    func createQueue(_ definition: QueueDefinition, at now: Instant) throws(SQLiteError) -> Outcome {
        if let existing = record(at: definition.address) {
            do throws(SQSError) {
                try definition.check(matches: existing)
                return .queue(existing)
            } catch {
                return .refused(error)
            }
        }
        let id = QueueID(try sequences.take(statements))
        let record: QueueRecord
        do throws(SQSError) {
            record = try definition.record(id: id, at: now, among: record(at:))
        } catch {
            return .refused(error)
        }
        guard !isQuiet(since: try deletion(of: definition.address), seconds: definition.quietSeconds, at: now) else {
            return .refused(.queueDeletedRecently)
        }
        let shelf = try makeShelf()
        try insert(record, shelf: shelf)
        states[id] = QueueState(record: record, shelf: shelf, messageCount: 0, byteCount: 0, inFlightBound: 0)
        addresses[record.address] = id
        return .queue(record)
    }

    private func deletion(of address: QueueAddress) throws(SQLiteError) -> Instant? {
        let query = try connection.prepare(
            "SELECT deleted_at FROM deleted_queues WHERE region = ?1 AND account = ?2 AND name = ?3"
        )
        try bind(address, to: query)
        return try query.step() ? Instant(milliseconds: query.integer(0)) : nil
    }

    private func makeShelf() throws(SQLiteError) -> Int64 {
        let shelf = try sequences.take(statements)
        let insert = try connection.prepare("INSERT INTO shelves (id, message_count) VALUES (?1, 0)")
        try insert.bind(1, shelf)
        try insert.run()
        return shelf
    }

    private func insert(_ record: QueueRecord, shelf: Int64) throws(SQLiteError) {
        let insert = try connection.prepare(
            """
            INSERT INTO queues (region, account, name, id, shelf_id, created_at, modified_at, deduplication_scope) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        )
        try bind(record.address, to: insert)
        try insert.bind(4, record.id.number)
        try insert.bind(5, shelf)
        try insert.bind(6, record.createdAt.milliseconds)
        try insert.bind(7, record.modifiedAt.milliseconds)
        try insert.bind(8, record.deduplicationScope.rawValue)
        try insert.run()
        try writeEntries(of: record)
    }

    // MARK: Update

    func updateQueue(_ queue: QueueID, _ update: QueueUpdate, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        let record: QueueRecord
        do throws(SQSError) {
            record = try update.applied(to: state.record, at: now, among: record(at:))
        } catch {
            return .refused(error)
        }
        if record.attributes.messageRetentionPeriod > state.record.attributes.messageRetentionPeriod {
            try removeAllExpired(from: queue, at: now)
        }
        let write = try connection.prepare("UPDATE queues SET modified_at = ?2 WHERE id = ?1")
        try write.bind(1, queue.number)
        try write.bind(2, record.modifiedAt.milliseconds)
        try write.run()
        try writeEntries(of: record)
        states[queue]?.record = record
        if record.attributes.isFIFO, record.attributes.delaySeconds != state.record.attributes.delaySeconds {
            try applyDelay(record.attributes.delaySeconds, to: state.shelf)
        }
        foreseeHousekeeping()
        return .queue(record)
    }

    /// Gives the messages of a FIFO queue that nobody has received yet the delay that the queue has now (FIF-8).
    ///
    /// The one change that touches all messages of a queue at once: it is rare, and half of it would be a wrong order.
    private func applyDelay(_ seconds: Int, to shelf: Int64) throws(SQLiteError) {
        let delay = try connection.prepare(
            """
            UPDATE messages SET visible_at = (SELECT sent_at FROM payloads p WHERE p.id = messages.id) + ?2 \
            WHERE shelf_id = ?1 AND receive_count = 0
            """
        )
        try delay.bind(1, shelf)
        try delay.bind(2, Int64(seconds) * 1000)
        try delay.run()
        let groups = try connection.prepare(
            """
            UPDATE message_groups SET available_at = \
            (SELECT visible_at FROM messages m WHERE m.shelf_id = ?1 AND m.id = message_groups.head_id) \
            WHERE shelf_id = ?1
            """
        )
        try groups.bind(1, shelf)
        try groups.run()
    }

    /// Writes attributes and tags as they are, replacing what was there.
    private func writeEntries(of record: QueueRecord) throws(SQLiteError) {
        let attributes = QueueAttributeName.allCases.compactMap { name in
            record.attributes.text(of: name).map { TextEntry(name.rawValue, $0) }
        }
        try replaceEntries(of: record.id, in: "queue_attributes", with: attributes)
        try replaceEntries(of: record.id, in: "queue_tags", with: record.tags.map { TextEntry($0.key, $0.value) })
    }

    private func replaceEntries(
        of queue: QueueID,
        in table: String,
        with entries: [TextEntry]
    ) throws(SQLiteError) {
        let delete = try connection.prepare("DELETE FROM \(table) WHERE queue_id = ?1")
        try delete.bind(1, queue.number)
        try delete.run()
        let insert = try connection.prepare("INSERT INTO \(table) (queue_id, name, value) VALUES (?1, ?2, ?3)")
        for entry in entries {
            try insert.bind(1, queue.number)
            try insert.bind(2, entry.name)
            try insert.bind(3, entry.value)
            try insert.run()
        }
    }

    // MARK: Delete and purge

    func deleteQueue(_ queue: QueueID, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        for sql in [
            "DELETE FROM queue_attributes WHERE queue_id = ?1", "DELETE FROM queue_tags WHERE queue_id = ?1",
            "DELETE FROM queues WHERE id = ?1",
            // A running one is told how it ends, and forgotten then.
            "DELETE FROM move_tasks WHERE source_id = ?1 AND status <> 'RUNNING'",
        ] {
            let delete = try connection.prepare(sql)
            try delete.bind(1, queue.number)
            try delete.run()
        }
        try remember(deletionOf: state.record.address, at: now)
        try abandon(state.shelf)
        states[queue] = nil
        addresses[state.record.address] = nil
        recounted.remove(queue)
        return .done
    }

    private func remember(deletionOf address: QueueAddress, at now: Instant) throws(SQLiteError) {
        let forget = try connection.prepare("DELETE FROM deleted_queues WHERE deleted_at <= ?1")
        try forget.bind(1, now.adding(seconds: -Limits.quietSeconds).milliseconds)
        try forget.run()
        let insert = try connection.prepare(
            """
            INSERT INTO deleted_queues (region, account, name, deleted_at) VALUES (?1, ?2, ?3, ?4) \
            ON CONFLICT (region, account, name) DO UPDATE SET deleted_at = ?4
            """
        )
        try bind(address, to: insert)
        try insert.bind(4, now.milliseconds)
        try insert.run()
    }

    func purgeQueue(_ queue: QueueID, quietSeconds: Int, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        guard !isQuiet(since: state.record.purgedAt, seconds: quietSeconds, at: now) else {
            return .refused(.purgeInProgress(state.record.address.name.text))
        }
        let shelf = try makeShelf()
        let update = try connection.prepare("UPDATE queues SET shelf_id = ?2, purged_at = ?3 WHERE id = ?1")
        try update.bind(1, queue.number)
        try update.bind(2, shelf)
        try update.bind(3, now.milliseconds)
        try update.run()
        try abandon(state.shelf)
        var record = state.record
        record.purgedAt = now
        states[queue] = QueueState(record: record, shelf: shelf, messageCount: 0, byteCount: 0, inFlightBound: 0)
        recounted.remove(queue)
        return .purged(state.messageCount)
    }

    /// Leaves a shelf with all that lies on it to the housekeeping.
    private func abandon(_ shelf: Int64) throws(SQLiteError) {
        let insert = try connection.prepare("INSERT INTO abandoned_shelves (id) VALUES (?1)")
        try insert.bind(1, shelf)
        try insert.run()
        abandonedShelves.append(shelf)
    }

    private func bind(_ address: QueueAddress, to statement: borrowing Statement) throws(SQLiteError) {
        try statement.bind(1, address.region.text)
        try statement.bind(2, address.account.text)
        try statement.bind(3, address.name.text)
    }
}
