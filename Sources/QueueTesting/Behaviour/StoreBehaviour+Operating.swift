import QueueStore
import SQSModel

extension StoreBehaviour {
    /// What operators do with messages that they have named.
    static let operateCases: [Case] = operateStandardCases + operateMoveCases + operateFIFOCases

    private static let operateStandardCases: [Case] = [
        Case("An operator deletes what is visible, delayed and in flight, and only what he has named") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", to: id)
            try trial.send("later", to: id, delay: 60)
            let taken = try trial.receiveOne(id)
            let all = try trial.sequences(id)
            let batch = try trial.operate(.delete, on: [all[0], all[3], all[1], all[1]], of: id)
            try same(batch.outcomes, [.done, .done, .done, .gone])
            try same(batch.arrivals, [:])
            try same(try trial.counts(of: id), MessageCounts(visible: 1))
            try same(try trial.delete(taken.handle, from: id), [.gone])
            try same(try trial.bodies(id), ["c"])
        },
        Case("An operator spares what is in flight if he says so, whatever he does") { trial in
            let id = try trial.queue()
            let other = try trial.queue("other")
            try trial.send("held", "free", to: id)
            let taken = try trial.receiveOne(id)
            let all = try trial.sequences(id)
            try same(try trial.operate(.release, on: all, of: id, sparesInFlight: true).outcomes, [.spared, .done])
            try same(try trial.move(all, of: id, to: other, sparesInFlight: true).outcomes, [.spared, .done])
            try same(try trial.operate(.delete, on: all, of: id, sparesInFlight: true).outcomes, [.spared, .gone])
            try same(try trial.delete(taken.handle, from: id), [.done(visibleAt: nil)])
        },
        Case("A released message is received at once, whether it was in flight or delayed") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", to: id)
            try trial.send("later", to: id, delay: 60)
            _ = try trial.receiveOne(id)
            trial.wait(seconds: 1)
            let batch = try trial.operate(.release, on: try trial.sequences(id), of: id)
            try same(batch.outcomes, [.done, .done, .done])
            try same(batch.arrivals, [id: [trial.now, trial.now]], "what was visible already does not arrive")
            try same(try trial.counts(of: id), MessageCounts(visible: 3))
            let messages = try trial.receive(id).messages
            try same(messages.map(\.body), ["b", "a", "later"], "LC-7: by the moment since when they show")
            try same(messages.map(\.receiveCount), [1, 2, 1], "a release takes no receive back")
        },
        Case("A release makes room in flight, and so does a delete", messagesInFlight: 1) { trial in
            let id = try trial.queue()
            try trial.send("a", "b", to: id)
            for deed in [OperateCommand.Deed.release, .delete, .delete] {
                let taken = try trial.receiveOne(id)
                try refused(try trial.apply(.receive(ReceiveCommand(queue: id, limit: 1))), .tooManyInFlight)
                _ = try trial.operate(deed, on: [taken.handle.message], of: id)
            }
            try same(try trial.counts(of: id), MessageCounts())
        },
        Case("What has expired is gone for operators too") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", to: id)
            let all = try trial.sequences(id)
            trial.wait(seconds: 60)
            for deed in [OperateCommand.Deed.delete, .release, .copy(to: id, newIds: trial.newIds(1))] {
                try same(try trial.operate(deed, on: all, of: id).outcomes, [.gone])
            }
            try same(try trial.move(all, of: id, to: id).outcomes, [.gone])
            try same(try trial.counts(of: id), MessageCounts())
        },
        Case("An operator's command on no queue is refused") { trial in
            for deed in [OperateCommand.Deed.delete, .release, .move(to: nil, newIds: [])] {
                let command = OperateCommand(queue: QueueID(99), messages: [], deed: deed, sparesInFlight: false)
                try refused(try trial.apply(.operate(command)), .queueDoesNotExist)
            }
        },
    ]

    private static let operateMoveCases: [Case] = [
        Case("MV-6: a moved message is a new one at the end of its queue") { trial in
            let from = try trial.queue()
            let other = try trial.queue("other", ["DelaySeconds": "10"])
            try trial.send("a", to: from)
            try trial.send("there", to: other)
            _ = try trial.receiveOne(from, timeout: 600)
            trial.wait(seconds: 5)
            let batch = try trial.move(try trial.sequences(from), of: from, to: other)
            try same(batch.outcomes, [.done])
            try same(batch.arrivals, [other: [trial.now.adding(seconds: 10)]])
            try same(try trial.counts(of: from), MessageCounts())
            try same(try trial.counts(of: other), MessageCounts(delayed: 2))
            let moved = try trial.peek(other)[1].message
            try same(moved.content.body, "a")
            try same(moved.content.messageId, trial.newIds(1)[0])
            try same(moved.sentAt, trial.now)
            try same(moved.storedAt, trial.now)
            try same(moved.receiveCount, 0)
            try same(moved.firstReceivedAt, nil)
        },
        Case("A message that is moved to its own queue goes to its end") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", to: id)
            trial.wait(milliseconds: 1)
            let all = try trial.sequences(id)
            try same(try trial.move([all[0]], of: id, to: id).outcomes, [.done])
            try same(try trial.move([all[0]], of: id, to: id).outcomes, [.gone], "its number is another one")
            try same(try trial.counts(of: id), MessageCounts(visible: 3))
            try same(try trial.bodies(id), ["b", "c", "a"])
        },
        Case("A copy is a message of its own") { trial in
            let id = try trial.queue()
            let other = try trial.queue("other")
            var message = trial.message("a", group: "tenant")
            message.attributes = MessageAttributes([
                MessageAttribute(name: "n", dataType: "Number", value: .text("1"))
            ])
            message.md5OfAttributes = message.attributes.md5
            message.traceHeader = "Root=1"
            try trial.send([message], to: id)
            let taken = try trial.receiveOne(id)
            trial.wait(seconds: 1)
            for target in [id, other] {
                let batch = try trial.copy([taken.handle.message], of: id, to: target)
                try same(batch.outcomes, [.done])
                try same(batch.arrivals, [target: [trial.now]])
            }
            try same(try trial.delete(taken.handle, from: id), [.done(visibleAt: nil)])
            for queue in [id, other] {
                let copy = try trial.receiveOne(queue)
                try same(copy.body, "a")
                try same(copy.attributes, message.attributes)
                try same(copy.md5OfAttributes, message.md5OfAttributes)
                try same(copy.traceHeader, message.traceHeader)
                try same(copy.senderId, message.senderId)
                try same(copy.groupId, message.groupId)
                try same(copy.messageId, trial.newIds(1)[0])
                try same(copy.sentAt, trial.now)
                try same(copy.receiveCount, 1)
            }
        },
        Case("MV-3: without a destination a dead letter returns, and others have nowhere to go", of: .deadLetterQueues)
        {
            trial in
            let dead = try trial.queue("dead")
            let policy = redrivePolicy(to: try StoreTrial.address("dead"), after: 1)
            let letters = try trial.queue("letters", ["RedrivePolicy": policy])
            try trial.send("sent here", to: dead)
            for body in ["a", "b"] {
                try trial.send(body, to: letters)
                _ = try trial.receive(letters, timeout: 0)
                try same(try trial.receive(letters).moved, [dead: 1])
            }
            let all = try trial.sequences(dead)
            let batch = try trial.move(Array(all[..<2]), of: dead, to: nil)
            try same(batch.outcomes, [.nowhereToGo, .done])
            try same(batch.arrivals, [letters: [trial.now]])
            let returned = try trial.receiveOne(letters)
            try same(returned.body, "a")
            try same(returned.deadLetterSourceArn, nil)
            _ = try trial.apply(.deleteQueue(letters))
            try same(try trial.move([all[2]], of: dead, to: nil).outcomes, [.nowhereToGo])
            try same(try trial.move([all[2]], of: dead, to: letters).outcomes, [.nowhereToGo])
            try same(try trial.copy([all[2]], of: dead, to: letters).outcomes, [.nowhereToGo])
            try same(try trial.counts(of: dead), MessageCounts(visible: 2), "what has nowhere to go stays")
        },
        Case("K-TYPE: messages stay with queues of their kind", of: .fifoQueues) { trial in
            let standard = try trial.queue()
            let lanes = try trial.fifoQueue()
            try trial.send("a", to: standard)
            try trial.send("b", group: "g", to: lanes)
            for (from, to) in [(standard, lanes), (lanes, standard)] {
                let all = try trial.sequences(from)
                let ids = trial.newIds(all.count)
                for deed in [OperateCommand.Deed.move(to: to, newIds: ids), .copy(to: to, newIds: ids)] {
                    let command = OperateCommand(queue: from, messages: all, deed: deed, sparesInFlight: false)
                    try refused(try trial.apply(.operate(command)), .destinationHasOtherType)
                }
                try same(try trial.counts(of: from), MessageCounts(visible: 1))
            }
        },
    ]

    private static let operateFIFOCases: [Case] = [
        Case("FIF-5: what an operator takes out of a group's front sets the others free", of: .fifoQueues) { trial in
            let lanes = try trial.fifoQueue()
            for number in 0..<3 {
                let group = "g\(number)"
                for body in ["a", "b"] { try trial.send("\(body)\(number)", group: group, to: lanes) }
            }
            let taken = try trial.receive(lanes, limit: 1).messages + trial.receive(lanes, limit: 1).messages
            try same(taken.map(\.body), ["a0", "a1"], "FIF-4")
            _ = try trial.operate(.delete, on: [taken[0].handle.message], of: lanes)
            try same(try trial.move([taken[1].handle.message], of: lanes, to: lanes).outcomes, [.done])
            try same(Set(try trial.bodies(lanes)), ["b0", "b1", "a1", "a2", "b2"])
        },
        Case("FIF-2: a release gives a group its front again", of: .fifoQueues) { trial in
            let lanes = try trial.fifoQueue()
            for body in ["a", "b"] { try trial.send(body, group: "g", to: lanes) }
            let taken = try trial.receiveOne(lanes)
            try same(try trial.bodies(lanes), [])
            _ = try trial.operate(.release, on: [taken.handle.message], of: lanes)
            try same(try trial.overview(of: lanes).groupsHeldBack, 0)
            try same(try trial.delete(taken.handle, from: lanes), [.expired], "whoever held it holds it no more")
            try same(try trial.bodies(lanes), ["a", "b"])
        },
        Case("FIF-8: a release ends a delay, and a new delay of the queue counts again", of: .fifoQueues) { trial in
            let lanes = try trial.queue("letters.fifo", ["FifoQueue": "true", "DelaySeconds": "60"])
            for body in ["a", "b"] { try trial.send(body, group: "g", to: lanes) }
            _ = try trial.operate(.release, on: [try trial.sequences(lanes)[0]], of: lanes)
            try same(try trial.counts(of: lanes), MessageCounts(visible: 1, delayed: 1))
            try trial.set(["VisibilityTimeout": "7"], of: lanes)
            try same(try trial.bodies(lanes, timeout: 0), ["a"])
            _ = try trial.operate(.release, on: [try trial.sequences(lanes)[1]], of: lanes)
            try trial.set(["DelaySeconds": "90"], of: lanes)
            try same(try trial.counts(of: lanes), MessageCounts(visible: 1, delayed: 1), "nobody has received b yet")
        },
        Case("DED-2: neither a move nor a copy asks or feeds the window", of: .fifoQueues) { trial in
            let lanes = try trial.fifoQueue()
            let other = try trial.fifoQueue("other.fifo")
            let first = try trial.send("a", group: "g", id: "x", to: lanes)
            try same(try trial.copy([first.sequence], of: lanes, to: lanes).outcomes, [.done])
            try same(try trial.copy([first.sequence], of: lanes, to: other).outcomes, [.done])
            try same(try trial.counts(of: lanes), MessageCounts(visible: 2))
            let sent = try trial.send("b", group: "g", id: "x", to: lanes)
            try holds(sent.isDuplicate && sent.messageId == first.messageId, "the window knows the first send")
            try holds(try !trial.send("c", group: "g", id: "x", to: other).isDuplicate, "a copy was not sent")
        },
        Case("A tenant's messages keep their tenant when an operator moves them") { trial in
            let id = try trial.queue()
            let other = try trial.queue("other")
            for body in ["a", "b"] { try trial.send([trial.message(body, group: "t")], to: id) }
            let all = try trial.sequences(id)
            _ = try trial.move([all[0]], of: id, to: other)
            for queue in [id, other] {
                try same(try trial.groups(of: queue), [GroupRecord(name: "t", messages: 1, head: nil)])
            }
            _ = try trial.operate(.delete, on: [all[1]], of: id)
            try same(try trial.groups(of: id), [])
            try same(try trial.bodies(other), ["a"])
        },
    ]
}
