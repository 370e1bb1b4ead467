import QueueStore
import SQSModel

extension StoreBehaviour {
    static let moveCases: [Case] = [
        Case("MV-3: without a destination each message returns to its source, as a new one", of: .moveTasks) { trial in
            let (letters, dead) = try trial.deadLetters("a", "b")
            trial.wait(seconds: 5)
            let task = try trial.startMove(from: dead)
            try same(task.toMove, 2)
            try same(task.status, .running)
            try same(task.startedAt, trial.now)
            let progress = try trial.move(task.id, count: 10)
            try same(progress.task.status, .completed)
            try same(progress.task.moved, 2)
            try same(progress.arrivals, [letters: [trial.now, trial.now]])
            try same(try trial.counts(of: dead), MessageCounts())
            let messages = try trial.receive(letters).messages
            try same(messages.map(\.body), ["a", "b"])
            try same(messages.map(\.receiveCount), [1, 1], "MV-6")
            try same(messages.map(\.sentAt), [trial.now, trial.now])
            try same(messages.map(\.firstReceivedAt), [trial.now, trial.now])
            try same(messages.map(\.deadLetterSourceArn), [nil, nil])
            try same(messages.map(\.messageId), [MessageId(high: 9, low: 0), MessageId(high: 9, low: 1)])
        },
        Case("MV-4: a task goes on slice by slice, through a restart", of: .moveTasks) { trial in
            let (letters, dead) = try trial.deadLetters("a", "b", "c")
            let task = try trial.startMove(from: dead)
            try same(try trial.move(task.id, count: 1).task.moved, 1)
            try trial.reopen()
            let running = try trial.store.runningMoves()
            try same(running.map(\.id), [task.id])
            try same(running.map(\.moved), [1])
            try same(try trial.move(task.id, count: 1).task.status, .running)
            try same(try trial.move(task.id, count: 1).task.status, .completed)
            try same(try trial.store.runningMoves(), [])
            try same(try trial.bodies(letters), ["a", "b", "c"])
        },
        Case("MV-3: a message that was sent to the dead-letter queue has nowhere to return to", of: .moveTasks) {
            trial in
            let (letters, dead) = try trial.deadLetters("a")
            try trial.send("sent here", to: dead)
            let task = try trial.startMove(from: dead)
            let progress = try trial.move(task.id, count: 10)
            try same(progress.task.status, .failed)
            try same(progress.task.failureReason, "CouldNotDetermineMessageSource")
            try same(progress.task.moved, 1)
            try same(try trial.bodies(letters), ["a"])
            try same(try trial.bodies(dead), ["sent here"])
        },
        Case("MV-5: only what is visible is moved, to the destination if there is one", of: .moveTasks) { trial in
            let (letters, dead) = try trial.deadLetters("a", "b")
            let other = try trial.queue("other", ["DelaySeconds": "10"])
            _ = try trial.receiveOne(dead)
            try trial.send("later", to: dead, delay: 60)
            let task = try trial.startMove(from: dead, to: "other")
            try same(task.toMove, 1)
            let progress = try trial.move(task.id, count: 10)
            try same(progress.task.status, .completed)
            try same(progress.arrivals, [other: [trial.now.adding(seconds: 10)]])
            try same(try trial.counts(of: other), MessageCounts(delayed: 1))
            try same(try trial.counts(of: dead), MessageCounts(inFlight: 1, delayed: 1))
            try same(try trial.counts(of: letters), MessageCounts())
        },
        Case("MV-9: a queue that is deleted meanwhile ends the task", of: .moveTasks) { trial in
            for isSource in [false, true] {
                let (letters, dead) = try trial.deadLetters("a", suffix: "-\(isSource)")
                let task = try trial.startMove(from: dead, number: isSource ? 1 : 0)
                _ = try trial.apply(.deleteQueue(isSource ? dead : letters))
                let progress = try trial.move(task.id, count: 10)
                try same(progress.task.status, .failed)
                try same(progress.task.failureReason, "AWS.SimpleQueueService.NonExistentQueue")
                try same(progress.task.moved, 0)
                guard case .moves(let tasks) = try trial.apply(.listMoves(dead, limit: 10)) else {
                    throw Violation("tasks are listed")
                }
                try same(tasks.map(\.status), isSource ? [] : [.failed], "nobody asks for those of no queue")
            }
        },
        Case("MV-10: a task is cancelled once, and moves nothing more", of: .moveTasks) { trial in
            let (letters, dead) = try trial.deadLetters("a", "b")
            let task = try trial.startMove(from: dead)
            _ = try trial.move(task.id, count: 1)
            try refused(try trial.apply(.cancelMove(task.id, source: letters)), .taskDoesNotExist)
            guard case .moving(let cancelled) = try trial.apply(.cancelMove(task.id, source: dead)) else {
                throw Violation("a running task is cancelled")
            }
            try same(cancelled.task.status, .cancelled)
            try same(cancelled.task.moved, 1)
            try refused(try trial.apply(.cancelMove(task.id, source: dead)), .taskDoesNotExist)
            let progress = try trial.move(task.id, count: 1)
            try same(progress.task.status, .cancelled)
            try same(progress.arrivals, [:])
            try same(try trial.counts(of: dead), MessageCounts(visible: 1))
        },
        Case("MV-11: one task a source at a time, ten remembered, the newest first", of: .moveTasks) { trial in
            let (_, dead) = try trial.deadLetters("a")
            var ids: [MoveTask.ID] = []
            for number in 0..<12 {
                let task = try trial.startMove(from: dead, number: UInt64(number))
                ids.append(task.id)
                let definition = MoveDefinition(
                    id: MoveTask.ID(high: 8, low: 99),
                    source: dead,
                    destination: nil,
                    messagesPerSecond: nil
                )
                try refused(try trial.apply(.startMove(definition)), .moveTaskIsRunning)
                _ = try trial.apply(.cancelMove(task.id, source: dead))
            }
            for limit in [1, 3, 10] {
                guard case .moves(let tasks) = try trial.apply(.listMoves(dead, limit: limit)) else {
                    throw Violation("tasks are listed")
                }
                try same(tasks.map(\.id), ids.suffix(limit).reversed())
            }
        },
        Case("MV-11: an account has a hundred tasks at a time", of: .moveTasks) { trial in
            func start(_ number: Int, from source: QueueID) throws -> Outcome {
                try trial.apply(
                    .startMove(
                        MoveDefinition(
                            id: MoveTask.ID(high: 7, low: UInt64(number)),
                            source: source,
                            destination: nil,
                            messagesPerSecond: nil
                        )
                    )
                )
            }
            let sources = try (0...Limits.moveTasks).map { try trial.queue("dead-\($0)") }
            for (number, source) in sources.dropLast().enumerated() { _ = try start(number, from: source) }
            let last = try required(sources.last)
            try refused(try start(100, from: last), .tooManyMoveTasks)
            try refused(try start(101, from: sources[0]), .moveTaskIsRunning)
            let address = QueueAddress(
                region: .default,
                account: try required(AccountId("111111111111")),
                name: try StoreTrial.address("elsewhere").name
            )
            let definition = QueueDefinition(address: address, attributes: [], tags: [], quietSeconds: 0)
            guard case .queue(let elsewhere) = try trial.apply(.createQueue(definition)),
                case .moving = try start(102, from: elsewhere.id)
            else { throw Violation("another account has its own tasks") }
            _ = try trial.apply(.cancelMove(MoveTask.ID(high: 7, low: 0), source: sources[0]))
            guard case .moving = try start(103, from: last) else { throw Violation("there is room again") }
        },
        Case("MV-11: a task ends after thirty-six hours", of: .moveTasks) { trial in
            let (_, dead) = try trial.deadLetters("a", "b", "c")
            let task = try trial.startMove(from: dead)
            trial.wait(milliseconds: Int64(Limits.moveTaskSeconds) * 1000 - 1)
            try same(try trial.move(task.id, count: 1).task.status, .running)
            trial.wait(milliseconds: 1)
            let progress = try trial.move(task.id, count: 1)
            try same(progress.task.status, .failed)
            try same(progress.task.failureReason, "MaximumDurationExceeded")
            try same(progress.task.moved, 1)
            try same(try trial.bodies(dead), ["b", "c"])
        },
        Case("MV-14: moving does not count as a receive", of: .moveTasks) { trial in
            let (letters, dead) = try trial.deadLetters("a")
            let task = try trial.startMove(from: dead)
            _ = try trial.move(task.id, count: 1)
            try same(try trial.receive(letters, timeout: 0).messages.map(\.receiveCount), [1])
            try same(try trial.receive(letters, timeout: 0).moved, [dead: 1])
        },
    ]
}

extension StoreTrial {
    /// Two queues, one the dead-letter queue of the other, and messages that have got there.
    fileprivate func deadLetters(_ bodies: String..., suffix: String = "") throws -> (letters: QueueID, dead: QueueID) {
        let dead = try queue("dead\(suffix)")
        let policy = redrivePolicy(to: try Self.address("dead\(suffix)"), after: 1)
        let letters = try queue("letters\(suffix)", ["RedrivePolicy": policy])
        try send(bodies.map { message($0) }, to: letters)
        try same(try receive(letters, timeout: 0).messages.count, bodies.count)
        try same(try receive(letters).moved, [dead: bodies.count])
        return (letters, dead)
    }

    fileprivate func startMove(
        from source: QueueID,
        to destination: String? = nil,
        number: UInt64 = 0
    ) throws -> MoveTask {
        let definition = MoveDefinition(
            id: MoveTask.ID(high: 8, low: number),
            source: source,
            destination: try destination.map { try Self.address($0) },
            messagesPerSecond: nil
        )
        let outcome = try apply(.startMove(definition))
        guard case .moving(let progress) = outcome else { throw Violation("startMove answered \(outcome)") }
        return progress.task
    }

    fileprivate func move(_ task: MoveTask.ID, count: UInt64) throws -> MoveProgress {
        let outcome = try apply(.moveMessages(task, newIds: (0..<count).map { MessageId(high: 9, low: $0) }))
        guard case .moving(let progress) = outcome else { throw Violation("moveMessages answered \(outcome)") }
        return progress
    }
}
