import QueueStore
import SQSModel
import Synchronization

extension StoreBehaviour {
    static let receiveCases: [Case] = [
        Case("RCV-4: a receive takes what there is, up to its limit") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", "d", "e", to: id)
            try same(try trial.bodies(id, limit: 2), ["a", "b"])
            try same(try trial.counts(of: id), MessageCounts(visible: 3, inFlight: 2))
            try same(try trial.bodies(id, limit: 10), ["c", "d", "e"])
            try same(try trial.bodies(id, limit: 10), [])
            try same(try trial.counts(of: id), MessageCounts(inFlight: 5))
        },
        Case("RCV-6: an empty receive knows when something can come") { trial in
            let id = try trial.queue()
            try same(try trial.receive(id).nextVisible, nil, "nothing is there")
            try trial.send("late", to: id, delay: 20)
            try trial.send("soon", to: id, delay: 10)
            try same(try trial.receive(id).nextVisible, trial.now.adding(seconds: 10))
            trial.wait(seconds: 10)
            let taken = try trial.receiveOne(id, timeout: 4)
            try same(taken.body, "soon")
            try same(try trial.receive(id).nextVisible, trial.now.adding(seconds: 4))
            try trial.delete(taken.handle, from: id)
            try same(try trial.receive(id).nextVisible, trial.now.adding(seconds: 10))
        },
        Case("RCV-7: a receiver that has gone away takes nothing") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let asked = Asked()
            var command = ReceiveCommand(queue: id, limit: 10)
            command.isWanted = { asked.count() }
            let outcome = try trial.apply(.receive(command))
            try same(outcome.bodies, [])
            guard case .received = outcome else { throw Violation("answered \(outcome)") }
            try same(asked.times, 1, "it is asked once")
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.receiveOne(id).receiveCount, 1)
        },
        Case("RCV-11: each receive counts, the first one's time stays") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let sentAt = trial.now
            trial.wait(milliseconds: 1234)
            let first = trial.now
            for count in 1...3 {
                let message = try trial.receiveOne(id, timeout: 1)
                try same(message.receiveCount, count)
                try same(message.sentAt, sentAt)
                try same(message.firstReceivedAt, first)
                try same(message.handle.receive, count)
                try same(message.handle.receivedAt, trial.now)
                trial.wait(seconds: 1)
            }
        },
        Case("RCV-12: a timeout of 0 shows the message again at once") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            try same(try trial.receive(id, timeout: 0).messages.map(\.receiveCount), [1], "once per receive")
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.receive(id, timeout: 0).messages.map(\.receiveCount), [2])
        },
        Case("LC-2: the queue's timeout counts where the receive names none") { trial in
            let id = try trial.queue("letters", ["VisibilityTimeout": "5"])
            try trial.send("a", to: id)
            _ = try trial.receiveOne(id)
            trial.wait(milliseconds: 4999)
            try same(try trial.bodies(id), [])
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id, timeout: 7), ["a"])
            trial.wait(milliseconds: 6999)
            try same(try trial.bodies(id), [])
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id), ["a"])
        },
        Case("LC-3: a visibility timeout of 30 s hides for 29,999 ms and not for 30,000") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            _ = try trial.receiveOne(id)
            let end = trial.now.adding(seconds: 30)
            trial.wait(milliseconds: 29_999)
            let early = try trial.receive(id)
            try same(early.messages, [])
            try same(early.nextVisible, end)
            try same(try trial.counts(of: id), MessageCounts(inFlight: 1))
            trial.wait(milliseconds: 1)
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.receiveOne(id).receiveCount, 2)
        },
        Case("LC-6: the longest timeout, twelve hours, ends to the millisecond") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            _ = try trial.receiveOne(id, timeout: 43_200)
            trial.wait(milliseconds: 43_199_999)
            try same(try trial.bodies(id), [])
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id), ["a"])
        },
        Case("A-9: a new VisibilityTimeout counts for later receives only") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", to: id)
            _ = try trial.receiveOne(id)
            try trial.set(["VisibilityTimeout": "5"], of: id)
            _ = try trial.receiveOne(id)
            trial.wait(seconds: 5)
            try same(try trial.bodies(id), ["b"])
            trial.wait(seconds: 25)
            try same(try trial.bodies(id), ["b", "a"])
        },
        Case("LC-7: messages come by the time at which they became visible, then as sent") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", to: id)
            try trial.send("delayed", to: id, delay: 10)
            _ = try trial.receive(id, limit: 1, timeout: 20)
            trial.wait(seconds: 1)
            try trial.send("c", to: id)
            trial.wait(seconds: 29)
            try trial.send("d", to: id)
            try same(try trial.bodies(id, timeout: 0), ["b", "c", "delayed", "a", "d"])
            try same(try trial.bodies(id), ["a", "b", "delayed", "c", "d"], "all became visible now")
        },
        Case("RCV-13: at the in-flight limit short polls are refused and long polls empty", messagesInFlight: 3) {
            trial in
            let id = try trial.queue()
            let other = try trial.queue("other")
            try trial.send("a", "b", "c", "d", to: id)
            try trial.send("x", to: other)
            try same(try trial.bodies(id, limit: 2), ["a", "b"])
            try same(try trial.bodies(id, limit: 10), ["c"], "not beyond the limit")
            try refused(try trial.apply(.receive(ReceiveCommand(queue: id, limit: 1))), .tooManyInFlight)
            var longPoll = ReceiveCommand(queue: id, limit: 1)
            longPoll.isShortPoll = false
            guard case .received(let batch) = try trial.apply(.receive(longPoll)) else {
                throw Violation("a long poll is not refused")
            }
            try same(batch.messages, [])
            try same(batch.nextVisible, trial.now.adding(seconds: 30))
            try same(try trial.counts(of: id), MessageCounts(visible: 1, inFlight: 3))
            try same(try trial.bodies(other), ["x"], "per queue")

            trial.wait(milliseconds: 29_999)
            try refused(try trial.apply(.receive(ReceiveCommand(queue: id, limit: 1))), .tooManyInFlight)
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id, limit: 10), ["d", "a", "b"], "timeouts make room")
        },
        Case("RCV-13: what is deleted, shown or purged is in flight no more", messagesInFlight: 2) {
            trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", "d", "e", to: id)
            let batch = try trial.receive(id, limit: 2)
            try refused(try trial.apply(.receive(ReceiveCommand(queue: id, limit: 1))), .tooManyInFlight)
            try trial.delete(batch.messages[0].handle, from: id)
            try same(try trial.bodies(id), ["c"])
            try trial.change(batch.messages[1].handle, to: 0, in: id)
            try same(try trial.bodies(id), ["b"])
            _ = try trial.apply(.purgeQueue(id, quietSeconds: 0))
            try trial.send("f", to: id)
            try same(try trial.bodies(id), ["f"])
        },
        Case("A quarantined message is not in its queue any more") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", to: id)
            let taken = try trial.receiveOne(id)
            try same(try trial.apply(.quarantine(id, taken.handle.message)).isDone, true)
            try same(try trial.counts(of: id), MessageCounts(visible: 2))
            try same(try trial.delete(taken.handle, from: id), [.gone])
            try same(try trial.change(taken.handle, to: 3, in: id), .gone)
            try same(try trial.apply(.quarantine(id, taken.handle.message)).isDone, true, "once more")
            trial.wait(seconds: 30)
            try same(try trial.bodies(id), ["b", "c"])
        },
        Case("A quarantined message leaves its body to the others") { trial in
            let id = try trial.queue("letters")
            let other = try trial.queue("parcels")
            try trial.send("a", to: id)
            let sent = try trial.send("b", to: other)[0]
            try same(try trial.apply(.quarantine(id, sent.sequence)).isDone, true)
            try same(try trial.bodies(other), ["b"], "it is another queue's")
            try same(try trial.bodies(id), ["a"])
        },
    ]
}

/// Counts how often somebody is asked, and says no.
private final class Asked: Sendable {
    private let counter = Mutex(0)

    var times: Int { counter.withLock(\.self) }

    func count() -> Bool {
        counter.withLock { $0 += 1 }
        return false
    }
}
