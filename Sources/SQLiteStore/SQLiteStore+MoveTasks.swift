package import QueueStore
import SQLite
import SQSModel

/// Move tasks: each slice moves messages and notes how many in one transaction, so that a task that was interrupted goes on
/// where it was.
extension SQLiteStore {
    /// Ended tasks that are kept of a source (MV-11).
    private static let keptTasks = 10

    private static let columns = """
        id, source_id, source_arn, destination_arn, messages_per_second, started_at, to_move, status, moved, \
        failure_reason
        """

    package func runningMoves() throws(StoreError) -> [MoveTask] {
        do throws(SQLiteError) {
            return try running()
        } catch {
            throw StoreError(error)
        }
    }

    private func running() throws(SQLiteError) -> [MoveTask] { try tasks(connection.prepare(Self.runningSQL)) }

    static let runningSQL = "SELECT \(columns) FROM move_tasks WHERE status = 'RUNNING' ORDER BY sequence"

    func moves(from source: QueueID, limit: Int) throws(SQLiteError) -> [MoveTask] {
        let query = try connection.prepare(
            "SELECT \(Self.columns) FROM move_tasks WHERE source_id = ?1 ORDER BY sequence DESC LIMIT ?2"
        )
        try query.bind(1, source.number)
        try query.bind(2, Int64(limit))
        return try tasks(query)
    }

    private func move(_ id: MoveTask.ID) throws(SQLiteError) -> MoveTask? {
        let query = try connection.prepare("SELECT \(Self.columns) FROM move_tasks WHERE id = ?1")
        try query.bind(1, id.text)
        return try tasks(query).first
    }

    private func tasks(_ query: borrowing Statement) throws(SQLiteError) -> [MoveTask] {
        var tasks: [MoveTask] = []
        while try query.step() {
            guard let id = MoveTask.ID(query.text(0)), let status = MoveTask.Status(rawValue: query.text(7)) else {
                throw SQLiteError(damage: "move task \(query.text(0)) cannot be read")
            }
            var task = MoveTask(
                id: id,
                source: QueueID(query.integer(1)),
                sourceArn: query.text(2),
                destinationArn: query.optionalText(3),
                messagesPerSecond: query.optionalInteger(4).map { Int($0) },
                startedAt: Instant(milliseconds: query.integer(5)),
                toMove: Int(query.integer(6))
            )
            task.status = status
            task.moved = Int(query.integer(8))
            task.failureReason = query.optionalText(9)
            tasks.append(task)
        }
        return tasks
    }

    // MARK: Start and cancel

    func startMove(_ definition: MoveDefinition, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let source = states[definition.source] else { return .refused(.resourceDoesNotExist("SourceArn")) }
        if let error = MoveTask.refusal(from: source.record, among: try running()) { return .refused(error) }
        try writeMessageCounts()
        let task = MoveTask(
            id: definition.id,
            source: definition.source,
            sourceArn: source.record.address.arn,
            destinationArn: definition.destination?.arn,
            messagesPerSecond: definition.messagesPerSecond,
            startedAt: now,
            toMove: try MessageCounter(connection).counts(of: definition.source, at: now).visible
        )
        try insert(task)
        try forgetTasks(of: definition.source)
        return .moving(MoveProgress(task: task))
    }

    private func insert(_ task: MoveTask) throws(SQLiteError) {
        let insert = try connection.prepare(
            """
            INSERT INTO move_tasks (\(Self.columns), sequence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """
        )
        try insert.bind(1, task.id.text)
        try insert.bind(2, task.source.number)
        try insert.bind(3, task.sourceArn)
        try insert.bind(4, task.destinationArn)
        try insert.bind(5, task.messagesPerSecond.map { Int64($0) })
        try insert.bind(6, task.startedAt.milliseconds)
        try insert.bind(7, Int64(task.toMove))
        try insert.bind(8, task.status.rawValue)
        try insert.bind(9, Int64(task.moved))
        try insert.bind(10, task.failureReason)
        try insert.bind(11, try sequences.take(statements))
        try insert.run()
    }

    /// Removes the oldest ended tasks of a source beyond those that are kept.
    private func forgetTasks(of source: QueueID) throws(SQLiteError) {
        let delete = try connection.prepare(
            """
            DELETE FROM move_tasks WHERE source_id = ?1 AND sequence <= \
            (SELECT sequence FROM move_tasks WHERE source_id = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)
            """
        )
        try delete.bind(1, source.number)
        try delete.bind(2, Int64(Self.keptTasks))
        try delete.run()
    }

    /// Removes a task of which nobody can ask any more.
    private func forget(_ id: MoveTask.ID) throws(SQLiteError) {
        let delete = try connection.prepare("DELETE FROM move_tasks WHERE id = ?1")
        try delete.bind(1, id.text)
        try delete.run()
    }

    func cancelMove(_ id: MoveTask.ID, source: QueueID) throws(SQLiteError) -> Outcome {
        guard var task = try move(id), task.source == source, task.status == .running else {
            return .refused(.taskDoesNotExist)
        }
        task.status = .cancelled
        try update(task)
        return .moving(MoveProgress(task: task))
    }

    private func update(_ task: MoveTask) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE move_tasks SET status = ?2, moved = ?3, failure_reason = ?4 WHERE id = ?1"
        )
        try update.bind(1, task.id.text)
        try update.bind(2, task.status.rawValue)
        try update.bind(3, Int64(task.moved))
        try update.bind(4, task.failureReason)
        try update.run()
    }

    // MARK: Move

    func moveMessages(of id: MoveTask.ID, newIds: [MessageId], at now: Instant) throws(SQLiteError) -> Outcome {
        guard var task = try move(id) else { return .refused(.taskDoesNotExist) }
        guard task.status == .running else { return .moving(MoveProgress(task: task)) }
        guard states[task.source] != nil else {
            try forget(id)
            return .moving(MoveProgress(task: task.failed(.queueIsGone)))
        }
        var arrivals: [QueueID: [Instant]] = [:]
        if task.isOverdue(at: now) {
            task = task.failed(.tookTooLong)
        } else {
            task = try moveSlice(of: task, newIds: newIds, at: now, &arrivals)
        }
        try update(task)
        return .moving(MoveProgress(task: task, arrivals: arrivals))
    }

    private func moveSlice(
        of task: MoveTask,
        newIds: [MessageId],
        at now: Instant,
        _ arrivals: inout [QueueID: [Instant]]
    ) throws(SQLiteError) -> MoveTask {
        var task = task
        try removeAllExpired(from: task.source, at: now)
        let limit = min(newIds.count, task.toMove - task.moved)
        let rows = limit > 0 ? try visible(limit, in: task.source, at: now) : []
        var changed: Set<Group> = []
        for (row, newId) in zip(rows, newIds) {
            guard let arn = task.destinationArn ?? row.deadLetterSourceArn else {
                task = task.failed(.unknownSource)
                break
            }
            guard let target = QueueAddress(arn: arn).flatMap({ addresses[$0] }) else {
                task = task.failed(.queueIsGone)
                break
            }
            let visibleAt = try moveBack(row, as: newId, from: task.source, to: target, at: now)
            arrivals[target, default: []].append(visibleAt)
            if let group = row.group { changed.insert(group) }
            task.moved += 1
        }
        try refresh(changed, of: task.source)
        if task.status == .running, rows.isEmpty || task.moved >= task.toMove { task.status = .completed }
        return task
    }

    /// The messages that a receive would get, left where they are.
    private func visible(_ limit: Int, in queue: QueueID, at now: Instant) throws(SQLiteError) -> [MessageRow] {
        guard let state = states[queue] else { return [] }
        guard state.record.attributes.isFIFO else { return try candidates(limit, of: queue, at: now) }
        var rows: [MessageRow] = []
        for lane in try availableGroups(on: state.shelf, limit: limit, at: now) where rows.count < limit {
            rows += try messages(ofLane: lane, after: 0, limit: limit - rows.count).prefix { $0.visibleAt <= now }
        }
        return rows
    }

    /// Moves a message as a new one: new id, new age, no receives (MV-6).
    ///
    /// - Returns: when it shows.
    func moveBack(
        _ row: MessageRow,
        as newId: MessageId,
        from source: QueueID,
        to target: QueueID,
        at now: Instant
    ) throws(SQLiteError) -> Instant {
        guard let attributes = states[target]?.record.attributes else { return now }
        try removeFromShelf(row.id, bytes: row.bytes, of: source)
        var content = row.content
        content.messageId = newId
        let visibleAt = now.adding(seconds: attributes.delaySeconds)
        let arrival = Arrival(
            id: try sequences.take(statements),
            bytes: row.bytes,
            visibleAt: visibleAt,
            enqueuedAt: now,
            receiveCount: 0,
            firstReceivedAt: nil,
            sentAt: now,
            deadLetterSourceArn: nil,
            isRestored: false
        )
        try shelve(content, of: row.id, as: arrival, in: target)
        return visibleAt
    }
}
