import QueueStore
import SQSModel

extension StoreBehaviour {
    static let fifoCases: [Case] = [
        Case("FIF-1: a group comes in the order of its sends", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for body in ["a", "b", "c"] { try trial.send(body, group: "g", to: id) }
            let messages = try trial.receive(id, limit: 2).messages
            try same(messages.map(\.body), ["a", "b"])
            try same(messages.map(\.groupId?.text), ["g", "g"])
            try same(messages.map(\.deduplicationId?.text), ["id-of-a", "id-of-b"])
            try same(try trial.bodies(id), [], "the group is locked")
            try same(try trial.counts(of: id), MessageCounts(visible: 1, inFlight: 2), "FIF-7")
        },
        Case("FIF-2: a message in flight holds back its group until its timeout", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for body in ["a", "b", "c"] { try trial.send(body, group: "g", to: id) }
            _ = try trial.receiveOne(id)
            let end = trial.now.adding(seconds: 30)
            trial.wait(milliseconds: 29_999)
            let early = try trial.receive(id)
            try same(early.messages, [])
            try same(early.nextVisible, end)
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id), ["a", "b", "c"], "FIF-6")
        },
        Case("FIF-2: a message shown early comes alone while a later one is in flight", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for body in ["a", "b", "c"] { try trial.send(body, group: "g", to: id) }
            let taken = try trial.receive(id, limit: 2).messages
            try same(try trial.change(taken[0].handle, to: 0, in: id), .done(visibleAt: trial.now))
            try same(try trial.bodies(id, timeout: 5), ["a"])
            try same(try trial.bodies(id), [])
        },
        Case("FIF-2: deleting some of the messages in flight keeps the lock", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for body in ["a", "b", "c"] { try trial.send(body, group: "g", to: id) }
            let taken = try trial.receive(id, limit: 2).messages
            try same(try trial.delete(taken[0].handle, from: id), [.done(visibleAt: nil)])
            try same(try trial.bodies(id), [])
            try same(try trial.delete(taken[1].handle, from: id), [.done(visibleAt: nil)])
            try same(try trial.bodies(id), ["c"], "FIF-5")
        },
        Case("FIF-3: a receive fills up from one group before it goes to the next", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for (body, group) in [("1a", "1"), ("2a", "2"), ("1b", "1"), ("3a", "3"), ("2b", "2")] {
                try trial.send(body, group: group, to: id)
            }
            try same(try trial.bodies(id, limit: 3), ["1a", "1b", "2a"])
            try same(try trial.bodies(id), ["3a"], "2 is locked")
        },
        Case("FIF-4: groups come by the time at which their head became visible", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for (body, group) in [("1a", "1"), ("2a", "2"), ("3a", "3"), ("1b", "1")] {
                try trial.send(body, group: group, to: id)
            }
            _ = try trial.receive(id, limit: 1, timeout: 2)
            trial.wait(seconds: 1)
            try trial.send("4a", group: "4", to: id)
            trial.wait(seconds: 1)
            try same(try trial.bodies(id), ["2a", "3a"] + ["4a"] + ["1a", "1b"])
        },
        Case("FIF-5: an expired message frees its group", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try trial.set(["MessageRetentionPeriod": "60"], of: id)
            try trial.send("a", group: "g", to: id)
            _ = try trial.receiveOne(id, timeout: 600)
            trial.wait(seconds: 10)
            try trial.send("b", group: "g", to: id)
            let waiting = try trial.receive(id)
            try same(waiting.messages, [])
            try same(waiting.nextVisible, trial.now.adding(seconds: 50))
            trial.wait(milliseconds: 49_999)
            try same(try trial.bodies(id), [])
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id), ["b"])
        },
        Case("FIF-8: the queue's delay of today counts for what was never received", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            var message = trial.message("a", delay: 0, group: "g", deduplication: "1")
            try trial.set(["DelaySeconds": "10"], of: id)
            try trial.send([message], to: id)
            try same(try trial.counts(of: id), MessageCounts(delayed: 1), "SND-9: its own 0 does not count")
            try trial.set(["DelaySeconds": "5"], of: id)
            trial.wait(milliseconds: 4999)
            let early = try trial.receive(id)
            try same(early.messages, [])
            try same(early.nextVisible, trial.now.adding(milliseconds: 1))
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id, timeout: 0), ["a"])
            try trial.set(["DelaySeconds": "900"], of: id)
            try same(try trial.bodies(id), ["a"], "it was received before")

            message = trial.message("b", group: "h", deduplication: "2")
            try trial.send([message], to: id)
            try same(try trial.counts(of: id), MessageCounts(inFlight: 1, delayed: 1))
            try trial.set(["DelaySeconds": "0"], of: id)
            try same(try trial.counts(of: id), MessageCounts(visible: 1, inFlight: 1))
            try same(try trial.bodies(id), ["b"])
        },
        Case("FIF-10: at the in-flight limit even short polls are empty", of: .fifoQueues, messagesInFlight: 2) {
            trial in
            let id = try trial.fifoQueue()
            for body in ["a", "b", "c"] { try trial.send(body, group: body, to: id) }
            let taken = try trial.receive(id).messages
            try same(taken.map(\.body), ["a", "b"])
            try same(try trial.bodies(id), [])
            try trial.delete(taken[1].handle, from: id)
            try same(try trial.bodies(id), ["c"])
        },
        Case("DEL-6: a FIFO handle ends with its timeout", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try trial.send("a", group: "g", to: id)
            let first = try trial.receiveOne(id)
            trial.wait(seconds: 20)
            try same(try trial.change(first.handle, to: 30, in: id).isDone, true)
            trial.wait(milliseconds: 30_000)
            try same(try trial.delete(first.handle, from: id), [.expired])
            try same(try trial.change(first.handle, to: 5, in: id), .expired, "CMV-8")
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            let second = try trial.receiveOne(id)
            try same(try trial.delete(first.handle, from: id), [.expired], "an older one")
            try same(try trial.change(first.handle, to: 5, in: id), .expired)
            trial.wait(milliseconds: 29_999)
            try same(try trial.delete(second.handle, from: id), [.done(visibleAt: nil)])
            try same(try trial.delete(second.handle, from: id), [.gone])
        },
        Case("DEL-7: a FIFO message shown again cannot be deleted", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try trial.send("a", group: "g", to: id)
            let taken = try trial.receiveOne(id)
            try trial.change(taken.handle, to: 0, in: id)
            try same(try trial.delete(taken.handle, from: id), [.expired])
        },
        Case("FIF-6: a reopened store keeps order and locks", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for (body, group) in [("1a", "1"), ("2a", "2"), ("1b", "1"), ("2b", "2")] {
                try trial.send(body, group: group, to: id)
            }
            _ = try trial.receive(id, limit: 1)
            try trial.reopen()
            try same(try trial.bodies(id, limit: 1), ["2a"])
            trial.wait(seconds: 30)
            try trial.reopen()
            try same(try trial.bodies(id), ["1a", "1b", "2a", "2b"])
        },
    ]

    static let deduplicationCases: [Case] = [
        Case("DED-2: a duplicate within five minutes is answered with the first and not kept", of: .fifoQueues) {
            trial in
            let id = try trial.fifoQueue()
            let first = try trial.send("a", group: "g", id: "x", to: id)
            try same(first.isDuplicate, false)
            trial.wait(milliseconds: 299_999)
            let second = try trial.send("b", group: "g", id: "x", to: id)
            try same(second.isDuplicate, true)
            try same(second.messageId, first.messageId)
            try same(second.sequence, first.sequence)
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            trial.wait(milliseconds: 1)
            let third = try trial.send("c", group: "g", id: "x", to: id)
            try same(third.isDuplicate, false, "a duplicate does not make the window longer")
            try same(try trial.bodies(id), ["a", "c"])
        },
        Case("DED-4: an id is remembered after its message is deleted", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            let first = try trial.send("a", group: "g", id: "x", to: id)
            try trial.delete(try trial.receiveOne(id).handle, from: id)
            try trial.reopen()
            let second = try trial.send("a", group: "g", id: "x", to: id)
            try same(second.isDuplicate, true)
            try same(second.sequence, first.sequence)
            try same(try trial.bodies(id), [])
        },
        Case("PQ-3: a purge forgets the ids", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try trial.send("a", group: "g", id: "x", to: id)
            _ = try trial.apply(.purgeQueue(id, quietSeconds: 0))
            try same(try trial.send("a", group: "g", id: "x", to: id).isDuplicate, false)
            try same(try trial.bodies(id), ["a"])
        },
        Case("DED-5: the scope is the queue, or the group", of: .fifoQueues) { trial in
            let wide = try trial.fifoQueue("wide.fifo")
            let narrow = try trial.fifoQueue("narrow.fifo", scope: .messageGroup)
            for (queue, isDuplicate) in [(wide, true), (narrow, false)] {
                try trial.send("a", group: "g", id: "x", to: queue)
                try same(try trial.send("b", group: "h", id: "x", to: queue).isDuplicate, isDuplicate)
                try same(try trial.send("c", group: "g", id: "x", to: queue).isDuplicate, true)
            }
            try same(try trial.bodies(wide), ["a"])
            try same(try trial.bodies(narrow), ["a", "b"])
        },
        Case("DED-5: queues know nothing of each other's ids", of: .fifoQueues) { trial in
            let one = try trial.fifoQueue("one.fifo")
            let other = try trial.fifoQueue("other.fifo")
            try trial.send("a", group: "g", id: "x", to: one)
            try same(try trial.send("a", group: "g", id: "x", to: other).isDuplicate, false)
        },
        Case("BAT-6: duplicates within one batch are duplicates", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            let messages = ["a", "b", "c"].map { trial.message($0, group: "g", deduplication: $0 == "c" ? "a" : $0) }
            let sent = try trial.send(messages, to: id)
            try same(sent.map(\.isDuplicate), [false, false, true])
            try same(sent[2].messageId, sent[0].messageId)
            try same(sent[2].sequence, sent[0].sequence)
            try same(try trial.bodies(id), ["a", "b"])
        },
        Case("Housekeeping forgets ids when their window ends and not before", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try trial.send("a", group: "g", id: "x", to: id)
            trial.wait(milliseconds: 299_999)
            try trial.keepHouse()
            try same(try trial.send("b", group: "g", id: "x", to: id).isDuplicate, true)
            trial.wait(milliseconds: 1)
            try trial.keepHouse()
            try same(try trial.send("c", group: "g", id: "x", to: id).isDuplicate, false)
        },
    ]

    static let attemptCases: [Case] = [
        Case("RRA-2: an attempt repeated gets the same messages, handles and a new timeout", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for body in ["a", "b", "c"] { try trial.send(body, group: "g", to: id) }
            let first = try trial.receive(id, limit: 2, attempt: "try")
            trial.wait(seconds: 29)
            let again = try trial.receive(id, limit: 2, attempt: "try")
            try same(again.messages, first.messages.hidden(until: trial.now.adding(seconds: 30)), "RRA-4: no count")
            trial.wait(milliseconds: 29_999)
            try same(try trial.bodies(id), [])
            try same(try trial.delete(first.messages[0].handle, from: id), [.done(visibleAt: nil)])
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id), ["b", "c"])
        },
        Case("RRA-2: no repetition after the timeout", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try trial.send("a", group: "g", to: id)
            _ = try trial.receive(id, attempt: "try")
            trial.wait(seconds: 30)
            try same(try trial.receive(id, attempt: "try").messages.map(\.receiveCount), [2])
        },
        Case("RRA-2: no repetition once a message was deleted or its timeout changed", of: .fifoQueues) { trial in
            for isDeleted in [true, false] {
                let id = try trial.fifoQueue("letters-\(isDeleted).fifo")
                for body in ["a", "b"] { try trial.send(body, group: body, to: id) }
                let first = try trial.receive(id, limit: 2, attempt: "try").messages
                if isDeleted {
                    try trial.delete(first[0].handle, from: id)
                } else {
                    try trial.change(first[0].handle, to: 60, in: id)
                }
                try same(try trial.receive(id, attempt: "try").messages, [], "RRA-3: an ordinary receive")
            }
        },
        Case("RRA-2: five minutes after the first call the attempt is over", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try trial.send("a", group: "g", to: id)
            let first = try trial.receive(id, timeout: 600, attempt: "try").messages
            trial.wait(milliseconds: 299_999)
            let again = try trial.receive(id, timeout: 600, attempt: "try").messages
            try same(again, first.hidden(until: trial.now.adding(seconds: 600)))
            trial.wait(milliseconds: 1)
            try same(try trial.receive(id, timeout: 600, attempt: "try").messages, [])
        },
        Case("RRA-5: an empty result is not remembered, and attempts are told apart", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            try same(try trial.receive(id, attempt: "try").messages, [])
            try trial.send("a", group: "g", to: id)
            try trial.send("b", group: "h", to: id)
            let first = try trial.receive(id, limit: 1, attempt: "try").messages
            try same(first.map(\.body), ["a"])
            try same(try trial.receive(id, limit: 1, attempt: "other").messages.map(\.body), ["b"])
            try trial.reopen()
            try same(try trial.receive(id, limit: 1, attempt: "try").messages, first)
        },
        Case("RCV-14: a standard queue knows no attempts") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            try same(try trial.receive(id, attempt: "try").messages.count, 1)
            try same(try trial.receive(id, attempt: "try").messages.count, 0)
        },
    ]
}

extension [ReceivedMessage] {
    /// The same messages after another receive of the same attempt.
    fileprivate func hidden(until visibleAt: Instant) -> [ReceivedMessage] {
        map { message in
            var message = message
            message.visibleAt = visibleAt
            return message
        }
    }
}
