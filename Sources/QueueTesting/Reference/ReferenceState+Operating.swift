import QueueStore
import SQSModel

/// What operators do with messages, with the simplest means.
extension ReferenceState {
    mutating func operate(_ command: OperateCommand, at now: Instant) throws(SQSError) -> OperatedBatch {
        let source = try index(of: command.queue)
        if let target = command.deed.destination.flatMap({ record(of: $0) }),
            target.attributes.isFIFO != queues[source].attributes.isFIFO
        {
            throw .destinationHasOtherType
        }
        var batch = OperatedBatch()
        for (index, sequence) in command.messages.enumerated() {
            guard let message = queues[source].present(at: now).first(where: { $0.sequence == sequence }) else {
                batch.outcomes.append(.gone)
                continue
            }
            let state = message.state(in: queues[source].attributes, at: now)
            guard !command.sparesInFlight || state != .inFlight else {
                batch.outcomes.append(.spared)
                continue
            }
            let arrival: (queue: QueueID, visibleAt: Instant)?
            switch command.deed {
            case .delete:
                queues[source].remove(sequence)
                arrival = nil
            case .release: arrival = queues[source].release(message, at: now).map { (command.queue, $0) }
            case .move(let destination, let newIds):
                guard let target = record(of: destination ?? origin(of: message)) else {
                    batch.outcomes.append(.nowhereToGo)
                    continue
                }
                queues[source].remove(sequence)
                arrival = (target.id, add(message, as: newIds[index], to: target, at: now))
            case .copy(let destination, let newIds):
                guard let target = record(of: destination) else {
                    batch.outcomes.append(.nowhereToGo)
                    continue
                }
                arrival = (target.id, add(message, as: newIds[index], to: target, at: now))
            }
            batch.outcomes.append(.done)
            if let arrival { batch.arrivals[arrival.queue, default: []].append(arrival.visibleAt) }
        }
        return batch
    }

    private func record(of queue: QueueID?) -> QueueRecord? { queues.first { $0.record.id == queue }?.record }

    private func origin(of message: StoredMessage) -> QueueID? {
        message.deadLetterSourceArn.flatMap { QueueAddress(arn: $0) }.flatMap { record(at: $0)?.id }
    }

    /// Puts a message at the end of a queue as a new one.
    ///
    /// - Returns: when it shows.
    private mutating func add(
        _ message: StoredMessage,
        as newId: MessageId,
        to target: QueueRecord,
        at now: Instant
    ) -> Instant {
        let moved = message.movedBack(as: newId, sequence: nextSequence(), to: target.attributes, at: now)
        for index in queues.indices where queues[index].record.id == target.id { queues[index].store(moved) }
        return moved.visibleAt
    }

    mutating func restore(
        _ messages: [RestoredMessage],
        to id: QueueID,
        at now: Instant
    ) throws(SQSError) -> [Instant] {
        let index = try index(of: id)
        let attributes = queues[index].attributes
        for message in messages { try message.check(for: attributes) }
        var shown: [Instant] = []
        for message in messages {
            let stored = message.stored(as: nextSequence(), in: attributes, at: now)
            queues[index].store(stored)
            shown.append(stored.visibleAt)
        }
        return shown
    }
}
