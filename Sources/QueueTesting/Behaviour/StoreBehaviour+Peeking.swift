import QueueStore
import SQSModel

extension StoreBehaviour {
    /// Looking at messages without touching them.
    static let peekCases: [Case] = peekStandardCases + peekFIFOCases

    private static let peekStandardCases: [Case] = [
        Case("A look shows messages as they arrived, each with where it stands") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", to: id)
            try trial.send("c", to: id, delay: 60)
            let taken = try trial.receiveOne(id, timeout: 30)
            trial.wait(seconds: 1)
            try trial.send("d", to: id)
            let end = taken.handle.receivedAt.adding(seconds: 30)
            try same(
                try trial.standings(id),
                [
                    BodyStanding("a", .inFlight(until: end)), BodyStanding("b", .visible),
                    BodyStanding("c", .delayed(until: end.adding(seconds: 30))), BodyStanding("d", .visible),
                ]
            )
            trial.wait(seconds: 29)
            try same(try trial.standings(id, kinds: [.inFlight]), [], "a timeout ends on its millisecond")
            trial.wait(seconds: 30)
            try same(Set(try trial.peek(id).map(\.standing)), [.visible])
        },
        Case("A look shows all that is known of a message") { trial in
            let id = try trial.queue()
            var message = trial.message("a", group: "tenant")
            message.attributes = MessageAttributes([
                MessageAttribute(name: "n", dataType: "Number", value: .text("1")),
                MessageAttribute(name: "b", dataType: "Binary", value: .binary([0, 255])),
            ])
            message.traceHeader = "Root=1"
            let sent = try trial.send([message], to: id)[0]
            let sentAt = trial.now
            trial.wait(seconds: 1)
            let first = trial.now
            _ = try trial.receiveOne(id, timeout: 0)
            trial.wait(seconds: 1)
            _ = try trial.receiveOne(id, timeout: 5)
            var expected = StoredMessage(
                message,
                sequence: sent.sequence,
                sentAt: sentAt,
                visibleAt: trial.now.adding(seconds: 5)
            )
            expected.receiveCount = 2
            expected.firstReceivedAt = first
            try same(try trial.peek(id).map(\.message), [expected])
        },
        Case("A look changes nothing: neither counts, nor order, nor handles") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", to: id)
            let taken = try trial.receiveOne(id)
            let counts = try trial.counts(of: id)
            let before = try trial.peek(id)
            for _ in 0..<3 { try same(try trial.peek(id, limit: 1), before) }
            try same(try trial.counts(of: id), counts)
            try same(try trial.receive(id).messages.map(\.receiveCount), [1, 1])
            try same(try trial.delete(taken.handle, from: id), [.done(visibleAt: nil)])
        },
        Case("Pages follow one another whatever happens between them") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", "d", to: id)
            let first = try trial.page(id, PageRequest(limit: 2))
            try same(first.messages.map(\.message.content.body), ["a", "b"])
            try same(first.next, first.messages.last?.message.sequence)
            let taken = try trial.receive(id, limit: 3).messages
            try trial.delete(taken[1].handle, taken[2].handle, from: id)
            try trial.send("e", to: id)
            let second = try trial.page(id, PageRequest(after: first.next, limit: 2))
            try same(second.messages.map(\.message.content.body), ["d", "e"])
            try same(second.next, nil, "nothing is behind a page that ends with the last message")
            try same(try trial.page(id, PageRequest(after: second.messages.last?.message.sequence)), MessagePage())
        },
        Case("A look can be for some kinds of messages only") { trial in
            let id = try trial.queue()
            for body in ["a", "b", "c", "d", "e", "f"] {
                try trial.send(body, to: id, delay: ["b", "d"].contains(body) ? 60 : nil)
            }
            _ = try trial.receive(id, limit: 2)
            for limit in [1, 2, 1000] {
                func bodies(_ kinds: Set<PeekedMessage.Standing.Kind>) throws -> [String] {
                    try trial.standings(id, limit: limit, kinds: kinds).map(\.body)
                }
                try same(try bodies([.visible]), ["e", "f"])
                try same(try bodies([.inFlight]), ["a", "c"])
                try same(try bodies([.delayed]), ["b", "d"])
                try same(try bodies([.visible, .delayed]), ["b", "d", "e", "f"])
                try same(try bodies([.blocked]), [])
                try same(try bodies([]), [])
            }
        },
        Case("LC-5: a look does not show what has expired, removed or not") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", "b", to: id)
            _ = try trial.receiveOne(id, timeout: 600)
            trial.wait(seconds: 30)
            try trial.send("c", to: id)
            trial.wait(milliseconds: 29_999)
            try same(try trial.standings(id).map(\.body), ["a", "b", "c"])
            trial.wait(milliseconds: 1)
            try same(try trial.standings(id, limit: 1), [BodyStanding("c", .visible)])
            try trial.keepHouse()
            try same(try trial.standings(id, limit: 1), [BodyStanding("c", .visible)])
        },
        Case("A look sees one queue, and nothing of one that is purged or gone") { trial in
            let id = try trial.queue()
            let other = try trial.queue("parcels")
            try trial.send("a", to: id)
            try trial.send("b", to: other)
            try same(try trial.standings(id).map(\.body), ["a"])
            _ = try trial.apply(.purgeQueue(id, quietSeconds: 0))
            try same(try trial.page(id, PageRequest()), MessagePage())
            _ = try trial.apply(.deleteQueue(other))
            try refused(try trial.apply(.peek(other, PageRequest())), .queueDoesNotExist)
        },
        Case(
            "DLQ-3: a message that was moved is shown in its old place, with where it came from",
            of: .deadLetterQueues
        ) {
            trial in
            let dead = try trial.queue("dead")
            let target = try StoreTrial.address("dead").arn
            let id = try trial.queue(
                "letters",
                ["RedrivePolicy": #"{"deadLetterTargetArn":"\#(target)","maxReceiveCount":1}"#]
            )
            try trial.send("a", to: id)
            try trial.send("b", to: dead)
            _ = try trial.receive(id, timeout: 0)
            _ = try trial.receive(id)
            let messages = try trial.peek(dead, limit: 1).map(\.message)
            try same(messages.map(\.content.body), ["a", "b"])
            try same(messages.map(\.receivesElsewhere), [1, 0])
            try same(messages.map(\.deadLetterSourceArn), [try StoreTrial.address("letters").arn, nil])
            try same(try trial.peek(id), [])
        },
        Case("A look sees what is there after a restart") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", to: id)
            _ = try trial.receiveOne(id)
            let before = try trial.peek(id)
            try trial.reopen()
            try same(try trial.peek(id), before)
        },
    ]

    private static let peekFIFOCases: [Case] = [
        Case("FIF-2: a look tells which message holds back the others of its group, and until when", of: .fifoQueues) {
            trial in
            let id = try trial.fifoQueue()
            for body in ["a1", "a2", "b1", "a3"] { try trial.send(body, group: String(body.prefix(1)), to: id) }
            let sequences = try trial.peek(id).map(\.message.sequence)
            try same(Set(try trial.peek(id).map(\.standing)), [.visible])
            let taken = try trial.receive(id, limit: 2, timeout: 30).messages
            try same(taken.map(\.body), ["a1", "a2"])
            let end = trial.now.adding(seconds: 30)
            let first = PeekedMessage.Standing.blocked(
                PeekedMessage.Blocker(sequence: sequences[0], visibleAt: end, expiresAt: .distantFuture)
            )
            for limit in [1, 2, 1000] {
                try same(
                    try trial.standings(id, limit: limit),
                    [
                        BodyStanding("a1", .inFlight(until: end)), BodyStanding("a2", .inFlight(until: end)),
                        BodyStanding("b1", .visible), BodyStanding("a3", first),
                    ]
                )
            }
            try trial.change(taken[0].handle, to: 0, in: id)
            let second = PeekedMessage.Standing.blocked(
                PeekedMessage.Blocker(sequence: sequences[1], visibleAt: end, expiresAt: .distantFuture)
            )
            for limit in [1, 2, 1000] {
                try same(try trial.standings(id, limit: limit, kinds: [.blocked]), [BodyStanding("a3", second)])
                try same(try trial.standings(id, limit: limit, kinds: [.visible]).map(\.body), ["a1", "b1"])
            }
            try trial.delete(taken[1].handle, from: id)
            try same(try trial.standings(id, kinds: [.blocked]), [])
        },
        Case("FIF-5: a message that is held back is free when the one before it expires", of: .fifoQueues) { trial in
            let id = try trial.queue("letters.fifo", ["FifoQueue": "true", "MessageRetentionPeriod": "60"])
            try trial.send("a1", group: "a", to: id)
            let expiry = trial.now.adding(seconds: 60)
            trial.wait(seconds: 1)
            try trial.send("a2", group: "a", to: id)
            let taken = try trial.receive(id, limit: 1, timeout: 600).messages[0]
            let blocker = PeekedMessage.Blocker(
                sequence: taken.handle.message,
                visibleAt: expiry,
                expiresAt: expiry
            )
            try same(try trial.standings(id, kinds: [.blocked]), [BodyStanding("a2", .blocked(blocker))])
            trial.wait(seconds: 59)
            try same(try trial.standings(id, limit: 1), [BodyStanding("a2", .visible)])
        },
        Case("FIF-8: a look shows the delay that the queue has now", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try trial.send("a", group: "a", to: id)
            let sentAt = trial.now
            try same(try trial.standings(id), [BodyStanding("a", .visible)])
            try trial.set(["DelaySeconds": "60"], of: id)
            try same(try trial.standings(id), [BodyStanding("a", .delayed(until: sentAt.adding(seconds: 60)))])
        },
    ]
}
