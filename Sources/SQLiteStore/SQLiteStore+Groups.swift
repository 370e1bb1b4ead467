import QueueStore
import SQLite
import SQSModel

/// Message groups: where each has its next message, kept up to date with every change of one of its messages.
extension SQLiteStore {
    /// Puts a message that is about to be stored into its group, making the group where it has no messages yet.
    func join(
        _ name: FIFOIdentifier?,
        in queue: QueueID,
        message id: Int64,
        visibleAt: Instant
    ) throws(SQLiteError) -> Group? {
        guard let name, let state = states[queue] else { return nil }
        let isFIFO = state.record.attributes.isFIFO
        let group = try findGroup(name, on: state.shelf)
        if let group {
            // A lane's first message stays its first; a tenant's may come later than the new one.
            if !isFIFO, visibleAt < group.availableAt { try updateGroup(group.id, availableAt: visibleAt, head: id) }
            return isFIFO ? .lane(group.id) : .tenant(group.id)
        }
        let groupId = try sequences.take(statements)
        try statements.insertGroup.bind(1, groupId)
        try statements.insertGroup.bind(2, state.shelf)
        try statements.insertGroup.bind(3, name.text)
        try statements.insertGroup.bind(4, visibleAt.milliseconds)
        try statements.insertGroup.bind(5, id)
        try statements.insertGroup.run()
        states[queue]?.hasTenants = !isFIFO
        return isFIFO ? .lane(groupId) : .tenant(groupId)
    }

    private func findGroup(
        _ name: FIFOIdentifier,
        on shelf: Int64
    ) throws(SQLiteError) -> (id: Int64, availableAt: Instant)? {
        defer { statements.findGroup.reset() }
        try statements.findGroup.bind(1, shelf)
        try statements.findGroup.bind(2, name.text)
        guard try statements.findGroup.step() else { return nil }
        return (statements.findGroup.integer(0), Instant(milliseconds: statements.findGroup.integer(1)))
    }

    private func updateGroup(_ id: Int64, availableAt: Instant, head: Int64) throws(SQLiteError) {
        try statements.updateGroup.bind(1, id)
        try statements.updateGroup.bind(2, availableAt.milliseconds)
        try statements.updateGroup.bind(3, head)
        try statements.updateGroup.run()
    }

    /// Finds out anew what a group has next, after some of its messages changed; a group without messages is removed.
    func refresh(_ groups: some Sequence<Group>, of queue: QueueID) throws(SQLiteError) {
        for group in groups {
            if let head = try head(of: group) {
                try updateGroup(group.id, availableAt: head.visibleAt, head: head.id)
            } else {
                try statements.deleteGroup.bind(1, group.id)
                try statements.deleteGroup.run()
                if let tenant = group.tenant {
                    states[queue]?.tenants.forget(tenant)
                    states[queue]?.hasTenants = nil
                }
            }
        }
    }

    private func head(of group: Group) throws(SQLiteError) -> (visibleAt: Instant, id: Int64)? {
        switch group {
        case .lane(let id): try firstKey(statements.laneHead, id)
        case .tenant(let id): try firstKey(statements.tenantHead, id)
        }
    }

    private func firstKey(
        _ statement: borrowing Statement,
        _ group: Int64
    ) throws(SQLiteError) -> (visibleAt: Instant, id: Int64)? {
        defer { statement.reset() }
        try statement.bind(1, group)
        guard try statement.step() else { return nil }
        return (Instant(milliseconds: statement.integer(0)), statement.integer(1))
    }

    /// Groups that have something to deliver, longest waiting first.
    func availableGroups(on shelf: Int64, limit: Int, at now: Instant) throws(SQLiteError) -> [Int64] {
        defer { statements.availableGroups.reset() }
        try statements.availableGroups.bind(1, shelf)
        try statements.availableGroups.bind(2, now.milliseconds)
        try statements.availableGroups.bind(3, Int64(limit))
        var groups: [Int64] = []
        while try statements.availableGroups.step() { groups.append(statements.availableGroups.integer(0)) }
        return groups
    }
}
