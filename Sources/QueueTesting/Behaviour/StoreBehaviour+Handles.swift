import QueueStore
import SQSModel

extension StoreBehaviour {
    static let handleCases: [Case] = [
        Case("DEL-3: a message is deleted once, and again without effect") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", to: id)
            let taken = try trial.receiveOne(id)
            try same(try trial.delete(taken.handle, from: id), [.done(visibleAt: nil)])
            try same(try trial.delete(taken.handle, from: id), [.gone])
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            trial.wait(seconds: 30)
            try same(try trial.bodies(id), ["b"])
        },
        Case("DEL-4: a handle deletes after its timeout while nobody else received") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let taken = try trial.receiveOne(id)
            trial.wait(milliseconds: 30_000)
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.delete(taken.handle, from: id), [.done(visibleAt: nil)])
            try same(try trial.counts(of: id), MessageCounts())
        },
        Case("DEL-5: an older handle succeeds and leaves the message") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let old = try trial.receiveOne(id, timeout: 0)
            let new = try trial.receiveOne(id)
            try same(try trial.delete(old.handle, from: id), [.kept])
            try same(try trial.counts(of: id), MessageCounts(inFlight: 1))
            try same(try trial.delete(new.handle, from: id), [.done(visibleAt: nil)])
            try same(try trial.counts(of: id), MessageCounts())
            try same(try trial.delete(old.handle, from: id), [.gone])
        },
        Case("DEL-7: a message shown again is deleted by its latest handle") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let taken = try trial.receiveOne(id)
            try trial.change(taken.handle, to: 0, in: id)
            try same(try trial.delete(taken.handle, from: id), [.done(visibleAt: nil)])
            try same(try trial.bodies(id), [])
        },
        Case("DEL-8: the handles of a batch are judged one by one") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", to: id)
            let old = try trial.receiveOne(id, timeout: 0)
            let taken = try trial.receive(id).messages
            try same(taken.map(\.body), ["a", "b", "c"])
            let outcomes = try trial.delete(
                taken[1].handle,
                old.handle,
                taken[1].handle,
                taken[2].handle,
                from: id
            )
            try same(outcomes, [.done(visibleAt: nil), .kept, .gone, .done(visibleAt: nil)])
            try same(try trial.counts(of: id), MessageCounts(inFlight: 1))
        },
        Case("DEL-2: a handle of another queue or message touches nothing") { trial in
            let letters = try trial.queue("letters")
            let parcels = try trial.queue("parcels")
            try trial.send("a", to: letters)
            try trial.send("b", to: parcels)
            let letter = try trial.receiveOne(letters).handle
            let parcel = try trial.receiveOne(parcels).handle
            let posing = ReceiptHandle(
                queue: letters,
                message: parcel.message,
                receive: parcel.receive,
                receivedAt: parcel.receivedAt
            )
            let unknown = ReceiptHandle(
                queue: letters,
                message: MessageSequence(letter.message.number + 99),
                receive: 1,
                receivedAt: trial.now
            )
            for handle in [parcel, posing, unknown] {
                try same(try trial.delete(handle, from: letters), [.gone])
                try same(try trial.change(handle, to: 0, in: letters), .gone)
            }
            try same(try trial.counts(of: letters), MessageCounts(inFlight: 1))
            try same(try trial.counts(of: parcels), MessageCounts(inFlight: 1))
        },
        Case("CMV-2: a new timeout counts from now, and neither counts nor lasts") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let taken = try trial.receiveOne(id)
            trial.wait(seconds: 10)
            let end = trial.now.adding(seconds: 40)
            try same(try trial.change(taken.handle, to: 40, in: id), .done(visibleAt: end))
            trial.wait(milliseconds: 39_999)
            try same(try trial.receive(id).nextVisible, end)
            trial.wait(milliseconds: 1)
            try same(try trial.receiveOne(id).receiveCount, 2, "CMV-9")
            trial.wait(milliseconds: 29_999)
            try same(try trial.bodies(id), [])
            trial.wait(milliseconds: 1)
            try same(try trial.bodies(id), ["a"], "the queue's timeout counts again")
        },
        Case("CMV-2: 0 shows the message at once, behind what was visible before") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let taken = try trial.receiveOne(id)
            trial.wait(seconds: 1)
            try trial.send("b", to: id)
            trial.wait(seconds: 1)
            try same(try trial.change(taken.handle, to: 0, in: id), .done(visibleAt: trial.now))
            try same(try trial.counts(of: id), MessageCounts(visible: 2))
            try same(try trial.bodies(id), ["b", "a"])
        },
        Case("CMV-3: twelve hours after the receive are the end, to the millisecond") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let taken = try trial.receiveOne(id)
            let end = trial.now.adding(seconds: 43_200)
            try same(try trial.change(taken.handle, to: 43_200, in: id), .done(visibleAt: end), "no time has passed")
            trial.wait(milliseconds: 1)
            try same(try trial.change(taken.handle, to: 43_200, in: id), .beyondTotal)
            try same(try trial.change(taken.handle, to: 43_199, in: id).isDone, true)
            trial.wait(milliseconds: 999)
            try same(try trial.change(taken.handle, to: 43_199, in: id), .done(visibleAt: end))
            try same(try trial.change(taken.handle, to: 43_200, in: id), .beyondTotal)
            try same(try trial.receive(id).nextVisible, end, "what is refused changes nothing")
            trial.wait(milliseconds: 43_198_999)
            try same(try trial.bodies(id), [])
            try same(try trial.change(taken.handle, to: 1, in: id), .beyondTotal)
            try same(try trial.change(taken.handle, to: 0, in: id).isDone, true)
            let again = try trial.receiveOne(id)
            try same(again.receiveCount, 2)
            try same(try trial.change(again.handle, to: 43_200, in: id).isDone, true, "each receive has its own end")
        },
        Case("CMV-4: a message that shows again is hidden once more") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let taken = try trial.receiveOne(id)
            trial.wait(seconds: 31)
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            let end = trial.now.adding(seconds: 5)
            try same(try trial.change(taken.handle, to: 5, in: id), .done(visibleAt: end))
            try same(try trial.counts(of: id), MessageCounts(inFlight: 1))
            try same(try trial.bodies(id), [])
            trial.wait(seconds: 5)
            try same(try trial.receiveOne(id).receiveCount, 2)
        },
        Case("CMV-5: an older handle still changes") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let old = try trial.receiveOne(id, timeout: 0)
            let new = try trial.receiveOne(id)
            try same(try trial.change(old.handle, to: 0, in: id), .done(visibleAt: trial.now))
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.delete(new.handle, from: id), [.done(visibleAt: nil)])
        },
        Case("CMV-6: a message that is gone cannot be hidden") { trial in
            let id = try trial.queue()
            try trial.send("a", to: id)
            let taken = try trial.receiveOne(id)
            try trial.delete(taken.handle, from: id)
            try same(try trial.change(taken.handle, to: 5, in: id), .gone)
            try same(try trial.counts(of: id), MessageCounts())
        },
        Case("CMV-7: changes of one batch are made one after the other") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", to: id)
            let taken = try trial.receive(id).messages
            let changes = [
                VisibilityChange(handle: taken[0].handle, seconds: 7),
                VisibilityChange(handle: taken[1].handle, seconds: 0),
                VisibilityChange(handle: taken[0].handle, seconds: 3),
            ]
            guard case .handled(let outcomes) = try trial.apply(.changeVisibility(id, changes)) else {
                throw Violation("changeVisibility answers for each handle")
            }
            let ends = [7, 0, 3].map { HandleOutcome.done(visibleAt: trial.now.adding(seconds: $0)) }
            try same(outcomes, ends)
            try same(try trial.bodies(id), ["b"])
            trial.wait(seconds: 3)
            try same(try trial.bodies(id), ["a"])
        },
    ]
}

extension HandleOutcome {
    var isDone: Bool {
        guard case .done = self else { return false }
        return true
    }
}
