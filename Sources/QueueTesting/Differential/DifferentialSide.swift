import QueueStore
import SQSModel

/// One of the two stores of a differential run, with what its answers have told.
final class DifferentialSide {
    let trial: StoreTrial
    /// The numbers of the queues that are there, by their number in the workload.
    private var queues: [Int: QueueID] = [:]
    private var queuesEver: Set<QueueID> = []
    private var handles: [(queue: Int, handle: ReceiptHandle)] = []
    private var handlesEver: Set<ReceiptHandle> = []
    private var lastSequence = MessageSequence(.min)
    private var messagesSent: UInt64 = 0
    private var auditor = HistoryAuditor()
    private var tasks: [(id: MoveTask.ID, source: QueueID)] = []
    /// Number that no queue ever has.
    private let nobody = QueueID(.max)

    init(_ kind: StoreKind, messagesInFlight: Int) throws {
        trial = try StoreTrial(of: kind, messagesInFlight: messagesInFlight)
    }

    // MARK: Commands

    /// Carries out the commands of one transaction.
    func apply(_ commands: [WorkloadCommand]) throws -> (seen: [Observation], waits: [ObservedWait?]) {
        let storeCommands = try commands.map(storeCommand)
        let outcomes = try trial.apply(storeCommands)
        for (command, outcome) in zip(storeCommands, outcomes) { try auditor.check(command, outcome, at: trial.now) }
        for (command, outcome) in zip(commands, outcomes) { try learn(from: outcome, of: command) }
        return (outcomes.map(observation), outcomes.map(wait))
    }

    private func storeCommand(_ command: WorkloadCommand) throws -> StoreCommand {
        switch command {
        case .create(let queue, let attributes, let quietSeconds):
            let address = try StoreTrial.address(WorkloadQueues.names[queue])
            return .createQueue(
                QueueDefinition(address: address, attributes: attributes, tags: [], quietSeconds: quietSeconds)
            )
        case .update(let queue, let attributes): return .updateQueue(id(of: queue), .attributes(attributes))
        case .tag(let queue, let tag): return .updateQueue(id(of: queue), .tag([tag]))
        case .untag(let queue, let key): return .updateQueue(id(of: queue), .untag([key]))
        case .deleteQueue(let queue): return .deleteQueue(id(of: queue))
        case .purge(let queue, let quietSeconds): return .purgeQueue(id(of: queue), quietSeconds: quietSeconds)
        case .send(let queue, let messages):
            return .send(SendCommand(queue: id(of: queue), messages: messages.map(newMessage)))
        case .receive(let queue, let receive): return .receive(receiveCommand(receive, of: queue))
        case .delete(let queue, let picks): return .delete(id(of: queue), picks.map { handle($0, of: queue) })
        case .change(let queue, let pick, let seconds):
            let change = VisibilityChange(handle: handle(pick, of: queue), seconds: seconds)
            return .changeVisibility(id(of: queue), [change])
        case .quarantine(let queue, let pick): return .quarantine(id(of: queue), handle(pick, of: queue).message)
        case .startMove(let queue, let destination):
            let task = MoveTask.ID(high: 1, low: UInt64(tasks.count))
            tasks.append((task, id(of: queue)))
            return .startMove(
                MoveDefinition(
                    id: task,
                    source: id(of: queue),
                    destination: try destination.map { try StoreTrial.address(WorkloadQueues.names[$0]) },
                    messagesPerSecond: nil
                )
            )
        case .moveMessages(let back, let count):
            return .moveMessages(task(back).id, newIds: (0..<count).map { _ in nextMessageId() })
        case .cancelMove(let back): return .cancelMove(task(back).id, source: task(back).source)
        case .listMoves(let queue, let limit): return .listMoves(id(of: queue), limit: limit)
        case .operate(let queue, let deed, let places, let sparesInFlight):
            return .operate(
                OperateCommand(
                    queue: id(of: queue),
                    messages: try places.map { try message(at: $0, of: queue)?.sequence ?? MessageSequence(.max) },
                    deed: operation(deed, count: places.count),
                    sparesInFlight: sparesInFlight
                )
            )
        case .restore(let queue, let messages): return .restore(id(of: queue), messages.map(restoredMessage))
        case .look(let queue, let place):
            let message = try message(at: place, of: queue)
            return .inquire(
                id(of: queue),
                .search(message?.content.messageId ?? MessageId(high: 3, low: 0), after: nil)
            )
        }
    }

    /// The message at a place of a queue, counted from its front and around.
    private func message(at place: Int, of queue: Int) throws -> StoredMessage? {
        guard let id = queues[queue] else { return nil }
        let all = try trial.peek(id)
        return all.isEmpty ? nil : all[place % all.count].message
    }

    private func operation(_ deed: WorkloadDeed, count: Int) -> OperateCommand.Deed {
        let newIds = (0..<count).map { _ in nextMessageId() }
        return switch deed {
        case .delete: .delete
        case .release: .release
        case .move(let target): .move(to: target.map { id(of: $0) }, newIds: newIds)
        case .copy(let target): .copy(to: id(of: target), newIds: newIds)
        }
    }

    private func restoredMessage(_ restored: WorkloadRestored) -> RestoredMessage {
        let storedAt = trial.now.adding(seconds: -restored.age)
        var message = RestoredMessage(
            newMessage(restored.message),
            sentAt: storedAt,
            storedAt: storedAt,
            visibleAt: trial.now.adding(seconds: restored.visibleIn)
        )
        message.receiveCount = restored.receives
        message.firstReceivedAt = restored.receives > 0 ? storedAt : nil
        return message
    }

    private func task(_ back: Int) -> (id: MoveTask.ID, source: QueueID) {
        guard !tasks.isEmpty else { return (MoveTask.ID(high: 2, low: 0), nobody) }
        return tasks[tasks.count - 1 - back % tasks.count]
    }

    private func nextMessageId() -> MessageId {
        messagesSent += 1
        return MessageId(high: 0, low: messagesSent)
    }

    private func id(of queue: Int) -> QueueID { queues[queue] ?? nobody }

    private func newMessage(_ message: WorkloadMessage) -> NewMessage {
        var new = NewMessage(
            messageId: nextMessageId(),
            body: message.body,
            md5OfBody: MD5Digest(of: message.body),
            senderId: "000000000000"
        )
        if messagesSent.isMultiple(of: 3) {
            let value = MessageAttribute.Value.binary(Array(repeating: 7, count: Int(messagesSent % 50)))
            new.attributes = MessageAttributes([MessageAttribute(name: "n", dataType: "Binary", value: value)])
            new.md5OfAttributes = new.attributes.md5
        }
        new.delaySeconds = message.delay
        new.groupId = message.group.map { FIFOIdentifier(stored: $0) }
        new.deduplicationId = message.deduplication.map { FIFOIdentifier(stored: $0) }
        return new
    }

    private func receiveCommand(_ receive: WorkloadReceive, of queue: Int) -> ReceiveCommand {
        var command = ReceiveCommand(
            queue: id(of: queue),
            limit: receive.limit,
            visibilityTimeoutSeconds: receive.timeout
        )
        command.isShortPoll = receive.isShortPoll
        command.attemptId = receive.attempt.map { FIFOIdentifier(stored: $0) }
        let isWanted = receive.isWanted
        command.isWanted = { isWanted }
        return command
    }

    private func handle(_ pick: HandlePick, of queue: Int) -> ReceiptHandle {
        let candidates = pick.isOfAnyQueue ? handles : handles.filter { $0.queue == queue }
        guard !candidates.isEmpty else {
            return ReceiptHandle(queue: nobody, message: MessageSequence(.max), receive: 1, receivedAt: trial.now)
        }
        return candidates[candidates.count - 1 - pick.back % candidates.count].handle
    }

    // MARK: Outcomes

    /// Remembers what later commands need, and looks after what each store has to keep for itself: no number twice.
    private func learn(from outcome: Outcome, of command: WorkloadCommand) throws {
        switch (command, outcome) {
        case (.create(let queue, _, _), .queue(let record)):
            let isKnown = queues[queue] == record.id
            try holds(isKnown || queuesEver.insert(record.id).inserted, "queue number \(record.id.number) is a new one")
            queues[queue] = record.id
        case (.deleteQueue(let queue), .done): queues[queue] = nil
        case (_, .sent(let records)):
            for record in records where !record.isDuplicate {
                try holds(lastSequence < record.sequence, "\(record.sequence) comes after \(lastSequence)")
                lastSequence = record.sequence
            }
        case (.receive(let queue, let receive), .received(let batch)):
            for message in batch.messages {
                let isNew = handlesEver.insert(message.handle).inserted
                try holds(isNew || receive.attempt != nil, "\(message.handle) is a new handle")
                try same(message.handle.queue, id(of: queue))
                handles.append((queue, message.handle))
            }
        default: break
        }
    }

    private func observation(of outcome: Outcome) -> Observation {
        switch outcome {
        case .refused(let error): .refused(error)
        case .queue(let record): .queue(ObservedQueue(record))
        // When what has expired is removed, each store decides for itself.
        case .done, .purged: .done
        case .sent(let records): .sent(records.map { ObservedSend($0) })
        case .received(let batch):
            .received(
                batch.messages.map { ObservedMessage($0) },
                moved: Dictionary(batch.moved.map { (name(of: $0.key), $0.value) }, uniquingKeysWith: +)
            )
        case .handled(let outcomes): .handled(outcomes)
        case .counted(let counts): .counted(counts)
        case .peeked(let page): .peeked(ObservedPeek.all(of: page.messages))
        case .moving(let progress):
            .moving(
                progress.task.observed,
                arrivals: arrivals(progress.arrivals)
            )
        case .moves(let tasks): .moves(tasks.map(\.observed))
        case .operated(let batch): .operated(batch.outcomes, arrivals: arrivals(batch.arrivals))
        case .restored(let shown): .restored(shown)
        case .found(let finding): .found(finding.observed)
        }
    }

    private func arrivals(_ arrivals: [QueueID: [Instant]]) -> [String: [Instant]] {
        Dictionary(arrivals.map { (name(of: $0.key), $0.value.sorted()) }, uniquingKeysWith: +)
    }

    private func name(of id: QueueID) -> String {
        queues.first { $0.value == id }.map { WorkloadQueues.names[$0.key] } ?? "unknown"
    }

    private func wait(after outcome: Outcome) -> ObservedWait? {
        guard case .received(let batch) = outcome, batch.messages.isEmpty else { return nil }
        return ObservedWait(nextVisible: batch.nextVisible, waitsForDeletes: batch.waitsForDeletes)
    }

    // MARK: What can be seen at any time

    func runningMoves() throws -> Set<MoveTask> { Set(try trial.store.runningMoves().map(\.observed)) }

    /// Records, counts and messages of all queues, by name.
    func standing() throws -> [String: Standing] {
        var standing: [String: Standing] = [:]
        var all: [QueueID: MessageCounts] = [:]
        for record in try trial.queues() {
            let counts = try trial.countsAlone(of: record.id)
            all[record.id] = counts
            let overview = try trial.overview(of: record.id)
            try same(overview.counts, counts, "an overview counts as a count does")
            let messages = try trial.peek(record.id, limit: 4)
            let bytes = messages.map(\.message.content.bytes).reduce(0, +)
            try same(overview.bytes, bytes, "the bytes of a queue are those of its messages")
            let newest = try trial.peek(record.id, limit: 3, isNewestFirst: true)
            try same(newest, messages.reversed(), "the newest first:")
            for message in messages.prefix(2) {
                let found = try trial.ask(.message(message.message.sequence), of: record.id)
                try same(found, .message(message), "by its number:")
            }
            standing[record.address.name.text] = Standing(
                queue: ObservedQueue(record),
                counts: counts,
                messages: ObservedPeek.all(of: messages),
                bytes: overview.bytes,
                oldestStoredAt: overview.oldestStoredAt,
                groups: try trial.groups(of: record.id, limit: 2).map(ObservedGroup.init)
            )
        }
        try auditor.check(all, at: trial.now)
        return standing
    }

    struct Standing: Hashable {
        let queue: ObservedQueue
        let counts: MessageCounts
        let messages: [ObservedPeek]
        let bytes: Int
        let oldestStoredAt: Instant?
        let groups: [ObservedGroup]
    }
}
