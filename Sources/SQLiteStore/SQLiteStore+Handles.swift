import QueueStore
import SQLite
import SQSModel

/// What receipt handles do, and how messages leave.
extension SQLiteStore {
    func delete(_ handles: [ReceiptHandle], from queue: QueueID, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        var outcomes: [HandleOutcome] = []
        var changed: Set<Group> = []
        for handle in handles {
            // A dead letter has left the queue of its handle, under the number that it had there.
            guard handle.queue == queue, let message = try find(handle.message.number, in: state, at: now) else {
                outcomes.append(.gone)
                continue
            }
            switch handle.deletion(of: message.held, at: now) {
            case .keep: outcomes.append(.kept)
            case .expired: outcomes.append(.expired)
            case .delete:
                try remove(handle.message.number, bytes: message.bytes, from: queue)
                if message.held.isInFlight(at: now) { leaveFlight(message.group, of: queue) }
                if let group = message.group { changed.insert(group) }
                outcomes.append(.done(visibleAt: nil))
            }
        }
        try refresh(changed, of: queue)
        return .handled(outcomes)
    }

    func changeVisibility(
        _ changes: [VisibilityChange],
        in queue: QueueID,
        at now: Instant
    ) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        var outcomes: [HandleOutcome] = []
        var changed: Set<Group> = []
        for change in changes {
            guard change.handle.queue == queue,
                let message = try find(change.handle.message.number, in: state, at: now)
            else {
                outcomes.append(.gone)
                continue
            }
            let outcome = change.handle.visibility(of: message.held, seconds: change.seconds, at: now)
            if case .done(let visibleAt?) = outcome {
                try hide(change.handle.message.number, on: state.shelf, until: visibleAt)
                if let group = message.group { changed.insert(group) }
                let isInFlight = visibleAt > now
                if isInFlight, !message.held.isInFlight(at: now) { enterFlight(message.group, of: queue) }
                if !isInFlight, message.held.isInFlight(at: now) { leaveFlight(message.group, of: queue) }
            }
            outcomes.append(outcome)
        }
        try refresh(changed, of: queue)
        return .handled(outcomes)
    }

    func quarantine(
        _ message: MessageSequence,
        of queue: QueueID,
        at now: Instant
    ) throws(SQLiteError) -> Outcome {
        guard let state = states[queue] else { return .refused(.queueDoesNotExist) }
        guard let found = try find(message.number, in: state, at: now) else { return .done }
        let copy = try connection.prepare(
            """
            INSERT INTO quarantined_messages (id, queue_id, found_at, message_id, body, body_md5, attributes) \
            SELECT id, ?2, ?3, message_id, body, body_md5, attributes FROM payloads WHERE id = ?1
            """
        )
        try copy.bind(1, message.number)
        try copy.bind(2, queue.number)
        try copy.bind(3, now.milliseconds)
        try copy.run()
        try remove(message.number, bytes: found.bytes, from: queue)
        if let group = found.group { try refresh([group], of: queue) }
        return .done
    }

    /// A message as far as a handle is concerned, and the group it is in.
    struct Found {
        let held: HeldMessage
        let group: Group?
        let bytes: Int
    }

    /// The message as it stands; `nil` when it is not on the queue's shelf or has expired.
    func find(_ message: Int64, in state: QueueState, at now: Instant) throws(SQLiteError) -> Found? {
        defer { statements.findMessage.reset() }
        try statements.findMessage.bind(1, state.shelf)
        try statements.findMessage.bind(2, message)
        guard try statements.findMessage.step() else { return nil }
        let enqueuedAt = Instant(milliseconds: statements.findMessage.integer(2))
        guard enqueuedAt > state.expiryCutoff(at: now) else { return nil }
        let held = HeldMessage(
            receiveCount: Int(statements.findMessage.integer(0)),
            visibleAt: Instant(milliseconds: statements.findMessage.integer(1)),
            isFIFO: state.record.attributes.isFIFO
        )
        let lane = statements.findMessage.optionalInteger(3)
        return Found(
            held: held,
            group: Group(lane: lane, tenant: statements.findMessage.optionalInteger(4)),
            bytes: Int(statements.findMessage.integer(5))
        )
    }

    func hide(_ message: Int64, on shelf: Int64, until visibleAt: Instant) throws(SQLiteError) {
        try statements.hideMessage.bind(1, shelf)
        try statements.hideMessage.bind(2, message)
        try statements.hideMessage.bind(3, visibleAt.milliseconds)
        try statements.hideMessage.run()
    }

    /// Deletes both rows of a message.
    ///
    /// Its group has to be refreshed afterwards.
    func remove(_ message: Int64, bytes: Int, from queue: QueueID) throws(SQLiteError) {
        try removeFromShelf(message, bytes: bytes, of: queue)
        try statements.deletePayload.bind(1, message)
        try statements.deletePayload.run()
    }

    /// Deletes the hot row of a message and leaves its payload to whoever moves it.
    func removeFromShelf(_ message: Int64, bytes: Int, of queue: QueueID) throws(SQLiteError) {
        guard let state = states[queue] else { return }
        try statements.deleteMessage.bind(1, state.shelf)
        try statements.deleteMessage.bind(2, message)
        try statements.deleteMessage.run()
        states[queue]?.messageCount -= 1
        states[queue]?.byteCount -= bytes
        recounted.insert(queue)
    }

    // MARK: Figures of what is in flight

    func enterFlight(_ group: Group?, of queue: QueueID) {
        states[queue]?.inFlightBound += 1
        if let tenant = group?.tenant { states[queue]?.tenants.enterFlight(tenant) }
    }

    func leaveFlight(_ group: Group?, of queue: QueueID) {
        if let bound = states[queue]?.inFlightBound, bound > 0 { states[queue]?.inFlightBound = bound - 1 }
        if let tenant = group?.tenant { states[queue]?.tenants.leaveFlight(tenant) }
    }
}

extension HeldMessage {
    /// Whether a receiver holds the message.
    func isInFlight(at now: Instant) -> Bool { receiveCount > 0 && visibleAt > now }
}
