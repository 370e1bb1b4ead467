import QueueStore
import SQSModel

extension StoreBehaviour {
    static let deadLetterCases: [Case] = [
        Case("DLQ-1: a message is delivered as often as allowed, and moved by the receive after", of: .deadLetterQueues)
        {
            trial in
            for allowed in 1...3 {
                let dead = try trial.queue("dead-\(allowed)")
                let id = try trial.queue(
                    "letters-\(allowed)",
                    ["RedrivePolicy": redrivePolicy(to: try StoreTrial.address("dead-\(allowed)"), after: allowed)]
                )
                try trial.send("a", to: id)
                for count in 1...allowed {
                    try same(try trial.receive(id, timeout: 0).messages.map(\.receiveCount), [count], "DLQ-9")
                }
                let batch = try trial.receive(id)
                try same(batch.messages, [])
                try same(batch.moved, [dead: 1])
                try same(try trial.counts(of: id), MessageCounts())
                try same(try trial.counts(of: dead), MessageCounts(visible: 1))
                try same(try trial.receiveOne(dead).receiveCount, allowed + 1, "LC-11")
            }
        },
        Case("DLQ-1: the message behind is delivered by the receive that moves", of: .deadLetterQueues) { trial in
            let (id, dead) = try trial.queueWithDeadLetters(after: 1)
            try trial.send("a", to: id)
            _ = try trial.receiveOne(id, timeout: 0)
            trial.wait(milliseconds: 1)
            try trial.send("b", to: id)
            let batch = try trial.receive(id)
            try same(batch.messages.map(\.body), ["b"])
            try same(batch.moved, [dead: 1])
        },
        Case("DLQ-3: what is kept and what is added", of: .deadLetterQueues) { trial in
            let (id, dead) = try trial.queueWithDeadLetters(after: 1)
            try trial.set(["DelaySeconds": "60"], of: dead)
            var message = trial.message("a", group: "tenant")
            message.attributes = MessageAttributes([
                MessageAttribute(name: "color", dataType: "String", value: .text("blue"))
            ])
            message.traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793"
            let sentAt = trial.now
            let sent = try trial.send([message], to: id)[0]
            trial.wait(seconds: 1)
            let first = try trial.receiveOne(id, timeout: 3)
            trial.wait(seconds: 3)
            try same(try trial.receive(id).moved, [dead: 1])
            trial.wait(seconds: 1)
            let found = try trial.receiveOne(dead)
            try same(found.handle.queue, dead)
            try holds(found.handle.message >= sent.sequence, "no earlier place")
            var expected = ReceivedMessage(
                handle: found.handle,
                message: message,
                sentAt: sentAt,
                firstReceivedAt: first.firstReceivedAt,
                count: 2
            )
            expected.deadLetterSourceArn = try StoreTrial.address("letters").arn
            expected.visibleAt = trial.now.adding(seconds: 30)
            try same(found, expected)
            try same(try trial.delete(first.handle, from: id), [.gone], "LC-12")
            try same(try trial.change(first.handle, to: 1, in: id), .gone)
            try same(try trial.counts(of: dead), MessageCounts(inFlight: 1))
        },
        Case("DLQ-4: a standard dead-letter queue counts from the send", of: .deadLetterQueues) { trial in
            let (id, dead) = try trial.queueWithDeadLetters(after: 1)
            try trial.set(["MessageRetentionPeriod": "60"], of: dead)
            try trial.send("a", to: id)
            _ = try trial.receiveOne(id, timeout: 50)
            trial.wait(seconds: 50)
            try same(try trial.receive(id).moved, [dead: 1])
            trial.wait(milliseconds: 9_999)
            try same(try trial.counts(of: dead), MessageCounts(visible: 1))
            trial.wait(milliseconds: 1)
            try same(try trial.counts(of: dead), MessageCounts())
        },
        Case("DLQ-6: without its dead-letter queue a message stays", of: .deadLetterQueues) { trial in
            let (id, dead) = try trial.queueWithDeadLetters(after: 1)
            _ = try trial.apply(.deleteQueue(dead))
            try trial.send("a", to: id)
            for count in 1...3 { try same(try trial.receiveOne(id, timeout: 0).receiveCount, count) }
        },
        Case("DLQ-6: a queue that is its own dead-letter queue keeps its messages", of: .deadLetterQueues) { trial in
            let policy = redrivePolicy(to: try StoreTrial.address("letters"), after: 1)
            let id = try trial.queue("letters", ["RedrivePolicy": policy])
            try trial.send("a", to: id)
            for count in 1...3 { try same(try trial.receiveOne(id, timeout: 0).receiveCount, count) }
        },
        Case("DLQ-6: chains go hop by hop", of: .deadLetterQueues) { trial in
            let last = try trial.queue("last")
            let middle = try trial.queue(
                "middle",
                ["RedrivePolicy": redrivePolicy(to: try StoreTrial.address("last"), after: 2)]
            )
            let first = try trial.queue(
                "first",
                ["RedrivePolicy": redrivePolicy(to: try StoreTrial.address("middle"), after: 1)]
            )
            try trial.send("a", to: first)
            try same(try trial.receiveOne(first, timeout: 0).receiveCount, 1)
            try same(try trial.receive(first).moved, [middle: 1])
            try same(try trial.receiveOne(middle, timeout: 0).receiveCount, 2)
            try same(try trial.receiveOne(middle, timeout: 0).receiveCount, 3, "two receives of its own")
            try same(try trial.receive(middle).moved, [last: 1])
            let found = try trial.receiveOne(last)
            try same(found.receiveCount, 4)
            try same(found.deadLetterSourceArn, try StoreTrial.address("middle").arn)
        },
        Case("DLQ-7: a new maxReceiveCount counts at the next receive", of: .deadLetterQueues) { trial in
            let (id, dead) = try trial.queueWithDeadLetters(after: 2)
            try trial.send("a", to: id)
            _ = try trial.receiveOne(id, timeout: 0)
            _ = try trial.receiveOne(id, timeout: 0)
            let address = try StoreTrial.address("dead")
            try trial.set(["RedrivePolicy": redrivePolicy(to: address, after: 3)], of: id)
            try same(try trial.receiveOne(id, timeout: 0).receiveCount, 3)
            try trial.set(["RedrivePolicy": redrivePolicy(to: address, after: 1)], of: id)
            try same(try trial.receive(id).moved, [dead: 1])
        },
        Case("DLQ-9: a changed timeout does not count", of: .deadLetterQueues) { trial in
            let (id, dead) = try trial.queueWithDeadLetters(after: 2)
            try trial.send("a", to: id)
            let taken = try trial.receiveOne(id)
            for _ in 0..<5 { try trial.change(taken.handle, to: 0, in: id) }
            try same(try trial.receiveOne(id, timeout: 0).receiveCount, 2)
            try same(try trial.receive(id).moved, [dead: 1])
        },
        Case("DLQ-5: a FIFO move keeps the group and frees it, with a new id and a new clock", of: .deadLetterQueues) {
            trial in
            let dead = try trial.fifoQueue("dead.fifo")
            let id = try trial.fifoQueue("letters.fifo")
            let policy = redrivePolicy(to: try StoreTrial.address("dead.fifo"), after: 1)
            try trial.set(["RedrivePolicy": policy], of: id)
            try trial.set(["MessageRetentionPeriod": "60"], of: dead)
            let sent = try trial.send("a", group: "g", id: "x", to: id)
            try trial.send("b", group: "g", id: "y", to: id)
            try same(try trial.bodies(id, limit: 1, timeout: 59), ["a"])
            trial.wait(seconds: 59)
            let batch = try trial.receive(id)
            try same(batch.moved, [dead: 1])
            try same(batch.messages.map(\.body), ["b"], "the group goes on")

            try same(try trial.send("a", group: "g", id: "x", to: id).isDuplicate, true, "the window stays")
            try same(try trial.send("c", group: "g", id: "x", to: dead).isDuplicate, false)
            trial.wait(milliseconds: 59_999)
            let found = try trial.receive(dead).messages
            try same(found.map(\.body), ["a", "c"], "DLQ-4: the retention period begins with the move")
            try same(found.map(\.groupId?.text), ["g", "g"])
            try same(found.map(\.deduplicationId?.text), [sent.messageId.text, "x"], "DED-8")
            try same(found[0].messageId, sent.messageId)
            try same(found[0].receiveCount, 2)
            try holds(found[0].handle.message > sent.sequence, "a new sequence number")
        },
        Case("DLQ-3: a reopened store knows where its dead letters came from", of: .deadLetterQueues) { trial in
            let (id, dead) = try trial.queueWithDeadLetters(after: 1)
            try trial.send("a", to: id)
            _ = try trial.receiveOne(id, timeout: 0)
            try same(try trial.receive(id).moved, [dead: 1])
            try trial.reopen()
            let found = try trial.receiveOne(dead)
            try same(found.deadLetterSourceArn, try StoreTrial.address("letters").arn)
            try same(found.receiveCount, 2)
        },
    ]
}

extension StoreTrial {
    /// `letters` with `dead` as its dead-letter queue.
    fileprivate func queueWithDeadLetters(after receives: Int) throws -> (id: QueueID, dead: QueueID) {
        let dead = try queue("dead")
        let policy = redrivePolicy(to: try Self.address("dead"), after: receives)
        return (try queue("letters", ["RedrivePolicy": policy]), dead)
    }
}
