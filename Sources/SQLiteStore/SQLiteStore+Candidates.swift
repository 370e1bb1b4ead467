import QueueStore
import SQLite
import SQSModel

/// Which messages of a standard queue come next.
extension SQLiteStore {
    /// Up to some messages that can be received, in the order of delivery: the earliest visible first (LC-7); while there
    /// are noisy tenants, those of quiet ones before theirs (FAIR-4).
    func candidates(_ limit: Int, of queue: QueueID, at now: Instant) throws(SQLiteError) -> [MessageRow] {
        guard let state = states[queue] else { return [] }
        guard try hasTenants(queue) else { return try visibleMessages(limit, on: state.shelf, at: now) }
        let noisy = try noisyTenants(of: queue, at: now)
        let keys = try keys(limit, on: state.shelf, after: noisy, at: now)
        var rows: [MessageRow] = []
        for key in keys {
            if let row = try readMessage(key.id, on: state.shelf) { rows.append(row) }
        }
        return rows
    }

    private func hasTenants(_ queue: QueueID) throws(SQLiteError) -> Bool {
        guard let state = states[queue] else { return false }
        if let known = state.hasTenants { return known }
        let any = !(try availableGroups(on: state.shelf, limit: 1, at: .distantFuture)).isEmpty
        states[queue]?.hasTenants = any
        return any
    }

    private func visibleMessages(_ limit: Int, on shelf: Int64, at now: Instant) throws(SQLiteError) -> [MessageRow] {
        defer { statements.findVisible.reset() }
        try statements.findVisible.bind(1, shelf)
        try statements.findVisible.bind(2, now.milliseconds)
        try statements.findVisible.bind(3, Int64(limit))
        var rows: [MessageRow] = []
        rows.reserveCapacity(limit)
        while try statements.findVisible.step() { rows.append(MessageRow(statements.findVisible)) }
        return rows
    }

    func readMessage(_ id: Int64, on shelf: Int64) throws(SQLiteError) -> MessageRow? {
        defer { statements.readMessage.reset() }
        try statements.readMessage.bind(1, shelf)
        try statements.readMessage.bind(2, id)
        return try statements.readMessage.step() ? MessageRow(statements.readMessage) : nil
    }

    // MARK: Fair order

    /// A message's place in the order of delivery.
    private typealias Key = (visibleAt: Int64, id: Int64)

    private func keys(
        _ limit: Int,
        on shelf: Int64,
        after noisy: [Int64],
        at now: Instant
    ) throws(SQLiteError) -> [Key] {
        var keys = try keys(statements.visibleWithoutTenant, shelf, limit, at: now)
        if noisy.isEmpty {
            keys += try self.keys(statements.visibleOfTenants, shelf, limit, at: now)
        } else {
            let groups = try availableGroups(on: shelf, limit: limit + noisy.count, at: now)
            for tenant in groups.filter({ !noisy.contains($0) }).prefix(limit) {
                keys += try self.keys(statements.visibleOfTenant, tenant, limit, at: now)
            }
        }
        keys = Array(keys.sorted { $0 < $1 }.prefix(limit))
        for tenant in noisy where keys.count < limit {
            keys += try self.keys(statements.visibleOfTenant, tenant, limit - keys.count, at: now)
        }
        return keys
    }

    private func keys(
        _ statement: borrowing Statement,
        _ owner: Int64,
        _ limit: Int,
        at now: Instant
    ) throws(SQLiteError) -> [Key] {
        defer { statement.reset() }
        try statement.bind(1, owner)
        try statement.bind(2, now.milliseconds)
        try statement.bind(3, Int64(limit))
        var keys: [Key] = []
        while try statement.step() { keys.append((statement.integer(0), statement.integer(1))) }
        return keys
    }

    private func noisyTenants(of queue: QueueID, at now: Instant) throws(SQLiteError) -> [Int64] {
        guard let state = states[queue] else { return [] }
        let suspects = state.tenants.suspects(at: now)
        if !suspects.isEmpty {
            var counts: [Int64: Int] = [:]
            for tenant in suspects { counts[tenant] = try count(statements.countInFlightOfTenant, tenant, at: now) }
            states[queue]?.tenants.recounted(counts, at: now)
            states[queue]?.inFlightBound = try countInFlight(on: state.shelf, at: now)
        }
        return states[queue]?.tenants.noisy(total: states[queue]?.inFlightBound ?? 0) ?? []
    }

    /// How many messages of a shelf are in flight, counted.
    func countInFlight(on shelf: Int64, at now: Instant) throws(SQLiteError) -> Int {
        try count(statements.countInFlight, shelf, at: now) + count(statements.countInFlightOfTenants, shelf, at: now)
    }

    private func count(
        _ statement: borrowing Statement,
        _ owner: Int64,
        at now: Instant
    ) throws(SQLiteError) -> Int {
        defer { statement.reset() }
        try statement.bind(1, owner)
        try statement.bind(2, now.milliseconds)
        return try statement.step() ? Int(statement.integer(0)) : 0
    }
}
