import QueueStore
import SQSModel

extension StoreBehaviour {
    static let sendCases: [Case] = [
        Case("SND-1: a message comes back as it was sent") { trial in
            let id = try trial.queue()
            var message = trial.message("z\u{df}\u{6c34}\u{1f34c}\r\n\t<&>\"")
            message.attributes = MessageAttributes([
                MessageAttribute(name: "color", dataType: "String.label", value: .text("blue")),
                MessageAttribute(name: "bytes", dataType: "Binary", value: .binary([0, 1, 255])),
            ])
            message.traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793"
            message.senderId = "111122223333"
            message.groupId = FIFOIdentifier(stored: "tenant-1")
            let sentAt = trial.now
            let sent = try trial.send([message], to: id)[0]
            try same(sent.messageId, message.messageId)
            try same(sent.visibleAt, sentAt)
            try same(sent.isDuplicate, false)
            trial.wait(milliseconds: 5)

            let received = try trial.receiveOne(id)
            let handle = ReceiptHandle(queue: id, message: sent.sequence, receive: 1, receivedAt: trial.now)
            var expected = ReceivedMessage(
                handle: handle,
                message: message,
                sentAt: sentAt,
                firstReceivedAt: trial.now,
                count: 1
            )
            expected.visibleAt = trial.now.adding(seconds: 30)
            try same(received, expected)
        },
        Case("SND-2: a message of 1 MiB is kept byte by byte") { trial in
            let id = try trial.queue()
            let body = String(repeating: "0123456789abcdef", count: Limits.messageBytes / 16)
            try trial.send(body, "b", to: id)
            let messages = try trial.receive(id).messages
            try holds(messages.map(\.body) == [body, "b"], "both bodies come back")
            try holds(messages[0].md5OfBody == MD5Digest(of: body), "with their MD5")
        },
        Case("BAT-6: the messages of a batch take effect in their order, with rising sequences") {
            trial in
            let letters = try trial.queue("letters")
            let parcels = try trial.queue("parcels")
            var sequences: [MessageSequence] = []
            for round in 0..<4 {
                let queue = round.isMultiple(of: 2) ? letters : parcels
                sequences += try trial.send("\(round)a", "\(round)b", "\(round)c", to: queue).map(\.sequence)
            }
            try holds(zip(sequences, sequences.dropFirst()).allSatisfy(<), "sequences rise: \(sequences)")
            try same(try trial.bodies(letters), ["0a", "0b", "0c", "2a", "2b", "2c"])
            try same(try trial.bodies(parcels), ["1a", "1b", "1c", "3a", "3b", "3c"])
        },
        Case("LC-1: a delay ends to the millisecond") { trial in
            for delay in [1, 2, 30, 899, 900] {
                let id = try trial.queue("delayed-by-\(delay)")
                let sent = try trial.send("a", to: id, delay: delay)[0]
                try same(sent.visibleAt, trial.now.adding(seconds: delay))
                try same(try trial.counts(of: id), MessageCounts(delayed: 1))
                trial.wait(milliseconds: Int64(delay) * 1000 - 1)
                let early = try trial.receive(id)
                try same(early.messages, [])
                try same(early.nextVisible, sent.visibleAt)
                try same(try trial.counts(of: id), MessageCounts(delayed: 1))
                trial.wait(milliseconds: 1)
                try same(try trial.counts(of: id), MessageCounts(visible: 1))
                try same(try trial.bodies(id), ["a"])
            }
        },
        Case("SND-9: no delay means the queue's, 0 means none") { trial in
            let id = try trial.queue("letters", ["DelaySeconds": "10"])
            let messages = [trial.message("later"), trial.message("now", delay: 0), trial.message("soon", delay: 5)]
            let sent = try trial.send(messages, to: id)
            try same(sent.map(\.visibleAt), [10, 0, 5].map { trial.now.adding(seconds: $0) })
            try same(try trial.counts(of: id), MessageCounts(visible: 1, delayed: 2))
            try same(try trial.bodies(id), ["now"])
            trial.wait(milliseconds: 5000)
            try same(try trial.bodies(id), ["soon"])
            trial.wait(milliseconds: 5000)
            try same(try trial.bodies(id), ["later"])
        },
        Case("A-9: a new DelaySeconds counts for later messages only") { trial in
            let id = try trial.queue("letters", ["DelaySeconds": "10"])
            try trial.send("old", to: id)
            try trial.set(["DelaySeconds": "2"], of: id)
            try trial.send("new", to: id)
            trial.wait(seconds: 2)
            try same(try trial.bodies(id), ["new"])
            trial.wait(seconds: 8)
            try same(try trial.bodies(id), ["old"])
        },
        Case("FAIR-2: a group of a standard queue neither orders, locks nor deduplicates") { trial in
            let id = try trial.queue()
            try trial.send([trial.message("a", group: "g"), trial.message("a", group: "g")], to: id)
            try same(try trial.bodies(id, limit: 1), ["a"])
            let second = try trial.receiveOne(id)
            try same(second.body, "a")
            try same(second.groupId?.text, "g")
        },
        Case("FAIR-4: who has thirty in flight comes after all others, and still comes") { trial in
            for (inFlight, expected) in [(29, ["loud", "quiet", "alone"]), (30, ["quiet", "alone", "loud"])] {
                let id = try trial.queue("fair-\(inFlight)")
                for _ in 0..<inFlight { try trial.send([trial.message("busy", group: "loud")], to: id) }
                while !(try trial.receive(id).messages.isEmpty) {}
                try same(try trial.counts(of: id), MessageCounts(inFlight: inFlight))
                let waiting = [
                    trial.message("loud", group: "loud"), trial.message("quiet", group: "quiet"),
                    trial.message("alone"),
                ]
                try trial.send(waiting, to: id)
                try same(try trial.bodies(id), expected, "\(inFlight) in flight:")
                trial.wait(seconds: 60)
            }
        },
        Case("FAIR-4: a queue with one tenant serves it, however busy it is") { trial in
            let id = try trial.queue()
            for number in 0..<100 { try trial.send([trial.message("\(number)", group: "only")], to: id) }
            var bodies: [String] = []
            for _ in 0..<10 { bodies += try trial.bodies(id) }
            try same(bodies, (0..<100).map { "\($0)" })
        },
        Case("One transaction: each command sees what the ones before it did") { trial in
            let id = try trial.queue()
            let outcomes = try trial.apply([
                .count(id),
                .send(SendCommand(queue: id, messages: [trial.message("a"), trial.message("b")])),
                .count(id),
                .receive(ReceiveCommand(queue: id, limit: 1)),
                .receive(ReceiveCommand(queue: id, limit: 10)),
                .count(id),
                .purgeQueue(id, quietSeconds: 60),
                .purgeQueue(id, quietSeconds: 60),
                .send(SendCommand(queue: id, messages: [trial.message("c")])),
                .count(id),
            ])
            try same(outcomes[0].counts, MessageCounts())
            try same(outcomes[2].counts, MessageCounts(visible: 2))
            try same(outcomes[3].bodies, ["a"])
            try same(outcomes[4].bodies, ["b"])
            try same(outcomes[5].counts, MessageCounts(inFlight: 2))
            guard case .purged(2) = outcomes[6] else { throw Violation("answered \(outcomes[6])") }
            try refused(outcomes[7], .purgeInProgress("letters"))
            try same(outcomes[9].counts, MessageCounts(visible: 1))
        },
        Case("One transaction: a queue that it makes, changes or deletes is so for the next command") {
            trial in
            let first = try trial.queue("first")
            let outcomes = try trial.apply([
                trial.definition("letters"),
                trial.definition("letters", ["DelaySeconds": "3"]),
                trial.definition("letters"),
                .updateQueue(first, .attributes([TextEntry("DelaySeconds", "3")])),
                .send(SendCommand(queue: first, messages: [trial.message("a")])),
                .count(first),
                .deleteQueue(first),
                .count(first),
                trial.definition("first"),
                trial.definition("first", quietSeconds: 0),
            ])
            guard case .queue(let made) = outcomes[0], case .queue(let found) = outcomes[2] else {
                throw Violation("answered \(outcomes)")
            }
            try same(found, made)
            try refused(outcomes[1], .queueExists(differingIn: "DelaySeconds"))
            try same(outcomes[5].counts, MessageCounts(delayed: 1))
            try same(outcomes[6].isDone, true)
            try refused(outcomes[7], .queueDoesNotExist)
            try refused(outcomes[8], .queueDeletedRecently)
            guard case .queue(let remade) = outcomes[9] else { throw Violation("answered \(outcomes[9])") }
            try holds(remade.id != first, "a queue's number is never given to another")
            try same(Set(try trial.queues().map(\.id)), [made.id, remade.id])
        },
        Case("One transaction: what is refused stands between what is done and changes nothing") {
            trial in
            let id = try trial.queue()
            let unknown = QueueID(id.number + 50)
            let outcomes = try trial.apply([
                .send(SendCommand(queue: id, messages: [trial.message("a")])),
                .send(SendCommand(queue: unknown, messages: [trial.message("x"), trial.message("y")])),
                .updateQueue(id, .attributes([TextEntry("DelaySeconds", "1"), TextEntry("NoSuchName", "1")])),
                trial.definition("broken", ["MaximumMessageSize": "1"]),
                .send(SendCommand(queue: id, messages: [trial.message("b")])),
            ])
            try refused(outcomes[1], .queueDoesNotExist)
            try refused(outcomes[2], .unknownAttribute("NoSuchName"))
            try refused(outcomes[3], .invalidAttributeValue("MaximumMessageSize"))
            try same(try trial.record(of: id)?.attributes.delaySeconds, 0)
            try same(try trial.queues().count, 1)
            try same(try trial.bodies(id), ["a", "b"])
        },
        Case("One transaction: nothing to do is done") { trial in
            try same(try trial.apply([]).count, 0)
            let id = try trial.queue()
            try same(try trial.send([NewMessage](), to: id), [])
            try same(try trial.delete(from: id), [])
        },
        Case("One transaction: a thousand commands") { trial in
            let id = try trial.queue()
            let sends = (0..<1000).map { StoreCommand.send(SendCommand(queue: id, messages: [trial.message("\($0)")])) }
            _ = try trial.apply(sends)
            try same(try trial.counts(of: id), MessageCounts(visible: 1000))
            let receives = (0..<101).map { _ in StoreCommand.receive(ReceiveCommand(queue: id, limit: 10)) }
            let bodies = try trial.apply(receives).map(\.bodies)
            try same(bodies.flatMap(\.self), (0..<1000).map { "\($0)" })
            try same(bodies.last, [])
            try same(try trial.counts(of: id), MessageCounts(inFlight: 1000))
        },
    ]
}

extension Outcome {
    var counts: MessageCounts? {
        guard case .counted(let counts) = self else { return nil }
        return counts
    }

    var bodies: [String] {
        guard case .received(let batch) = self else { return [] }
        return batch.messages.map(\.body)
    }
}
