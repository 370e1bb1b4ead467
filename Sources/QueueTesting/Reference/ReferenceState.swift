import QueueStore
import SQSModel

/// All that the reference store knows.
///
/// A command first checks everything and then changes it, so that one that is refused changes nothing.
struct ReferenceState {
    let messagesInFlight: Int
    /// In the order in which they were made.
    var queues: [ReferenceQueue] = []
    /// In the order in which they began.
    var moves: [MoveTask] = []
    /// Messages that have expired and were removed since the last report.
    private var expired: [QueueID: Int] = [:]
    private var deletedAt: [QueueAddress: Instant] = [:]
    private var lastQueue = QueueID(0)
    private var lastSequence = MessageSequence(0)

    init(messagesInFlight: Int) { self.messagesInFlight = messagesInFlight }

    mutating func outcome(of command: StoreCommand, at now: Instant) -> Outcome {
        do throws(SQSError) {
            return switch command {
            case .createQueue(let definition): .queue(try create(definition, at: now))
            case .updateQueue(let queue, let update): .queue(try self.update(queue, by: update, at: now))
            case .deleteQueue(let queue): try deleteQueue(queue, at: now)
            case .purgeQueue(let queue, let quietSeconds): try purge(queue, quietSeconds: quietSeconds, at: now)
            case .send(let command): .sent(try send(command, at: now))
            case .receive(let command): .received(try receive(command, at: now))
            case .delete(let queue, let handles): .handled(try delete(handles, from: queue, at: now))
            case .changeVisibility(let queue, let changes): .handled(try change(changes, in: queue, at: now))
            case .startMove(let definition): .moving(MoveProgress(task: try startMove(definition, at: now)))
            case .moveMessages(let task, let newIds): .moving(try move(task, newIds: newIds, at: now))
            case .cancelMove(let task, let source): .moving(MoveProgress(task: try cancelMove(task, source: source)))
            case .listMoves(let source, let limit):
                .moves(moves.filter { $0.source == source }.suffix(min(limit, 10)).reversed())
            case .count(let queue): .counted(queues[try index(of: queue)].counts(at: now))
            case .peek(let queue, let page): .peeked(queues[try index(of: queue)].page(page, at: now))
            case .quarantine(let queue, let message): try quarantine(message, of: queue)
            case .operate(let command): .operated(try operate(command, at: now))
            case .restore(let queue, let messages): .restored(try restore(messages, to: queue, at: now))
            case .inquire(let queue, let inquiry): .found(queues[try index(of: queue)].finding(inquiry, at: now))
            }
        } catch {
            return .refused(error)
        }
    }

    func index(of id: QueueID) throws(SQSError) -> Int {
        guard let index = queues.firstIndex(where: { $0.record.id == id }) else { throw .queueDoesNotExist }
        return index
    }

    func record(at address: QueueAddress) -> QueueRecord? {
        queues.first { $0.record.address == address }?.record
    }
}

// MARK: - Queues

extension ReferenceState {
    /// CQ-2, CQ-3, CQ-6.
    private mutating func create(_ definition: QueueDefinition, at now: Instant) throws(SQSError) -> QueueRecord {
        if let existing = record(at: definition.address) {
            try definition.check(matches: existing)
            return existing
        }
        let id = QueueID(lastQueue.number + 1)
        let record = try definition.record(id: id, at: now, among: record(at:))
        guard !isQuiet(since: deletedAt[definition.address], seconds: definition.quietSeconds, at: now) else {
            throw .queueDeletedRecently
        }
        lastQueue = id
        queues.append(ReferenceQueue(record: record))
        return record
    }

    private mutating func update(
        _ id: QueueID,
        by update: QueueUpdate,
        at now: Instant
    ) throws(SQSError) -> QueueRecord {
        let index = try index(of: id)
        let record = try update.applied(to: queues[index].record, at: now, among: record(at:))
        // What has expired does not come back with a longer retention period.
        let present = queues[index].present(at: now)
        noteExpiry(of: queues[index].messages.count - present.count, in: id)
        queues[index].messages = present
        if record.attributes.delaySeconds != queues[index].attributes.delaySeconds {
            for message in queues[index].messages.indices { queues[index].messages[message].isReleased = false }
        }
        queues[index].record = record
        return record
    }

    /// DQ-1.
    private mutating func deleteQueue(_ id: QueueID, at now: Instant) throws(SQSError) -> Outcome {
        let queue = queues.remove(at: try index(of: id))
        deletedAt[queue.record.address] = now
        moves.removeAll { $0.source == id && $0.status != .running }
        return .done
    }

    /// PQ-1 … PQ-3.
    private mutating func purge(_ id: QueueID, quietSeconds: Int, at now: Instant) throws(SQSError) -> Outcome {
        let index = try index(of: id)
        let record = queues[index].record
        guard !isQuiet(since: record.purgedAt, seconds: quietSeconds, at: now) else {
            throw .purgeInProgress(record.address.name.text)
        }
        return .purged(queues[index].purge(at: now))
    }
}

// MARK: - Messages

extension ReferenceState {
    /// LC-1, LC-9, DED-2.
    private mutating func send(_ command: SendCommand, at now: Instant) throws(SQSError) -> [SentRecord] {
        let index = try index(of: command.queue)
        return command.messages.map { send($0, to: index, at: now) }
    }

    private mutating func send(_ message: NewMessage, to index: Int, at now: Instant) -> SentRecord {
        let key = queues[index].record.deduplicationKey(of: message)
        if let key, let first = queues[index].deduplication[key], now < first.endsAt {
            return SentRecord(messageId: first.messageId, sequence: first.sequence, visibleAt: now, isDuplicate: true)
        }
        let visibleAt = message.firstVisible(in: queues[index].attributes, sentAt: now)
        let stored = StoredMessage(message, sequence: nextSequence(), sentAt: now, visibleAt: visibleAt)
        queues[index].store(stored)
        let record = SentRecord(messageId: message.messageId, sequence: stored.sequence, visibleAt: visibleAt)
        if let key {
            queues[index].deduplication[key] = DeduplicationEntry(
                messageId: record.messageId,
                sequence: record.sequence,
                sentAt: now
            )
        }
        return record
    }

    mutating func nextSequence() -> MessageSequence {
        lastSequence = MessageSequence(lastSequence.number + 1)
        return lastSequence
    }

    /// LC-2, RCV-11 … RCV-13, DLQ-1.
    private mutating func receive(_ command: ReceiveCommand, at now: Instant) throws(SQSError) -> ReceivedBatch {
        let index = try index(of: command.queue)
        let attributes = queues[index].attributes
        guard command.isWanted() else { return ReceivedBatch() }
        let visibleAt = now.adding(seconds: command.visibilityTimeoutSeconds ?? attributes.visibilityTimeout)
        if let repeated = queues[index].repeatedAttempt(command, hiddenUntil: visibleAt, at: now) {
            return ReceivedBatch(messages: repeated)
        }
        let room = messagesInFlight - queues[index].counts(at: now).inFlight
        if room <= 0, !attributes.isFIFO, command.isShortPoll { throw .tooManyInFlight }

        var batch = ReceivedBatch()
        for message in attributes.deliverable(from: queues[index].messages, at: now) {
            guard batch.messages.count < min(command.limit, room) else { break }
            if let target = moveIfDue(message, from: index, at: now) {
                batch.moved[target, default: 0] += 1
            } else {
                batch.messages.append(queues[index].take(message, hiddenUntil: visibleAt, at: now))
            }
        }
        if batch.messages.isEmpty {
            batch.nextVisible = attributes.nextVisible(
                among: queues[index].messages,
                isFull: room <= 0,
                at: now
            )
            // Nothing could be taken of what is visible, as the limit is reached; or others of the group are in flight,
            // and what is behind them may be delayed for now.
            batch.waitsForDeletes = attributes.isFIFO || queues[index].counts(at: now).visible > 0
        } else if attributes.isFIFO, let id = command.attemptId {
            let handles = batch.messages.map(\.handle)
            queues[index].attempts[id] = ReceiveAttempt(startedAt: now, handles: handles, visibleAt: visibleAt)
        }
        return batch
    }

    /// - Returns: the dead-letter queue that the message is in now; `nil` where it has stayed.
    private mutating func moveIfDue(_ message: StoredMessage, from index: Int, at now: Instant) -> QueueID? {
        let source = queues[index].record
        guard let policy = source.attributes.redrivePolicy, message.isDue(under: policy),
            let target = source.deadLetterQueue(among: record(at:)),
            let targetIndex = queues.firstIndex(where: { $0.record.id == target.id })
        else { return nil }
        queues[index].remove(message.sequence)
        let sequence = target.attributes.isFIFO ? nextSequence() : message.sequence
        queues[targetIndex].store(message.moved(to: target, from: source.address, as: sequence, at: now))
        return target.id
    }

    private mutating func delete(
        _ handles: [ReceiptHandle],
        from id: QueueID,
        at now: Instant
    ) throws(SQSError) -> [HandleOutcome] {
        let index = try index(of: id)
        return handles.map { queues[index].delete($0, at: now) }
    }

    private mutating func change(
        _ changes: [VisibilityChange],
        in id: QueueID,
        at now: Instant
    ) throws(SQSError) -> [HandleOutcome] {
        let index = try index(of: id)
        return changes.map { queues[index].changeVisibility($0, at: now) }
    }

    private mutating func quarantine(_ message: MessageSequence, of id: QueueID) throws(SQSError) -> Outcome {
        queues[try index(of: id)].remove(message)
        return .done
    }
}

// MARK: - What time does

extension ReferenceState {
    /// Every moment at which something ends.
    var deadlines: [Instant] {
        queues.flatMap { queue in
            queue.messages.flatMap { [$0.visibleAt(in: queue.attributes), $0.expiresAt(in: queue.attributes)] }
                + queue.deduplication.values.map(\.endsAt) + queue.attempts.values.map(\.endsAt)
        }
    }

    var nextHousekeeping: Instant? {
        queues.flatMap { queue in
            queue.messages.map { $0.expiresAt(in: queue.attributes) }
                + queue.deduplication.values.map(\.endsAt) + queue.attempts.values.map(\.endsAt)
        }.min()
    }

    private mutating func noteExpiry(of count: Int, in queue: QueueID) {
        if count > 0 { expired[queue, default: 0] += count }
    }

    /// Nothing of what is removed here counts any more; that it goes changes no outcome.
    ///
    /// - Returns: how many messages of which queue have expired and were removed since the last time.
    mutating func removeObsolete(at now: Instant, limit: Int) -> [QueueID: Int] {
        defer { expired = [:] }
        var left = limit
        for index in queues.indices {
            let attributes = queues[index].attributes
            let expired = queues[index].messages.filter { $0.state(in: attributes, at: now) == .expired }
            for message in expired where left > 0 {
                queues[index].remove(message.sequence)
                noteExpiry(of: 1, in: queues[index].record.id)
                left -= 1
            }
            for (key, entry) in queues[index].deduplication where left > 0 && entry.endsAt <= now {
                queues[index].deduplication[key] = nil
                left -= 1
            }
            for (id, attempt) in queues[index].attempts where left > 0 && attempt.endsAt <= now {
                queues[index].attempts[id] = nil
                left -= 1
            }
        }
        return expired
    }
}
