import Foundation
import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Operators")
struct OperatorTests {
    @Test func `A queue is named by name, URL or ARN`() throws {
        let trial = try OperatorTrial(.reference)
        try trial.calls.queue()
        let queue = try trial.queue()
        let others = try #require(Region("eu-central-1"))
        for text in ["letters", ServiceTrial.arn("letters"), ServiceTrial.url("letters")] {
            #expect(try trial.hands.queue(text, region: .default, account: .default) == queue)
        }
        #expect(try trial.hands.queue(ServiceTrial.arn("letters"), region: others, account: .default) == queue)
        for text in ["", "nobody", "letters/", "arn:aws:sqs:us-east-1:000000000000:nobody", "arn:aws:s3:::letters"] {
            #expect(throws: SQSError.queueDoesNotExist) {
                try trial.hands.queue(text, region: .default, account: .default)
            }
        }
        #expect(throws: SQSError.queueDoesNotExist) {
            try trial.hands.queue("letters", region: others, account: .default)
        }
        #expect(trial.hands.queues() == [queue])
    }

    @Test(arguments: StoreKind.operators)
    func `A queue is made, or found as it is`(kind: StoreKind) async throws {
        let trial = try OperatorTrial(kind)
        let region = try #require(Region("eu-central-1"))
        func create(_ name: String, _ attributes: [TextEntry]) async throws -> (queue: QueueRecord, isNew: Bool) {
            let address = QueueAddress(region: region, account: .default, name: try #require(QueueName(name)))
            let tags = [TextEntry("team", "shop")]
            return try await trial.hands.create(
                QueueDefinition(address: address, attributes: attributes, tags: tags, quietSeconds: 0)
            )
        }
        let made = try await create("letters", [TextEntry("VisibilityTimeout", "7")])
        #expect(made.isNew)
        #expect(made.queue.address.region == region)
        #expect(made.queue.attributes.visibilityTimeout == 7)
        #expect(made.queue.tags == ["team": "shop"])
        let found = try await create("letters", [TextEntry("VisibilityTimeout", "8")])
        #expect(!found.isNew)
        #expect(found.queue == made.queue)
        await #expect(throws: SQSError.self) { try await create("other", [TextEntry("VisibilityTimeout", "x")]) }
        await #expect(throws: SQSError.self) { try await create("other.fifo", []) }
        #expect(trial.hands.queues() == [made.queue])
        #expect(trial.recorder.words == ["created letters"])
    }

    @Test(arguments: StoreKind.operators)
    func `Exported messages come back as they were, and wake who waits`(kind: StoreKind) async throws {
        let trial = try OperatorTrial(kind)
        let url = try trial.calls.queue()
        let poll = try trial.calls.poll(url)
        let now = trial.calls.clock.now
        let messages = (0..<3).map { index in
            let content = NewMessage(
                messageId: MessageId(high: 1, low: UInt64(index)),
                body: "\(index)",
                md5OfBody: MD5Digest(of: "\(index)"),
                senderId: "000000000000"
            )
            let hidden = now.adding(seconds: index == 2 ? 60 : 0)
            var message = RestoredMessage(content, sentAt: now.adding(seconds: -9), storedAt: now, visibleAt: hidden)
            message.receiveCount = 4
            message.firstReceivedAt = now.adding(seconds: -5)
            return message
        }
        try await trial.hands.restore(messages, to: trial.queue())
        try await trial.hands.restore([], to: trial.queue())
        try trial.calls.settle()
        #expect(try poll.bodies() == ["0"])
        let rest = try await trial.hands.messages(of: trial.queue(), BrowseRequest()).messages
        #expect(rest.map(\.message.content.messageId) == messages.map(\.content.messageId))
        #expect(rest.map(\.message.sentAt) == messages.map(\.sentAt))
        #expect(rest.map(\.message.receiveCount) == [5, 4, 4])
        #expect(rest.map(\.standing.kind) == [.inFlight, .visible, .inFlight])
        #expect(trial.recorder.words.filter { $0.hasPrefix("restored") } == ["restored letters 3"])
    }

    @Test(arguments: StoreKind.operators)
    func `MV-8: the tasks of all queues are told, the latest first`(kind: StoreKind) async throws {
        let trial = try OperatorTrial(kind)
        for name in ["one", "two"] {
            try trial.calls.queue("dead-\(name)")
            try trial.calls.queue(name, deadLetters: "dead-\(name)")
            try trial.calls.send("stay", to: ServiceTrial.url("dead-\(name)"))
        }
        try trial.calls.queue("target")
        var action = StartMessageMoveTask()
        action.destinationArn = ServiceTrial.arn("target")
        action.maxNumberOfMessagesPerSecond = 1
        for name in ["one", "two"] {
            action.sourceArn = ServiceTrial.arn("dead-\(name)")
            try trial.calls.call(.startMessageMoveTask(action))
            try trial.calls.advance(seconds: 3)
        }
        try trial.calls.send("more", to: ServiceTrial.url("dead-one"))
        try trial.calls.send("more", to: ServiceTrial.url("dead-one"))
        action.sourceArn = ServiceTrial.arn("dead-one")
        try trial.calls.call(.startMessageMoveTask(action))
        try trial.calls.settle()
        let all = try await trial.hands.moveTasks(from: nil)
        #expect(all.map(\.task.status) == [.running, .completed, .completed])
        #expect(all.map { $0.handle == nil } == [false, true, true])
        let first = ServiceTrial.arn("dead-one")
        #expect(all.map(\.task.sourceArn) == [first, ServiceTrial.arn("dead-two"), first])
        #expect(try await trial.hands.moveTasks(from: trial.queue("dead-two")).map(\.task) == [all[1].task])
        #expect(try await trial.hands.moveTasks(from: trial.queue("one")).isEmpty)
    }

    @Test func `Who waits and what happens is told`() async throws {
        let trial = try OperatorTrial(.reference)
        let url = try trial.calls.queue()
        let queue = try trial.queue()
        var events = trial.hands.events().makeAsyncIterator()
        let poll = try trial.calls.poll(url)
        #expect(trial.hands.longPolls(at: queue) == 1)
        try trial.calls.send("0", to: url)
        try trial.calls.settle()
        #expect(try poll.bodies() == ["0"])
        #expect(trial.hands.longPolls(at: queue) == 0)
        #expect(trial.hands.activity(of: queue).totals.sent == 1)
        #expect(trial.hands.activity(of: queue).totals.received == 1)
        guard case .event(.sent(queue, _, _), at: trial.calls.clock.now) = await events.next() else {
            throw Violation("nothing was told")
        }
    }

    @Test(arguments: StoreKind.operators)
    func `Figures are told again for ten milliseconds`(kind: StoreKind) async throws {
        let trial = try OperatorTrial(kind)
        let url = try trial.calls.queue()
        try trial.calls.send("0", to: url)
        #expect(try await trial.hands.overview(of: trial.queue()).counts.visible == 1)
        let stored = trial.calls.clock.now
        try trial.calls.send("1", to: url)
        try trial.calls.advance(milliseconds: 9)
        #expect(try await trial.hands.overview(of: trial.queue()).counts.visible == 1)
        try trial.calls.advance(milliseconds: 1)
        let overview = try await trial.hands.overview(of: trial.queue())
        #expect(overview.counts.visible == 2)
        #expect(overview.oldestStoredAt == stored)
    }

    @Test func `Figures that take long to count are told again for a hundred times as long`() async throws {
        let clock = ManualClock()
        let cache = OverviewCache(clock: clock)
        func overview(cost: Int64, visible: Int) async throws -> Int {
            let found = try await cache.overviews(of: [QueueID(1)]) { queues throws(SQSError) in
                clock.advance(milliseconds: cost)
                return figures(of: queues, visible: visible, milliseconds: cost)
            }
            return try #require(found[QueueID(1)]).counts.visible
        }
        #expect(try await overview(cost: 50, visible: 1) == 1)
        clock.advance(milliseconds: 4999)
        #expect(try await overview(cost: 50, visible: 2) == 1)
        clock.advance(milliseconds: 1)
        #expect(try await overview(cost: 0, visible: 3) == 3)
        clock.advance(milliseconds: 9)
        #expect(try await overview(cost: 0, visible: 4) == 3)
        clock.advance(milliseconds: 1)
        #expect(try await overview(cost: 0, visible: 5) == 5)
    }

    @Test func `Who asks for figures while they are counted gets the same, or the same failure`() async throws {
        let cache = OverviewCache(clock: ManualClock())
        let (counting, begun) = AsyncStream.makeStream(of: Void.self)
        let (gate, opened) = AsyncStream.makeStream(of: SQSError?.self)
        func ask(_ visible: Int) -> Task<Int, any Error> {
            Task {
                let found = try await cache.overviews(of: [QueueID(1)]) { queues throws(SQSError) in
                    begun.yield()
                    for await error in gate {
                        guard let error else { break }
                        throw error
                    }
                    return figures(of: queues, visible: visible)
                }
                return try #require(found[QueueID(1)]).counts.visible
            }
        }
        var counts = counting.makeAsyncIterator()
        for failure in [SQSError.internalFailure, nil] {
            let first = ask(1)
            _ = await counts.next()
            let others = (0..<5).map { _ in ask(2) }
            while cache.waiting(for: QueueID(1)) < 5 { await Task.yield() }
            opened.yield(failure)
            for task in [first] + others {
                switch await task.result {
                case .success(let visible): #expect(visible == 1 && failure == nil)
                case .failure(let error): #expect(error as? SQSError == failure)
                }
            }
        }
    }

    @Test func `Of several queues only those are counted whose figures are not known`() async throws {
        let cache = OverviewCache(clock: ManualClock())
        var asked: [[QueueID]] = []
        func look(
            at queues: [QueueID],
            finding visible: Int,
            without gone: QueueID? = nil
        ) async throws -> [Int64: Int] {
            let found = try await cache.overviews(of: queues) { queues throws(SQSError) in
                asked.append(queues)
                return figures(of: queues.filter { $0 != gone }, visible: visible)
            }
            return Dictionary(uniqueKeysWithValues: found.map { ($0.key.number, $0.value.counts.visible) })
        }
        let (one, two, three) = (QueueID(1), QueueID(2), QueueID(3))
        #expect(try await look(at: [one, two], finding: 1, without: two) == [1: 1])
        #expect(try await look(at: [one, two, three, two], finding: 2) == [1: 1, 2: 2, 3: 2])
        #expect(try await look(at: [three, one], finding: 3) == [1: 1, 3: 2])
        #expect(asked == [[one, two], [two, three]])
    }

    @Test func `Two who ask for the same queues in another order wait for each other and get them all`() async throws {
        let cache = OverviewCache(clock: ManualClock())
        let (one, two, three) = (QueueID(1), QueueID(2), QueueID(3))
        let (gate, opened) = AsyncStream.makeStream(of: Void.self)
        let (counting, begun) = AsyncStream.makeStream(of: Void.self)
        var begins = counting.makeAsyncIterator()
        let first = Task {
            try await cache.overviews(of: [one, two]) { queues throws(SQSError) in
                begun.yield()
                for await _ in gate { break }
                return figures(of: queues, visible: 1)
            }
        }
        _ = await begins.next()
        let second = Task {
            try await cache.overviews(of: [three, two, one]) { queues throws(SQSError) in
                figures(of: queues, visible: 2)
            }
        }
        while cache.waiting(for: two) < 1 { await Task.yield() }
        let third = Task {
            try await cache.overviews(of: [one, three]) { queues throws(SQSError) in figures(of: queues, visible: 3) }
        }
        while cache.waiting(for: one) < 1 { await Task.yield() }
        opened.yield()
        #expect(try await first.value.mapValues(\.counts.visible) == [one: 1, two: 1])
        #expect(try await second.value.mapValues(\.counts.visible) == [one: 1, two: 1, three: 2])
        #expect(try await third.value.mapValues(\.counts.visible) == [one: 1, three: 2])
    }

    @Test(arguments: StoreKind.operators)
    func `Figures of several queues leave out one that is no more`(kind: StoreKind) async throws {
        let trial = try OperatorTrial(kind)
        var records: [QueueRecord] = []
        for name in ["a", "b", "c"] {
            let url = try trial.calls.queue(name)
            try trial.calls.send("0", to: url)
            records.append(try trial.queue(name))
        }
        #expect(trial.hands.queues() == records)
        let gone = QueueRecord(
            id: QueueID(4711),
            address: records[1].address,
            attributes: records[1].attributes,
            tags: [:],
            createdAt: trial.calls.clock.now,
            modifiedAt: trial.calls.clock.now
        )
        let found = try await trial.hands.overviews(of: [records[0], gone, records[2]])
        #expect(found.mapValues(\.counts.visible) == [records[0].id: 1, records[2].id: 1])
        await #expect(throws: SQSError.queueDoesNotExist) { try await trial.hands.overview(of: gone) }
    }

    @Test func `A copy that nobody waits for any more is given up, and nothing of it stays`() async throws {
        let trial = try OperatorTrial(.sqliteOnDisk)
        let path = FileManager.default.temporaryDirectory.appending(path: "copy-\(UUID().uuidString).db").path
        let copying = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await trial.hands.backUp(to: path)
        }
        await #expect {
            try await copying.value
        } throws: { error in
            (error as? SQSError)?.code == .serviceUnavailable
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `The database is copied while others go on, and only where there is one`() async throws {
        let trial = try OperatorTrial(.sqliteOnDisk)
        try trial.calls.send("0", to: try trial.calls.queue())
        let path = FileManager.default.temporaryDirectory.appending(path: "copy-\(UUID().uuidString).db").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await trial.hands.backUp(to: path)
        let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(size > 0)
        await #expect {
            try await trial.hands.backUp(to: path)
        } throws: { error in
            (error as? SQSError)?.code == .serviceUnavailable
        }
        await #expect {
            try await OperatorTrial(.sqlite).hands.backUp(to: path)
        } throws: { error in
            (error as? SQSError)?.code == .unsupportedOperation
        }
    }
}

private func figures(
    of queues: [QueueID],
    visible: Int,
    milliseconds: Int64 = 0
) -> [QueueID: OverviewCache.Count] {
    let overview = QueueOverview(counts: MessageCounts(visible: visible))
    return Dictionary(uniqueKeysWithValues: queues.map { ($0, (overview, milliseconds)) })
}
