import QueueStore
import SQSModel

/// Move tasks (MV-2 … MV-11), with the simplest means.
extension ReferenceState {
    mutating func startMove(_ definition: MoveDefinition, at now: Instant) throws(SQSError) -> MoveTask {
        guard let source = queues.first(where: { $0.record.id == definition.source }) else {
            throw .resourceDoesNotExist("SourceArn")
        }
        if let error = MoveTask.refusal(from: source.record, among: moves.filter { $0.status == .running }) {
            throw error
        }
        let task = MoveTask(
            id: definition.id,
            source: definition.source,
            sourceArn: source.record.address.arn,
            destinationArn: definition.destination?.arn,
            messagesPerSecond: definition.messagesPerSecond,
            startedAt: now,
            toMove: source.counts(at: now).visible
        )
        moves.append(task)
        return task
    }

    mutating func cancelMove(_ id: MoveTask.ID, source: QueueID) throws(SQSError) -> MoveTask {
        guard let index = moves.firstIndex(where: { $0.id == id && $0.source == source && $0.status == .running })
        else { throw .taskDoesNotExist }
        moves[index].status = .cancelled
        return moves[index]
    }

    mutating func move(_ id: MoveTask.ID, newIds: [MessageId], at now: Instant) throws(SQSError) -> MoveProgress {
        guard let task = moves.firstIndex(where: { $0.id == id }) else { throw .taskDoesNotExist }
        guard moves[task].status == .running else { return MoveProgress(task: moves[task]) }
        guard let source = queues.firstIndex(where: { $0.record.id == moves[task].source }) else {
            return MoveProgress(task: moves.remove(at: task).failed(.queueIsGone))
        }
        guard !moves[task].isOverdue(at: now) else {
            moves[task] = moves[task].failed(.tookTooLong)
            return MoveProgress(task: moves[task])
        }
        let attributes = queues[source].attributes
        let room = moves[task].toMove - moves[task].moved
        let due = attributes.deliverable(from: queues[source].messages, at: now).prefix(min(newIds.count, room))
        var arrivals: [QueueID: [Instant]] = [:]
        for (message, newId) in zip(due, newIds) {
            guard let arn = moves[task].destinationArn ?? message.deadLetterSourceArn else {
                moves[task] = moves[task].failed(.unknownSource)
                break
            }
            guard let record = QueueAddress(arn: arn).flatMap({ record(at: $0) }),
                let target = queues.firstIndex(where: { $0.record.id == record.id })
            else {
                moves[task] = moves[task].failed(.queueIsGone)
                break
            }
            queues[source].remove(message.sequence)
            let moved = message.movedBack(as: newId, sequence: nextSequence(), to: record.attributes, at: now)
            queues[target].store(moved)
            arrivals[record.id, default: []].append(moved.visibleAt)
            moves[task].moved += 1
        }
        if moves[task].status == .running, due.isEmpty || moves[task].moved >= moves[task].toMove {
            moves[task].status = .completed
        }
        return MoveProgress(task: moves[task], arrivals: arrivals)
    }
}
