import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Jobs of operators")
struct JobTests {
    /// A queue with the messages 0, 1, 2 …, a FIFO one where the suffix says so, each message in a group of its own.
    private func trial(_ kind: StoreKind, _ suffix: String = "", messages: Int) throws -> (OperatorTrial, url: String) {
        let trial = try OperatorTrial(kind)
        let url = try trial.calls.queue("letters\(suffix)")
        for index in 0..<messages { try send("\(index)", to: url, of: trial) }
        return (trial, url)
    }

    private func send(_ body: String, to url: String, of trial: OperatorTrial, delay: Int? = nil) throws {
        let isFIFO = url.hasSuffix(".fifo")
        try trial.calls.send(body, to: url, delay: isFIFO ? nil : delay, group: isFIFO ? "g\(body)" : nil)
    }

    // MARK: What is done

    @Test(arguments: StoreKind.operators, ["", ".fifo"])
    func `Deleted messages are gone, but for those in flight`(kind: StoreKind, suffix: String) async throws {
        let (trial, url) = try trial(kind, suffix, messages: 5)
        #expect(try trial.calls.receiveOne(url).body == "0")
        let progress = try await trial.carryOut(SelectionJob(.delete), on: "letters\(suffix)")
        #expect(progress.figures == [5, 4, 1])
        guard case .operated(_, .delete, let deleted, let ids) = trial.recorder.all.last else {
            throw Violation("nothing was deleted")
        }
        #expect(Set(deleted) == Set(ids.keys) && deleted.count == 4)
        #expect(progress.scanned == 5)
        #expect(progress.total == 5)
        #expect(try await trial.bodies("letters\(suffix)") == ["0"])
        let all = try await trial.carryOut(SelectionJob(.delete) { $0.takesInFlight = true }, on: "letters\(suffix)")
        #expect(all.figures == [1, 1, 0])
        #expect(try await trial.bodies("letters\(suffix)").isEmpty)
    }

    @Test(arguments: StoreKind.operators, ["", ".fifo"])
    func `Moved messages are new ones in another queue`(kind: StoreKind, suffix: String) async throws {
        let (trial, url) = try trial(kind, suffix, messages: 3)
        try trial.calls.queue("other\(suffix)")
        #expect(try trial.calls.receiveOne(url).body == "0")
        let target = try trial.queue("other\(suffix)")
        let progress = try await trial.carryOut(SelectionJob(.move(to: target)), on: "letters\(suffix)")
        #expect(progress.figures == [3, 2, 1])
        #expect(try await trial.bodies("letters\(suffix)") == ["0"])
        let moved = try trial.calls.receive(ServiceTrial.url("other\(suffix)"))
        #expect(moved.map(\.body) == ["1", "2"])
        #expect(trial.recorder.words.filter { $0.hasPrefix("operated") } == ["operated letters\(suffix) 2"])
        #expect(trial.recorder.words.contains("redriven 2"))
    }

    @Test(arguments: StoreKind.operators, ["", ".fifo"])
    func `Copied messages are in both queues`(kind: StoreKind, suffix: String) async throws {
        let (trial, _) = try trial(kind, suffix, messages: 3)
        try trial.calls.queue("other\(suffix)")
        let target = try trial.queue("other\(suffix)")
        let progress = try await trial.carryOut(SelectionJob(.copy(to: target)), on: "letters\(suffix)")
        #expect(progress.figures == [3, 3, 0])
        #expect(try await trial.bodies("letters\(suffix)") == ["0", "1", "2"])
        #expect(try await trial.bodies("other\(suffix)") == ["0", "1", "2"])
        #expect(!trial.recorder.words.contains("redriven 3"))
    }

    @Test(arguments: StoreKind.operators, ["", ".fifo"])
    func `Requeued messages are at the end, once, and were never received`(kind: StoreKind, suffix: String) async throws
    {
        let (trial, url) = try trial(kind, suffix, messages: 3)
        _ = try trial.calls.receive(url, hide: 0)
        let job = SelectionJob(.requeue) { $0.maximum = 2 }
        #expect(try await trial.carryOut(job, on: "letters\(suffix)").figures == [2, 2, 0])
        #expect(try await trial.bodies("letters\(suffix)") == ["2", "0", "1"])
        #expect(try await trial.carryOut(SelectionJob(.requeue), on: "letters\(suffix)").figures == [3, 3, 0])
        let received = try trial.calls.receive(url)
        #expect(received.map(\.body) == ["2", "0", "1"])
        for message in received {
            #expect(message.attributes.first { $0.name == "ApproximateReceiveCount" }?.value == "1")
        }
    }

    @Test(arguments: StoreKind.operators, ["", ".fifo"])
    func `Released messages show at once, and wake who waits`(kind: StoreKind, suffix: String) async throws {
        let (trial, url) = try trial(kind, suffix, messages: 2)
        #expect(try trial.calls.receive(url, hide: 600).count == 2)
        if suffix.isEmpty { try send("delayed", to: url, of: trial, delay: 300) }
        let polls = try (0..<3).map { _ in try trial.calls.poll(url, hide: 600) }
        #expect(try polls[0].bodies() == nil)
        let progress = try await trial.carryOut(SelectionJob(.release), on: "letters\(suffix)")
        let count = suffix.isEmpty ? 3 : 2
        #expect(progress.figures == [count, count, 0])
        try trial.calls.settle()
        #expect(try polls.prefix(count).allSatisfy { try $0.bodies()?.count == 1 })
        let again = try await trial.carryOut(
            SelectionJob(.release) { $0.filter.kinds = [.delayed] },
            on: "letters\(suffix)"
        )
        #expect(again.figures == [0, 0, 0])
    }

    @Test(arguments: StoreKind.operators)
    func `Dead letters return to where they came from, and others stay`(kind: StoreKind) async throws {
        let trial = try OperatorTrial(kind)
        try trial.calls.queue("dead")
        for name in ["one", "two"] {
            let url = try trial.calls.queue(name, deadLetters: "dead")
            try trial.calls.send(name, to: url)
            _ = try trial.calls.receive(url, hide: 0)
            #expect(try trial.calls.receive(url).isEmpty)
        }
        try trial.calls.send("stray", to: ServiceTrial.url("dead"))
        let poll = try trial.calls.poll(ServiceTrial.url("two"))
        let progress = try await trial.carryOut(SelectionJob(.redrive), on: "dead")
        #expect(progress.figures == [3, 2, 1])
        try trial.calls.settle()
        #expect(try poll.bodies() == ["two"])
        #expect(try await trial.bodies("one") == ["one"])
        #expect(try await trial.bodies("dead") == ["stray"])
    }

    @Test(arguments: StoreKind.operators)
    func `K-SAME, K-TYPE: where messages cannot go is said at once`(kind: StoreKind) async throws {
        let (trial, _) = try trial(kind, messages: 1)
        try trial.calls.queue("other.fifo")
        let (letters, fifo) = (try trial.queue(), try trial.queue("other.fifo"))
        for job in [SelectionJob(.move(to: letters)), SelectionJob(.copy(to: letters))] {
            await #expect(throws: SQSError.sourceIsDestination) { try await trial.carryOut(job) }
        }
        for job in [SelectionJob(.move(to: fifo)), SelectionJob(.copy(to: fifo))] {
            await #expect(throws: SQSError.destinationHasOtherType) { try await trial.carryOut(job) }
        }
        try trial.calls.queue("gone")
        let gone = try trial.queue("gone")
        try trial.calls.deleteQueue(ServiceTrial.url("gone"))
        await #expect(throws: SQSError.queueDoesNotExist) { try await trial.carryOut(SelectionJob(.move(to: gone))) }
        await #expect(throws: SQSError.queueDoesNotExist) {
            try await trial.hands.carryOut(SelectionJob(.delete), on: gone) { _ in }
        }
        #expect(try await trial.bodies() == ["0"])
    }

    // MARK: With which

    @Test(arguments: StoreKind.operators)
    func `A dry run counts and changes nothing`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 5)
        _ = try trial.calls.receiveOne(url)
        trial.recorder.clear()
        let progress = try await trial.carryOut(SelectionJob(.delete) { $0.isDryRun = true })
        #expect(progress.figures == [5, 0, 1])
        #expect(try await trial.bodies().count == 5)
        #expect(trial.recorder.all.isEmpty)
    }

    @Test(arguments: StoreKind.operators)
    func `A maximum takes the oldest, and those in flight do not count`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 250)
        _ = try trial.calls.receive(url, max: 1)
        let progress = try await trial.carryOut(SelectionJob(.delete) { $0.maximum = 120 })
        #expect(progress.figures == [121, 120, 1])
        #expect(try await trial.bodies() == ["0"] + (121..<250).map { "\($0)" })
    }

    @Test(arguments: StoreKind.operators)
    func `Conditions have to hold all together`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 2)
        try trial.calls.advance(seconds: 60)
        for index in 2..<40 { try send("\(index)", to: url, of: trial) }
        func matched(_ set: (inout MessageFilter) throws -> Void) async throws -> Int {
            var job = SelectionJob(.delete)
            job.isDryRun = true
            try set(&job.filter)
            return try await trial.carryOut(job).matched
        }
        let old = trial.calls.clock.now.adding(seconds: -60)
        #expect(try await matched { $0.sentUntil = old } == 2)
        #expect(try await matched { $0.sentUntil = old.adding(milliseconds: -1) } == 0)
        #expect(try await matched { $0.match = try MatchExpression("/^1/") } == 11)
        #expect(
            try await matched {
                $0.match = try MatchExpression("/^1/")
                $0.sentUntil = old
            } == 1
        )
        #expect(try await matched { $0.kinds = [.inFlight, .delayed] } == 0)
        #expect(try await matched { $0.kinds = [] } == 0)
        #expect(try await matched { $0.groupId = "none" } == 0)
    }

    @Test(arguments: StoreKind.operators)
    func `Messages are named by number, by id, or by some of both`(kind: StoreKind) async throws {
        let (trial, _) = try trial(kind, messages: 6)
        let all = try await trial.hands.messages(of: trial.queue(), BrowseRequest()).messages.map(\.message)
        func delete(_ references: [MessageReference]) async throws -> [Int] {
            try await trial.carryOut(SelectionJob(.delete) { $0.filter.references = references }).figures
        }
        let nobody = MessageReference.id(MessageId(high: 7, low: 7))
        #expect(
            try await delete([.number(all[4].sequence), .number(all[0].sequence), .number(all[0].sequence)]) == [
                2, 2, 0,
            ]
        )
        #expect(try await delete([.id(all[2].content.messageId)]) == [1, 1, 0])
        #expect(try await delete([nobody]) == [0, 0, 0])
        #expect(try await delete([]) == [0, 0, 0])
        #expect(try await delete([.number(all[4].sequence)]) == [0, 0, 0])
        let rest: [MessageReference] = [.id(all[5].content.messageId), .id(all[1].content.messageId), nobody]
        #expect(try await delete(rest) == [2, 2, 0])
        #expect(try await trial.bodies() == ["3"])
    }

    @Test(arguments: StoreKind.operators)
    func `What one client holds is released, and nothing else`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 6)
        func receive(_ address: String) throws {
            let caller = Caller(endpoint: ServiceTrial.endpoint, client: Client(address: address, userAgent: "test"))
            let call = PendingCall(
                .receiveMessage(ServiceTrial.receiving(url, max: 2)),
                for: caller,
                to: trial.calls.service
            )
            _ = try call.wait()
        }
        try receive("10.0.0.1:1")
        try receive("10.0.0.2:2")
        let progress = try await trial.carryOut(SelectionJob(.release) { $0.filter.client = "10.0.0.2:2" })
        #expect(progress.figures == [2, 2, 0])
        #expect(try trial.calls.receive(url).map(\.body) == ["2", "3", "4", "5"])
        #expect(try await trial.carryOut(SelectionJob(.release) { $0.filter.client = "10.0.0.2:2" }).matched == 0)
    }
}
