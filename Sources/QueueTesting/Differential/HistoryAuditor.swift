import QueueStore
import SQSModel

/// Watches a store from outside and holds it to its promises, whatever it answers otherwise: no acknowledged message is
/// lost, none is delivered while it is hidden, a group's messages come in order and to one holder at a time, the
/// deduplication window is exact, receive counts are right, and a message goes to the dead letters after exactly the
/// receives that it is allowed.
///
/// It knows no rules of delivery but these. Bodies are unique in a workload, so a message is known by its body through all
/// its moves. Which messages a redrive has moved cannot be seen; those that it may have moved are *unseen* until they are
/// received again, and are not judged by what they were before. Those that an operator has moved or restored are unseen too,
/// as nobody has told their number, but they are known to be there. Copies cannot be told from their originals: neither is
/// judged any more.
struct HistoryAuditor {
    private struct Message {
        let body: String
        let group: FIFOIdentifier?
        var queue: QueueID
        var sequence: MessageSequence
        var visibleAt: Instant
        var sentAt: Instant
        var storedAt: Instant
        var receives = 0
        var receivesHere = 0
        var isUnseen = false
        /// Whether a redrive may have begun its retention period anew.
        var isAgeUnknown = false
    }

    private struct Remembered {
        let messageId: MessageId
        let until: Instant
    }

    private var queues: [QueueID: QueueRecord] = [:]
    private var messages: [String: Message] = [:]
    private var remembered: [QueueID: [DeduplicationKey: Remembered]] = [:]
    /// What was repeated by its attempt id was received before, and is no new receive.
    private var handles: Set<ReceiptHandle> = []
    /// Bodies that more than one message may have.
    private var copied: Set<String> = []

    mutating func check(_ command: StoreCommand, _ outcome: Outcome, at now: Instant) throws {
        expire(at: now)
        switch (command, outcome) {
        case (_, .queue(let record)): note(record)
        case (.deleteQueue(let queue), .done):
            queues[queue] = nil
            forget(queue)
        case (.purgeQueue(let queue, _), .purged): forget(queue)
        case (.send(let command), .sent(let records)):
            try holds(records.count == command.messages.count, "each message of a send has a record")
            for (message, record) in zip(command.messages, records) {
                try sent(message, record, command.queue, at: now)
            }
        case (.receive(let command), .received(let batch)): try received(batch, command, at: now)
        case (.delete(_, let handles), .handled(let outcomes)):
            for (handle, outcome) in zip(handles, outcomes) where outcome == .done(visibleAt: nil) { delete(handle) }
        case (.changeVisibility(_, let changes), .handled(let outcomes)):
            for (change, outcome) in zip(changes, outcomes) {
                if case .done(let visibleAt?) = outcome { hide(change.handle, until: visibleAt) }
            }
        case (.quarantine(let queue, let sequence), .done):
            messages = messages.filter { $0.value.queue != queue || $0.value.sequence != sequence || $0.value.isUnseen }
        case (.operate(let command), .operated(let batch)):
            for (message, outcome) in zip(command.messages, batch.outcomes) where outcome == .done {
                operated(command, on: message, at: now)
            }
        case (.restore(let queue, let messages), .restored(let shown)):
            for (message, visibleAt) in zip(messages, shown) { restored(message, visibleAt, queue, at: now) }
        case (_, .moving(let progress)) where !progress.arrivals.isEmpty: loseSight(of: progress.task.source)
        default: break
        }
    }

    /// All messages that were accepted and neither deleted nor expired are in some queue, and no others.
    ///
    /// While the age of some is unknown, so is whether they have expired.
    mutating func check(_ counts: [QueueID: MessageCounts], at now: Instant) throws {
        expire(at: now)
        guard copied.isEmpty, !messages.values.contains(where: \.isAgeUnknown) else { return }
        for (queue, counts) in counts {
            let expected = messages.values.filter { $0.queue == queue }.count
            try holds(counts.total == expected, "a queue holds \(expected) messages and counts \(counts)")
        }
    }

    // MARK: Queues

    private mutating func note(_ record: QueueRecord) {
        let delay = record.attributes.delaySeconds
        let isDelayNew = queues[record.id].map { $0.attributes.delaySeconds != delay } ?? false
        queues[record.id] = record
        guard record.attributes.isFIFO, isDelayNew else { return }
        for (body, message) in messages where message.queue == record.id && message.receives == 0 {
            messages[body]?.visibleAt = message.sentAt.adding(seconds: delay)
        }
    }

    private mutating func forget(_ queue: QueueID) {
        // What is unseen may be in another queue by now.
        messages = messages.filter { $0.value.queue != queue || ($0.value.isUnseen && $0.value.isAgeUnknown) }
        remembered[queue] = nil
    }

    private mutating func expire(at now: Instant) {
        messages = messages.filter { _, message in
            guard !message.isAgeUnknown, let queue = queues[message.queue] else { return true }
            return message.storedAt.adding(seconds: queue.attributes.messageRetentionPeriod) > now
        }
    }

    // MARK: Sends

    private mutating func sent(
        _ message: NewMessage,
        _ record: SentRecord,
        _ queue: QueueID,
        at now: Instant
    ) throws {
        if let key = queues[queue]?.deduplicationKey(of: message) {
            let first = remembered[queue]?[key].flatMap { $0.until > now ? $0 : nil }
            try holds(record.isDuplicate == (first != nil), "DED-2: \(message.body) is a duplicate: \(first != nil)")
            if let first {
                try holds(record.messageId == first.messageId, "DED-2: a duplicate is answered with the first id")
                return
            }
            let until = now.adding(seconds: Limits.deduplicationWindowSeconds)
            remembered[queue, default: [:]][key] = Remembered(messageId: record.messageId, until: until)
        }
        messages[message.body] = Message(
            body: message.body,
            group: message.groupId,
            queue: queue,
            sequence: record.sequence,
            visibleAt: record.visibleAt,
            sentAt: now,
            storedAt: now
        )
    }

    // MARK: Receives

    private mutating func received(_ batch: ReceivedBatch, _ command: ReceiveCommand, at now: Instant) throws {
        let isRepetition = batch.messages.contains { handles.contains($0.handle) }
        let policy = queues[command.queue].flatMap { queue in
            queue.deadLetterQueue(among: record(at:)).flatMap { _ in queue.attributes.redrivePolicy }
        }
        // What this receive has moved is not in front of what it got.
        if !batch.moved.isEmpty { loseSight(of: command.queue, receivedAtLeast: policy?.maxReceiveCount ?? 0) }
        for (index, received) in batch.messages.enumerated() {
            guard !copied.contains(received.body) else { continue }
            guard var message = messages[received.body] else {
                throw Violation("\(received.body) is received and was deleted, or has expired, or was never sent")
            }
            if !message.isUnseen, !isRepetition {
                try holds(message.queue == command.queue, "\(received.body) is received from the queue that it is in")
                try holds(message.visibleAt <= now, "\(received.body) is not received while it is hidden")
                try holds(received.receiveCount == message.receives + 1, "RCV-11: the count of \(received.body)")
                let isAllowed = policy.map { message.receivesHere < $0.maxReceiveCount } ?? true
                try holds(isAllowed, "DLQ-1: \(received.body) is received no more than it may be")
                try checkOrder(of: message, behind: batch.messages[..<index].map(\.body))
            }
            if message.isUnseen, !isRepetition { message = seen(message, as: received, in: command.queue) }
            message.visibleAt = now.adding(
                seconds: command.visibilityTimeoutSeconds ?? queues[command.queue]?.attributes.visibilityTimeout ?? 0
            )
            if !isRepetition {
                message.receives = received.receiveCount
                message.receivesHere += 1
            }
            messages[received.body] = message
            handles.insert(received.handle)
        }
    }

    /// FIF-1, FIF-2: all that came into the group before it is gone, or is in front of it in the same answer.
    private func checkOrder(of message: Message, behind earlier: [String]) throws {
        guard queues[message.queue]?.attributes.isFIFO == true else { return }
        for other in messages.values
        where other.queue == message.queue && other.group == message.group && other.sequence < message.sequence {
            let isInFront = earlier.contains(other.body) || other.isAgeUnknown
            try holds(isInFront, "FIF-2: \(message.body) does not overtake \(other.body) of its group")
        }
    }

    /// A message that shows again after a redrive, wherever it is now.
    private func seen(_ message: Message, as received: ReceivedMessage, in queue: QueueID) -> Message {
        var message = message
        message.isUnseen = false
        message.queue = queue
        message.sequence = received.handle.message
        if message.isAgeUnknown { message.receivesHere = 0 }
        return message
    }

    private mutating func loseSight(of queue: QueueID, receivedAtLeast receives: Int = 0) {
        for (body, message) in messages where message.queue == queue && message.receivesHere >= receives {
            messages[body]?.isUnseen = true
            messages[body]?.isAgeUnknown = true
        }
    }

    // MARK: Operators

    /// A number that no message has: that of one whose number is not known.
    private static let unknown = MessageSequence(.max)

    private mutating func operated(_ command: OperateCommand, on sequence: MessageSequence, at now: Instant) {
        let found = messages.values.first { $0.queue == command.queue && $0.sequence == sequence && !$0.isUnseen }
        guard var message = found else { return operatedUnseen(command.deed) }
        switch command.deed {
        case .delete: messages[message.body] = nil
        case .release: messages[message.body]?.visibleAt = min(message.visibleAt, now)
        case .copy: stopJudging { $0 == message.body }
        case .move(let target, _):
            message.isUnseen = true
            message.isAgeUnknown = target == nil
            message.queue = target ?? message.queue
            message.sequence = Self.unknown
            message.sentAt = now
            message.storedAt = now
            message.receives = 0
            message.receivesHere = 0
            messages[message.body] = message
        }
    }

    /// One of the unseen messages it was, and nobody knows which.
    private mutating func operatedUnseen(_ deed: OperateCommand.Deed) {
        let unseen = Set(messages.values.lazy.filter(\.isUnseen).map(\.body))
        switch deed {
        case .release: break
        case .copy: stopJudging { unseen.contains($0) }
        case .delete, .move: for body in unseen { messages[body]?.isAgeUnknown = true }
        }
    }

    private mutating func stopJudging(_ isCopied: (String) -> Bool) {
        copied.formUnion(messages.keys.filter(isCopied))
        messages = messages.filter { !copied.contains($0.key) }
    }

    private mutating func restored(
        _ message: RestoredMessage,
        _ visibleAt: Instant,
        _ queue: QueueID,
        at now: Instant
    ) {
        var restored = Message(
            body: message.content.body,
            group: message.content.groupId,
            queue: queue,
            sequence: Self.unknown,
            visibleAt: visibleAt,
            sentAt: message.sentAt,
            storedAt: message.storedAt
        )
        restored.receives = message.receiveCount
        restored.receivesHere = message.receiveCount - message.receivesElsewhere
        restored.isUnseen = true
        messages[restored.body] = restored
    }

    // MARK: Handles

    private mutating func delete(_ handle: ReceiptHandle) {
        guard let message = message(of: handle), message.receives == handle.receive || message.isUnseen else { return }
        messages[message.body] = nil
    }

    private mutating func hide(_ handle: ReceiptHandle, until visibleAt: Instant) {
        guard let message = message(of: handle) else { return }
        messages[message.body]?.visibleAt = visibleAt
    }

    private func message(of handle: ReceiptHandle) -> Message? {
        messages.values.first { $0.queue == handle.queue && $0.sequence == handle.message }
    }

    private func record(at address: QueueAddress) -> QueueRecord? {
        queues.values.first { $0.address == address }
    }
}

extension MessageCounts {
    fileprivate var total: Int { visible + inFlight + delayed }
}
