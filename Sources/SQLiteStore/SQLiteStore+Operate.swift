import QueueStore
import SQLite
import SQSModel

/// What operators do with messages that they have named, whoever holds them.
///
/// Neither a move nor a copy asks the deduplication window, or writes to it, as with move tasks.
extension SQLiteStore {
    func operate(_ command: OperateCommand, at now: Instant) throws(SQLiteError) -> Outcome {
        guard let state = states[command.queue] else { return .refused(.queueDoesNotExist) }
        if let target = command.deed.destination.flatMap({ states[$0] }),
            target.record.attributes.isFIFO != state.record.attributes.isFIFO
        {
            return .refused(.destinationHasOtherType)
        }
        var batch = OperatedBatch()
        var changed: Set<Group> = []
        for (index, message) in command.messages.enumerated() {
            guard let found = try find(message.number, in: state, at: now) else {
                batch.outcomes.append(.gone)
                continue
            }
            guard !command.sparesInFlight || !found.held.isInFlight(at: now) else {
                batch.outcomes.append(.spared)
                continue
            }
            let outcome = try carryOut(index, of: command, on: found, at: now, &batch.arrivals)
            batch.outcomes.append(outcome)
            if let group = found.group { changed.insert(group) }
        }
        try refresh(changed, of: command.queue)
        return .operated(batch)
    }

    /// Does to one message what the command says.
    private func carryOut(
        _ index: Int,
        of command: OperateCommand,
        on found: Found,
        at now: Instant,
        _ arrivals: inout [QueueID: [Instant]]
    ) throws(SQLiteError) -> OperationOutcome {
        let message = command.messages[index].number
        switch command.deed {
        case .delete:
            try remove(message, bytes: found.bytes, from: command.queue)
            landIfInFlight(found, of: command.queue, at: now)
        case .release:
            guard found.held.visibleAt > now, let shelf = states[command.queue]?.shelf else { return .done }
            try hide(message, on: shelf, until: now)
            landIfInFlight(found, of: command.queue, at: now)
            arrivals[command.queue, default: []].append(now)
        case .move(let destination, let newIds):
            guard let row = try row(of: message, in: command.queue) else { return .gone }
            guard let target = destination ?? origin(of: row), states[target] != nil else { return .nowhereToGo }
            landIfInFlight(found, of: command.queue, at: now)
            let visibleAt = try moveBack(row, as: newIds[index], from: command.queue, to: target, at: now)
            arrivals[target, default: []].append(visibleAt)
        case .copy(let target, let newIds):
            guard let row = try row(of: message, in: command.queue) else { return .gone }
            guard states[target] != nil else { return .nowhereToGo }
            let visibleAt = try copy(row, as: newIds[index], to: target, at: now)
            arrivals[target, default: []].append(visibleAt)
        }
        return .done
    }

    private func row(of message: Int64, in queue: QueueID) throws(SQLiteError) -> MessageRow? {
        guard let shelf = states[queue]?.shelf else { return nil }
        return try readMessage(message, on: shelf)
    }

    /// The queue that a message came from as a dead letter, as far as it is there (MV-3).
    private func origin(of row: MessageRow) -> QueueID? {
        row.deadLetterSourceArn.flatMap { QueueAddress(arn: $0) }.flatMap { addresses[$0] }
    }

    private func landIfInFlight(_ found: Found, of queue: QueueID, at now: Instant) {
        if found.held.isInFlight(at: now) { leaveFlight(found.group, of: queue) }
    }

    /// Puts a message into a queue once more, as a new one with a payload of its own.
    ///
    /// - Returns: when it shows.
    private func copy(
        _ row: MessageRow,
        as newId: MessageId,
        to target: QueueID,
        at now: Instant
    ) throws(SQLiteError) -> Instant {
        guard let state = states[target] else { return now }
        var content = row.content
        content.messageId = newId
        let visibleAt = now.adding(seconds: state.record.attributes.delaySeconds)
        try store(content, in: target, visibleAt: visibleAt, at: now)
        return visibleAt
    }
}
