import QueueStore
import SQSModel

extension StoreBehaviour {
    static let retentionCases: [Case] = [
        Case("LC-5: a visible message vanishes after 60,000 ms and is there after 59,999") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", to: id)
            trial.wait(milliseconds: 59_999)
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.bodies(id, timeout: 0), ["a"])
            trial.wait(milliseconds: 1)
            try same(try trial.counts(of: id), MessageCounts())
            let batch = try trial.receive(id)
            try same(batch.messages, [])
            try same(batch.nextVisible, nil)
        },
        Case("LC-5: a message in flight vanishes too, and its handle is gone") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", "b", to: id)
            let taken = try trial.receive(id, timeout: 600).messages
            trial.wait(milliseconds: 59_999)
            try same(try trial.counts(of: id), MessageCounts(inFlight: 2))
            try same(try trial.delete(taken[0].handle, from: id), [.done(visibleAt: nil)])
            trial.wait(milliseconds: 1)
            try same(try trial.counts(of: id), MessageCounts())
            try same(try trial.delete(taken[1].handle, from: id), [.gone], "DEL-3")
            try same(try trial.change(taken[1].handle, to: 0, in: id), .gone, "CMV-6")
            try same(try trial.bodies(id), [])
        },
        Case("LC-10: a delayed message vanishes before anybody saw it") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", to: id, delay: 900)
            try same(try trial.counts(of: id), MessageCounts(delayed: 1))
            trial.wait(seconds: 60)
            try same(try trial.counts(of: id), MessageCounts())
            trial.wait(seconds: 900)
            try same(try trial.bodies(id), [])
        },
        Case("LC-9: neither receives nor new timeouts make a message stay longer") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", to: id)
            trial.wait(seconds: 30)
            let taken = try trial.receiveOne(id, timeout: 1)
            try trial.change(taken.handle, to: 20, in: id)
            trial.wait(milliseconds: 29_999)
            try same(try trial.bodies(id, timeout: 0), ["a"])
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id), [])
        },
        Case("A-9: a shorter retention period counts for what is there already") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "120"])
            try trial.send("old", to: id)
            trial.wait(seconds: 70)
            try trial.send("new", to: id)
            try trial.set(["MessageRetentionPeriod": "60"], of: id)
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.bodies(id), ["new"])
        },
        Case("A-9: a longer retention period counts for what is there already") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", to: id)
            trial.wait(seconds: 59)
            try trial.set(["MessageRetentionPeriod": "120"], of: id)
            trial.wait(milliseconds: 60_999)
            try same(try trial.bodies(id, timeout: 0), ["a"])
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id), [])
        },
        Case("RCV-12: what is received for 0 seconds comes once, expired messages in front of it or not") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("expired", to: id)
            trial.wait(seconds: 60)
            try trial.send("a", "b", to: id)
            try same(try trial.receive(id, timeout: 0).messages.map(\.body), ["a", "b"])
        },
        Case("LC-5: what has expired does not come back with a longer retention period") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", "b", to: id)
            let taken = try trial.receiveOne(id, timeout: 600)
            trial.wait(seconds: 60)
            try trial.set(["MessageRetentionPeriod": "120"], of: id)
            try same(try trial.counts(of: id), MessageCounts())
            try same(try trial.bodies(id), [])
            try same(try trial.change(taken.handle, to: 0, in: id), .gone)
        },
        Case("RCV-13: an expired message is not in flight", messagesInFlight: 2) { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", "b", to: id)
            _ = try trial.receive(id, timeout: 600)
            trial.wait(seconds: 59)
            try trial.send("c", to: id)
            try refused(try trial.apply(.receive(ReceiveCommand(queue: id, limit: 1))), .tooManyInFlight)
            trial.wait(seconds: 1)
            try same(try trial.bodies(id), ["c"])
        },
        Case("Housekeeping removes what has expired and nothing else") { trial in
            let short = try trial.queue("short", ["MessageRetentionPeriod": "60"])
            let long = try trial.queue("long")
            for _ in 0..<25 { try trial.send("a", to: short) }
            try trial.send("kept", to: long)
            trial.wait(milliseconds: 59_999)
            try trial.keepHouse()
            try same(try trial.counts(of: short), MessageCounts(visible: 25))
            trial.wait(milliseconds: 1)
            let taken = try trial.receiveOne(long)
            try same(try trial.counts(of: short), MessageCounts())
            try trial.keepHouse()
            try same(try trial.counts(of: short), MessageCounts())
            try same(try trial.counts(of: long), MessageCounts(inFlight: 1))
            try same(try trial.delete(taken.handle, from: long), [.done(visibleAt: nil)])
            try trial.send("b", to: short)
            try trial.keepHouse()
            try same(try trial.bodies(short), ["b"])
        },
        Case("Housekeeping in slices comes to an end") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            for _ in 0..<25 { try trial.send("a", to: id) }
            trial.wait(seconds: 60)
            try trial.send("b", to: id)
            var slices = 0
            while let due = trial.store.nextHousekeeping, due <= trial.now {
                slices += 1
                guard slices < 100 else { throw Violation("housekeeping stays due for ever") }
                try trial.store.housekeep(at: trial.now, limit: 10)
            }
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.bodies(id), ["b"])
        },
    ]
}

extension StoreTrial {
    /// Lets the store do what its writer would let it do now.
    package func keepHouse() throws {
        var slices = 0
        while let due = store.nextHousekeeping, due <= now {
            slices += 1
            guard slices < 10_000 else { throw Violation("housekeeping stays due for ever") }
            try store.housekeep(at: now, limit: 1000)
        }
        try store.tidy(isQuiet: true)
    }
}
