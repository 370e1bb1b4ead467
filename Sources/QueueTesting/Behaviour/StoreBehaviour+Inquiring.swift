import QueueStore
import SQSModel

extension StoreBehaviour {
    /// What else can be asked of a queue.
    static let inquiryCases: [Case] = [
        Case("An overview has the counts and the age of the oldest message") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            try same(try trial.overview(of: id), QueueOverview(counts: MessageCounts()))
            let first = trial.now
            try trial.send("a", to: id)
            trial.wait(seconds: 10)
            try trial.send("b", to: id)
            _ = try trial.receiveOne(id, timeout: 600)
            let counts = MessageCounts(visible: 1, inFlight: 1)
            try same(try trial.overview(of: id), QueueOverview(counts: counts, bytes: 2, oldestStoredAt: first))
            trial.wait(seconds: 50)
            let left = QueueOverview(
                counts: MessageCounts(visible: 1),
                bytes: 1,
                oldestStoredAt: first.adding(seconds: 10)
            )
            try same(try trial.overview(of: id), left, "what has expired is not the oldest")
        },
        Case("MSG-10: an overview has the bytes of bodies and attributes, whatever a message's state") { trial in
            let dead = try trial.queue("dead")
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            func bytes(_ queues: QueueID...) throws -> [Int] { try queues.map { try trial.overview(of: $0).bytes } }
            var message = trial.message("h\u{e9}llo", delay: 5)
            message.attributes = MessageAttributes([
                MessageAttribute(name: "color", dataType: "String", value: .text("blue")),
                MessageAttribute(name: "blob", dataType: "Binary.png", value: .binary([0, 1, 2])),
            ])
            try trial.send([message], to: id)
            try same(try bytes(id, dead), [6 + 15 + 17, 0], "delayed")
            try trial.send("", "four", to: id)
            let taken = try trial.receive(id, limit: 2).messages
            try same(try bytes(id), [42], "in flight")
            try trial.delete(taken[1].handle, from: id)
            try trial.delete(taken[1].handle, from: id)
            try same(try bytes(id), [38])
            let sequences = try trial.sequences(id)
            let newIds = (0..<2).map { MessageId(high: 9, low: $0) }
            let copy = OperateCommand.Deed.copy(to: dead, newIds: newIds)
            _ = try trial.apply(
                .operate(OperateCommand(queue: id, messages: sequences, deed: copy, sparesInFlight: false))
            )
            try same(try bytes(id, dead), [38, 38])
            trial.wait(seconds: 60)
            try same(try bytes(id, dead), [0, 38], "LC-5: what has expired is not there")
            try trial.keepHouse()
            try trial.reopen()
            try same(try bytes(id, dead), [0, 38])
            _ = try trial.apply(.purgeQueue(dead, quietSeconds: 0))
            try same(try bytes(id, dead), [0, 0])
        },
        Case("An overview of a FIFO queue counts its groups, and those that are held back", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for group in ["g", "h", "i"] {
                for body in ["a", "b"] { try trial.send("\(body)-\(group)", group: group, to: id) }
            }
            let taken = try trial.receive(id, limit: 3).messages
            let overview = try trial.overview(of: id)
            try same(overview.groups, 3)
            try same(overview.groupsHeldBack, 2)
            for message in taken { _ = try trial.delete(message.handle, from: id) }
            try same(try trial.overview(of: id).groups, 2)
            try same(try trial.overview(of: id).groupsHeldBack, 0)
        },
        Case("A message is found by its number as a look shows it", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            let other = try trial.queue("letters")
            for body in ["a", "b"] { try trial.send(body, group: "g", to: id) }
            try trial.send("c", group: "h", to: id)
            _ = try trial.receiveOne(id)
            for message in try trial.peek(id) {
                try same(try trial.ask(.message(message.message.sequence), of: id), .message(message))
                try same(try trial.ask(.message(message.message.sequence), of: other), .message(nil))
            }
            try same(try trial.ask(.message(MessageSequence(.max)), of: id), .message(nil))
        },
        Case("LC-5: no inquiry finds what has expired") { trial in
            let id = try trial.queue("letters", ["MessageRetentionPeriod": "60"])
            let message = trial.message("a", group: "t")
            let sent = try trial.send([message], to: id)[0]
            try same(try trial.groups(of: id).map(\.name), ["t"])
            trial.wait(seconds: 60)
            try same(try trial.ask(.message(sent.sequence), of: id), .message(nil))
            try same(try trial.ask(.search(message.messageId, after: nil), of: id), .searched(nil, next: nil))
            try same(try trial.groups(of: id), [])
        },
        Case("A message is found by its id, behind the place where the search begins") { trial in
            let id = try trial.queue()
            let messages = ["a", "b", "c"].map { trial.message($0) }
            let sent = try trial.send(messages, to: id)
            let found = try trial.peek(id)[1]
            let wanted = messages[1].messageId
            try same(try trial.ask(.search(wanted, after: nil), of: id), .searched(found, next: nil))
            try same(try trial.ask(.search(wanted, after: sent[0].sequence), of: id), .searched(found, next: nil))
            try same(try trial.ask(.search(wanted, after: sent[1].sequence), of: id), .searched(nil, next: nil))
            try same(
                try trial.ask(.search(MessageId(high: 9, low: 9), after: nil), of: id),
                .searched(nil, next: nil)
            )
        },
        Case("Messages of a queue tell what they are called, and no others") { trial in
            let id = try trial.queue()
            let other = try trial.queue("other")
            let messages = ["a", "b", "c"].map { trial.message($0) }
            let numbers = try trial.send(messages, to: id).map(\.sequence)
            let foreign = try trial.send([trial.message("d")], to: other).map(\.sequence)
            let handle = try trial.receiveOne(id).handle
            let wanted = [numbers[2], numbers[0], MessageSequence(.max)] + foreign
            try same(
                try trial.ask(.messageIds(wanted), of: id),
                .messageIds([numbers[0]: messages[0].messageId, numbers[2]: messages[2].messageId])
            )
            _ = try trial.apply(.delete(id, [handle]))
            try same(try trial.ask(.messageIds([numbers[0]]), of: id), .messageIds([:]))
        },
        Case("Groups come by name, with their first message and how many there are", of: .fifoQueues) { trial in
            let id = try trial.fifoQueue()
            for group in ["h", "G", "g"] {
                for body in ["a", "b"] { try trial.send("\(body)-\(group)", group: group, to: id) }
            }
            _ = try trial.receiveOne(id, timeout: 600)
            let all = try trial.groups(of: id)
            try same(all.map(\.name), ["G", "g", "h"])
            try same(all.map(\.messages), [2, 2, 2])
            try same(all.compactMap(\.head?.message.content.body), ["a-G", "a-g", "a-h"])
            try same(all.compactMap(\.head?.standing.kind), [.visible, .visible, .inFlight])
            for limit in 1...4 { try same(try trial.groups(of: id, limit: limit), all) }
            try same(try trial.ask(.groups(after: "h", limit: 10), of: id), .groups([], next: nil))
        },
        Case("Groups of a standard queue have no first message") { trial in
            let id = try trial.queue()
            try trial.send("alone", to: id)
            for body in ["a", "b"] { try trial.send([trial.message(body, group: "t")], to: id) }
            try same(try trial.groups(of: id), [GroupRecord(name: "t", messages: 2, head: nil)])
        },
        Case("An inquiry about no queue is refused") { trial in
            for inquiry in [
                Inquiry.overview, .message(MessageSequence(1)), .groups(after: nil, limit: 10), .messageIds([]),
            ] {
                try refused(try trial.apply(.inquire(QueueID(99), inquiry)), .queueDoesNotExist)
                try holds(
                    try trial.reader?.answer(inquiry, of: QueueID(99), at: trial.now) == nil,
                    "a reader knows no such queue"
                )
            }
        },
        Case("From the newest on, a look shows the same as from the oldest on", of: .fifoQueues) { trial in
            for name in ["letters", "letters.fifo"] {
                let id = name.hasSuffix(".fifo") ? try trial.fifoQueue() : try trial.queue()
                for number in 0..<7 { try trial.send("\(number)", group: number % 3 == 0 ? "g" : "h", to: id) }
                _ = try trial.receive(id, limit: 2, timeout: 600)
                let all = try trial.peek(id)
                for limit in [1, 2, 3, 1000] {
                    let newest = try trial.peek(id, limit: limit, isNewestFirst: true)
                    try same(newest, all.reversed(), "in pages of \(limit)")
                }
                let visible = try trial.peek(id, limit: 2, isNewestFirst: true, kinds: [.visible])
                try same(visible, all.reversed().filter { $0.standing == .visible })
            }
        },
    ]
}
