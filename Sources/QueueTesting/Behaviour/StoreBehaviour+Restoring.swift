import QueueStore
import SQSModel

extension StoreBehaviour {
    /// Messages that come back as they were, and what time does to them.
    static let restoreCases: [Case] = [
        Case("A restored message is as it was, under a new number at the end") { trial in
            let id = try trial.queue()
            trial.wait(seconds: 1000)
            try trial.send("there", to: id)
            let back = trial.restored("a", group: "tenant", agedBy: 500)
            let delayed = trial.restored("later", agedBy: 100, visibleIn: 20)
            try same(try trial.restore([back, delayed], to: id), [back.visibleAt, trial.now.adding(seconds: 20)])
            try same(try trial.counts(of: id), MessageCounts(visible: 2, delayed: 1))
            let messages = try trial.peek(id).map(\.message)
            try same(messages.map(\.content.body), ["there", "a", "later"])
            var expected = StoredMessage(
                back.content,
                sequence: messages[1].sequence,
                sentAt: back.sentAt,
                storedAt: back.storedAt,
                visibleAt: back.visibleAt
            )
            expected.receiveCount = 3
            expected.receivesElsewhere = 2
            expected.firstReceivedAt = back.firstReceivedAt
            expected.deadLetterSourceArn = back.deadLetterSourceArn
            try same(messages[1], expected)
            try same(try trial.receive(id, limit: 1).messages.map(\.receiveCount), [4], "it shows longest")
            try same(try trial.groups(of: id).map(\.messages), [1])
            try trial.reopen()
            try same(try trial.peek(id).map(\.message.storedAt), messages.map(\.storedAt))
        },
        Case("LC-5: a restored message expires by its own age, wherever it stands") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "600"])
            trial.wait(seconds: 1000)
            try trial.send("first", to: id)
            _ = try trial.restore([trial.restored("old", agedBy: 599), trial.restored("older", agedBy: 600)], to: id)
            try trial.send("last", to: id)
            try same(try trial.counts(of: id), MessageCounts(visible: 3))
            try same(try trial.overview(of: id).oldestStoredAt, trial.now.adding(seconds: -599))
            trial.wait(seconds: 1)
            try same(try trial.counts(of: id), MessageCounts(visible: 2))
            try same(try trial.overview(of: id).oldestStoredAt, trial.now.adding(seconds: -1))
            try holds(try trial.isHousekeepingDue(), "their end was foreseen")
            try same(try trial.keepHouse(), [id: 2])
            try same(try trial.bodies(id), ["first", "last"])
        },
        Case("A restored message in flight is in flight, and shows when its timeout ends") { trial in
            let id = try trial.queue()
            trial.wait(seconds: 1000)
            _ = try trial.restore([trial.restored("a", agedBy: 10, visibleIn: 30, receives: 1)], to: id)
            try same(try trial.counts(of: id), MessageCounts(inFlight: 1))
            try same(try trial.receive(id).nextVisible, trial.now.adding(seconds: 30))
            trial.wait(seconds: 30)
            try same(try trial.receiveOne(id).receiveCount, 2)
        },
        Case("A restored message goes to the dead letters with the age that it has", of: .deadLetterQueues) { trial in
            let dead = try trial.queue("dead", ["MessageRetentionPeriod": "600"])
            let policy = redrivePolicy(to: try StoreTrial.address("dead"), after: 3)
            let id = try trial.queue("letters", ["RedrivePolicy": policy])
            trial.wait(seconds: 1000)
            try trial.send("young", to: dead)
            _ = try trial.restore([trial.restored("old", agedBy: 599, receives: 3)], to: id)
            try same(try trial.receive(id).moved, [dead: 1])
            try same(try trial.counts(of: dead), MessageCounts(visible: 2))
            trial.wait(seconds: 1)
            try same(try trial.counts(of: dead), MessageCounts(visible: 1), "DLQ-4")
            try same(try trial.keepHouse(), [dead: 1])
        },
        Case("B-NOGROUP, K-TYPE: a message that cannot be in a queue is not restored to it", of: .fifoQueues) { trial in
            let lanes = try trial.fifoQueue()
            let good = trial.restored("a", group: "g", agedBy: 0)
            try refused(try trial.apply(.restore(lanes, [good, trial.restored("b", agedBy: 0)])), .missingGroupInBatch)
            var foreign = good
            foreign.deadLetterSourceArn = try StoreTrial.address("letters").arn
            try refused(try trial.apply(.restore(lanes, [good, foreign])), .destinationHasOtherType)
            try same(try trial.counts(of: lanes), MessageCounts(), "what is refused changes nothing")
            try refused(try trial.apply(.restore(QueueID(99), [good])), .queueDoesNotExist)
        },
        Case("FIF-2: restored messages stand behind those of their group", of: .fifoQueues) { trial in
            let lanes = try trial.fifoQueue()
            trial.wait(seconds: 1000)
            try trial.send("a", group: "g", to: lanes)
            let held = trial.restored("held", group: "g", agedBy: 10, visibleIn: 30, receives: 1)
            let free = trial.restored("free", group: "g", agedBy: 10)
            _ = try trial.restore([held, free], to: lanes)
            try same(try trial.bodies(lanes, timeout: 600), ["a"])
            trial.wait(seconds: 30)
            try same(try trial.bodies(lanes), [], "a is still held")
            try trial.set(["MessageRetentionPeriod": "60"], of: lanes)
            trial.wait(seconds: 20)
            try same(try trial.bodies(lanes), [], "what came back has expired, and a has not")
            try same(try trial.counts(of: lanes), MessageCounts(inFlight: 1))
        },
        Case("LC-5: housekeeping tells what has expired, however it was removed") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            let other = try trial.queue("other", ["MessageRetentionPeriod": "60"])
            try trial.send("a", "b", "c", to: id)
            try trial.send("d", to: other)
            try trial.send("purged", to: other)
            trial.wait(seconds: 60)
            _ = try trial.receive(id, limit: 1)
            try trial.set(["MessageRetentionPeriod": "120"], of: other)
            try same(try trial.keepHouse(), [id: 3, other: 2])
            try same(try trial.keepHouse(), [:], "it is told once")
        },
    ]
}

extension StoreTrial {
    /// A message as it may have been exported some seconds after it came into its queue.
    fileprivate func restored(
        _ body: String,
        group: String? = nil,
        agedBy age: Int,
        visibleIn delay: Int? = nil,
        receives: Int? = nil
    ) -> RestoredMessage {
        let storedAt = now.adding(seconds: -age)
        var message = RestoredMessage(
            message(body, group: group, deduplication: group.map { _ in "id-of-\(body)" }),
            sentAt: storedAt.adding(seconds: -1),
            storedAt: storedAt,
            visibleAt: delay.map { now.adding(seconds: $0) } ?? storedAt
        )
        guard delay == nil || receives != nil else { return message }
        message.receiveCount = receives ?? 3
        message.receivesElsewhere = receives == nil ? 2 : 0
        message.firstReceivedAt = storedAt
        return message
    }

    fileprivate func isHousekeepingDue() throws -> Bool { store.nextHousekeeping.map { $0 <= now } ?? false }
}
