import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Browsing")
struct BrowsingTests {
    private func trial(
        _ kind: StoreKind,
        _ name: String = "letters",
        messages: Int
    ) throws -> (OperatorTrial, url: String) {
        let trial = try OperatorTrial(kind)
        let url = try trial.calls.queue(name)
        for index in 0..<messages {
            try trial.calls.send("\(index)", to: url, group: name.hasSuffix(".fifo") ? "g\(index % 2)" : nil)
        }
        return (trial, url)
    }

    /// All answers to a request, one after the other.
    private func pages(
        _ trial: OperatorTrial,
        _ name: String = "letters",
        limit: Int,
        _ set: (inout BrowseRequest) throws -> Void = { _ in }
    ) async throws -> [[String]] {
        var request = BrowseRequest()
        request.limit = limit
        try set(&request)
        var pages: [[String]] = []
        repeat {
            let page = try await trial.hands.messages(of: trial.queue(name), request)
            pages.append(page.messages.map(\.message.content.body))
            request.after = page.next
        } while request.after != nil
        return pages
    }

    @Test(arguments: StoreKind.operators)
    func `Pages follow each other, from either end`(kind: StoreKind) async throws {
        let (trial, _) = try trial(kind, messages: 7)
        #expect(try await pages(trial, limit: 3) == [["0", "1", "2"], ["3", "4", "5"], ["6"]])
        let newest = try await pages(trial, limit: 3) { $0.isNewestFirst = true }
        #expect(newest == [["6", "5", "4"], ["3", "2", "1"], ["0"]])
        #expect(try await pages(trial, limit: 0).count == 7)
        #expect(try await pages(trial, limit: .max).count == 1)
    }

    @Test(arguments: StoreKind.operators)
    func `What is rare is found over many pages of the store`(kind: StoreKind) async throws {
        let (trial, _) = try trial(kind, messages: 2500)
        let found = try await pages(trial, limit: 2) { $0.filter.match = try MatchExpression("/^(7|1700|1701|2499)$/") }
        #expect(found == [["7", "1700"], ["1701", "2499"]])
        let reverse = try await pages(trial, limit: 3) {
            $0.isNewestFirst = true
            $0.filter.match = try MatchExpression("/^(7|1700|1701|2499)$/")
        }
        #expect(reverse == [["2499", "1701", "1700"], ["7"]])
        #expect(try await pages(trial, limit: 10) { $0.filter.match = try MatchExpression("none") } == [[]])
    }

    @Test func `Nothing is looked for any more once nobody waits for it`() async throws {
        let (trial, _) = try trial(.sqlite, messages: 3)
        let (hands, queue) = (trial.hands, try trial.queue("letters"))
        var request = BrowseRequest()
        request.filter.match = try MatchExpression("/./")
        let reading = Task { [request] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await hands.messages(of: queue, request)
        }
        // In place of a page that would seem to have nothing more.
        await #expect {
            try await reading.value
        } throws: { error in
            (error as? SQSError)?.code == .serviceUnavailable
        }
    }

    @Test func `An answer looks at a hundred thousand messages at most, and says where to go on`() async throws {
        let (trial, _) = try trial(.sqlite, messages: 0)
        let now = trial.calls.clock.now
        let content = NewMessage(
            messageId: MessageId(high: 1, low: 1),
            body: "x",
            md5OfBody: MD5Digest(of: "x"),
            senderId: "000000000000"
        )
        let message = RestoredMessage(content, sentAt: now, storedAt: now, visibleAt: now)
        for _ in 0..<202 {
            try await trial.hands.restore(Array(repeating: message, count: 500), to: trial.queue())
        }
        try trial.calls.send("rare", to: ServiceTrial.url("letters"))
        #expect(try await pages(trial, limit: 10) { $0.filter.match = try MatchExpression("rare") } == [[], ["rare"]])
    }

    @Test(arguments: StoreKind.operators)
    func `Large bodies fill an answer before its limit does`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 0)
        for index in 0..<20 { try trial.calls.send("\(index)" + String(repeating: "x", count: 1_000_000), to: url) }
        let found = try await pages(trial, limit: 1000) { $0.filter.match = try MatchExpression("x") }
        #expect(found.count == 3)
        #expect(found.flatMap(\.self).map { $0.prefix { $0 != "x" } } == (0..<20).map { "\($0)" })
    }

    @Test(arguments: StoreKind.operators)
    func `Messages are named by number or id`(kind: StoreKind) async throws {
        let (trial, _) = try trial(kind, messages: 5)
        let queue = try trial.queue()
        let all = try await trial.hands.messages(of: queue, BrowseRequest()).messages
        for message in all {
            #expect(try await trial.hands.message(.number(message.message.sequence), of: queue) == message)
            #expect(try await trial.hands.message(.id(message.message.content.messageId), of: queue) == message)
        }
        #expect(try await trial.hands.message(.id(MessageId(high: 7, low: 7)), of: queue) == nil)
        #expect(try await trial.hands.message(.number(MessageSequence(.max)), of: queue) == nil)
        #expect(try await trial.hands.message(.number(MessageSequence(-1)), of: queue) == nil)
        let wanted: [MessageReference] = [.number(all[4].message.sequence), .number(all[0].message.sequence)]
        #expect(try await pages(trial, limit: 1) { $0.filter.references = wanted } == [["0"], ["4"]])
        let newest = try await pages(trial, limit: 1) {
            $0.filter.references = wanted
            $0.isNewestFirst = true
        }
        #expect(newest == [["4"], ["0"]])
        let id = MessageReference.id(all[3].message.content.messageId)
        #expect(try await pages(trial, limit: 10) { $0.filter.references = [id] } == [["3"]])
        #expect(try await pages(trial, limit: 10) { $0.filter.references = [id] + wanted } == [["0", "3", "4"]])
    }

    @Test(arguments: StoreKind.operators)
    func `FIF-2: who asks why a message does not come learns what holds it back, and who has that`(
        kind: StoreKind
    ) async throws {
        let (trial, url) = try trial(kind, "letters.fifo", messages: 4)
        let caller = Caller(endpoint: ServiceTrial.endpoint, client: Client(address: "10.0.0.1:5", userAgent: "boto3"))
        let receive = ServiceTrial.receiving(url, max: 1, hide: 600)
        _ = try PendingCall(.receiveMessage(receive), for: caller, to: trial.calls.service).wait()
        let queue = try trial.queue("letters.fifo")
        let all = try await trial.hands.messages(of: queue, BrowseRequest()).messages
        let blocked = try #require(try await trial.hands.message(.id(all[2].message.content.messageId), of: queue))
        guard case .blocked(let blocker) = blocked.standing else { throw Violation("not blocked: \(blocked.standing)") }
        let until = trial.calls.clock.now.adding(seconds: 600)
        #expect(blocker.until == until)
        #expect(
            try await trial.hands.message(.number(blocker.sequence), of: queue)?.standing == .inFlight(until: until)
        )
        let holder = try #require(trial.hands.holder(of: blocker.sequence))
        #expect(holder.client == caller.client)
        #expect(trial.hands.holder(of: blocked.message.sequence) == nil)
        #expect(trial.hands.clients().map(\.client) == [caller.client])
        let groups = try await trial.hands.groups(of: queue, after: nil, limit: 1)
        #expect(groups.groups.map(\.name) == ["g0"])
        #expect(groups.groups.first?.head?.message.sequence == blocker.sequence)
        let rest = try await trial.hands.groups(of: queue, after: groups.next, limit: 10)
        #expect(rest.groups.map(\.name) == ["g1"])
        #expect(rest.next == nil)
        #expect(try await pages(trial, "letters.fifo", limit: 10) { $0.filter.client = "10.0.0.1:5" } == [["0"]])
        #expect(try await pages(trial, "letters.fifo", limit: 10) { $0.filter.groupId = "g1" } == [["1", "3"]])
    }

    @Test(arguments: StoreKind.operators)
    func `Looking changes nothing`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 3)
        _ = try trial.calls.receiveOne(url, hide: 30)
        let before = try await trial.hands.messages(of: trial.queue(), BrowseRequest())
        _ = try await pages(trial, limit: 1) { $0.filter.match = try MatchExpression("$.a == 1") }
        _ = try await trial.hands.overview(of: trial.queue())
        #expect(try await trial.hands.messages(of: trial.queue(), BrowseRequest()) == before)
    }

    @Test(arguments: StoreKind.operators)
    func `A queue that is gone has nothing to look at`(kind: StoreKind) async throws {
        let (trial, url) = try trial(kind, messages: 1)
        let queue = try trial.queue()
        try trial.calls.deleteQueue(url)
        await #expect(throws: SQSError.queueDoesNotExist) { try await trial.hands.messages(of: queue, BrowseRequest()) }
        await #expect(throws: SQSError.queueDoesNotExist) { try await trial.hands.overview(of: queue) }
        await #expect(throws: SQSError.queueDoesNotExist) {
            try await trial.hands.message(.number(MessageSequence(1)), of: queue)
        }
        #expect(throws: SQSError.queueDoesNotExist) { try trial.queue() }
    }
}
