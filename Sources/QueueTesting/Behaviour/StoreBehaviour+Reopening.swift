import QueueStore
import SQSModel

extension StoreBehaviour {
    static let reopenCases: [Case] = [
        Case("A reopened store has its queues and its secret") { trial in
            let policy = redrivePolicy(to: try StoreTrial.address("dead"), after: 7)
            _ = try trial.queue("dead", ["RedriveAllowPolicy": #"{"redrivePermission":"allowAll"}"#])
            let id = try trial.queue(
                "letters",
                ["VisibilityTimeout": "45", "RedrivePolicy": policy, "KmsMasterKeyId": "alias/key"],
                tags: ["team": "mail", "empty": ""]
            )
            trial.wait(seconds: 5)
            try trial.set(["DelaySeconds": "3"], of: id)
            _ = try trial.apply(.purgeQueue(id, quietSeconds: 60))
            let grant = QueuePolicy.Grant(label: "friends", accounts: [.default], actions: ["SendMessage"])
            _ = try trial.apply(.updateQueue(id, .addPermission(grant)))
            let before = try trial.queues()
            let secret = trial.store.secret
            try same(secret.count, 16)
            try trial.reopen()
            try same(try trial.queues(), before)
            try same(trial.store.secret, secret)
            try refused(try trial.apply(.purgeQueue(id, quietSeconds: 60)), .purgeInProgress("letters"))
        },
        Case("A reopened store remembers deleted names and gives no number twice") { trial in
            let id = try trial.queue("letters")
            _ = try trial.apply(.deleteQueue(id))
            trial.wait(milliseconds: 59_999)
            try trial.reopen()
            try refused(try trial.apply(trial.definition("letters")), .queueDeletedRecently)
            try refused(try trial.apply(.count(id)), .queueDoesNotExist)
            trial.wait(milliseconds: 1)
            try holds(try trial.queue("letters") != id, "a queue's number is never given to another")
        },
        Case("A reopened store has its messages in every state") { trial in
            let id = try trial.queue()
            var message = trial.message("received")
            message.attributes = MessageAttributes([
                MessageAttribute(name: "color", dataType: "String", value: .text("blue"))
            ])
            message.traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793"
            message.groupId = FIFOIdentifier(stored: "tenant")
            try trial.send([message], to: id)
            let sentAt = trial.now
            trial.wait(milliseconds: 250)
            let first = try trial.receiveOne(id, timeout: 0)
            let second = try trial.receiveOne(id)
            try trial.send("visible", to: id)
            try trial.send("delayed", to: id, delay: 40)
            let counts = MessageCounts(visible: 1, inFlight: 1, delayed: 1)
            try same(try trial.counts(of: id), counts)

            try trial.reopen()
            try same(try trial.counts(of: id), counts)
            try same(try trial.bodies(id), ["visible"])
            try same(try trial.receive(id).nextVisible, trial.now.adding(seconds: 30))
            trial.wait(milliseconds: 29_999)
            try same(try trial.bodies(id), [])
            trial.wait(milliseconds: 1)
            let third = try trial.receiveOne(id)
            let handle = ReceiptHandle(queue: id, message: second.handle.message, receive: 3, receivedAt: trial.now)
            var expected = ReceivedMessage(
                handle: handle,
                message: message,
                sentAt: sentAt,
                firstReceivedAt: first.firstReceivedAt,
                count: 3
            )
            expected.visibleAt = trial.now.adding(seconds: 30)
            try same(third, expected)
            trial.wait(seconds: 10)
            try same(try trial.receive(id, limit: 10).messages.map(\.body), ["visible", "delayed"])
        },
        Case("A reopened store knows old handles") { trial in
            let id = try trial.queue()
            try trial.send("a", "b", "c", "d", to: id)
            let old = try trial.receive(id, limit: 1, timeout: 0).messages[0]
            let taken = try trial.receive(id, limit: 3).messages
            try same(taken.map(\.body), ["a", "b", "c"])
            try trial.reopen()
            try same(try trial.delete(old.handle, from: id), [.kept], "older")
            try same(try trial.counts(of: id), MessageCounts(visible: 1, inFlight: 3))
            try same(try trial.delete(taken[0].handle, from: id), [.done(visibleAt: nil)])
            try same(try trial.change(taken[1].handle, to: 0, in: id), .done(visibleAt: trial.now))
            try trial.reopen()
            try same(try trial.delete(taken[0].handle, from: id), [.gone])
            try same(try trial.bodies(id), ["b", "d"])
        },
        Case("A reopened store gives no sequence twice, the newest message being deleted") { trial in
            let id = try trial.queue()
            var last = MessageSequence(0)
            for round in 0..<5 {
                let sent = try trial.send("\(round)a", "\(round)b", to: id)
                for record in sent {
                    try holds(last < record.sequence, "\(record.sequence) comes after \(last)")
                    last = record.sequence
                }
                let handles = try trial.receive(id).messages.map(\.handle)
                try same(handles.count, 2)
                for handle in handles { try trial.delete(handle, from: id) }
                try trial.reopen()
                for handle in handles { try same(try trial.delete(handle, from: id), [.gone]) }
            }
            _ = try trial.apply(.purgeQueue(id, quietSeconds: 0))
            try trial.reopen()
            try holds(last < (try trial.send("x", to: id)[0].sequence), "a purge frees no sequence")
        },
        Case("A reopened store expires by the time of the send") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try trial.send("a", to: id)
            trial.wait(milliseconds: 59_999)
            try trial.reopen()
            try same(try trial.bodies(id, timeout: 0), ["a"])
            try trial.reopen()
            trial.wait(milliseconds: 1)
            try same(try trial.counts(of: id), MessageCounts())
            try trial.keepHouse()
            try trial.reopen()
            try same(try trial.bodies(id), [])
        },
        Case("A reopened store that was used at once goes on") { trial in
            let id = try trial.queue()
            for round in 1...5 {
                try trial.send("\(round)", to: id)
                try trial.reopen()
            }
            try same(try trial.bodies(id), ["1", "2", "3", "4", "5"])
        },
    ]
}
