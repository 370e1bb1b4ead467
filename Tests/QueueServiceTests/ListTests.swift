import QueueService
import QueueTesting
import SQSModel
import Testing

@Suite("Lists of queues")
struct ListTests {
    private func list(
        _ trial: ServiceTrial,
        prefix: String? = nil,
        max: Int? = nil,
        token: String? = nil
    ) throws -> ListQueues.Response {
        guard case .listQueues(let response) = try trial.call(listing(prefix: prefix, max: max, token: token)) else {
            throw Violation("no list")
        }
        return response
    }

    private func listing(prefix: String? = nil, max: Int? = nil, token: String? = nil) -> AnyAction {
        var action = ListQueues()
        action.queueNamePrefix = prefix
        action.maxResults = max
        action.nextToken = token
        return .listQueues(action)
    }

    @Test(arguments: StoreKind.both)
    func `LQ-4: queues come by name, those with the prefix only, case counting`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        for name in ["b", "a-2", "a-1", "A-3", "a_4", "a.fifo"] { try trial.queue(name) }
        let all = try list(trial)
        #expect(all.queueUrls == ["A-3", "a-1", "a-2", "a.fifo", "a_4", "b"].map { ServiceTrial.url($0) })
        #expect(all.nextToken == nil)
        #expect(try list(trial, prefix: "a-").queueUrls == ["a-1", "a-2"].map { ServiceTrial.url($0) })
        #expect(try list(trial, prefix: "none").queueUrls.isEmpty)
    }

    @Test(arguments: StoreKind.both)
    func `LQ-2: pages hold all queues once, and the last one gives no token`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let names = (10..<33).map { "queue-\($0)" }
        for name in names.shuffled() { try trial.queue(name) }
        for size in [1, 7, 23, 24, 1000] {
            var urls: [String] = []
            var token: String?
            repeat {
                let page = try list(trial, prefix: "queue-", max: size, token: token)
                #expect(page.queueUrls.count <= size)
                urls += page.queueUrls
                token = page.nextToken
            } while token != nil
            #expect(urls == names.map { ServiceTrial.url($0) })
        }
    }

    @Test(arguments: StoreKind.both)
    func `LQ-3: a token stays good when queues come and go`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        for name in ["a", "b", "c", "d"] { try trial.queue(name) }
        let token = try #require(try list(trial, max: 2).nextToken)
        try trial.deleteQueue(ServiceTrial.url("b"))
        try trial.deleteQueue(ServiceTrial.url("c"))
        try trial.queue("bb")
        #expect(try list(trial, token: token).queueUrls == ["bb", "d"].map { ServiceTrial.url($0) })
    }

    @Test(arguments: StoreKind.both)
    func `N-TOKEN: what is no token of this list is refused`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        for name in ["a", "ab", "b"] { try trial.queue(name) }
        let token = try #require(try list(trial, max: 1).nextToken)
        let ofPrefix = try #require(try list(trial, prefix: "a", max: 1).nextToken)
        let long = String(repeating: "61", count: 500_000)
        let damagedTokens = [
            "", "junk", "+1", "6", String(token.dropLast()), token + "g", token.uppercased(), ofPrefix, long,
        ]
        for damaged in damagedTokens {
            #expect(try trial.error(listing(token: damaged)) == .invalidNextToken)
        }
        #expect(try trial.error(listing(prefix: "a", token: token)) == .invalidNextToken)
        for wrong in [0, -1, 1001, .max] { #expect(try trial.error(listing(max: wrong)) == .invalidMaxResults) }
    }

    @Test(arguments: StoreKind.both)
    func `LD-1: the sources of a dead-letter queue, in pages too`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let dead = try trial.queue("dead")
        for name in ["z", "y", "x"] { try trial.queue(name, deadLetters: "dead") }
        var action = ListDeadLetterSourceQueues()
        action.queueUrl = dead
        action.maxResults = 2
        guard case .listDeadLetterSourceQueues(let first) = try trial.call(.listDeadLetterSourceQueues(action)) else {
            throw Violation("no list")
        }
        #expect(first.queueUrls == ["x", "y"].map { ServiceTrial.url($0) })
        action.nextToken = first.nextToken
        let second = try trial.call(.listDeadLetterSourceQueues(action))
        #expect(second == .listDeadLetterSourceQueues(.init(queueUrls: [ServiceTrial.url("z")])))
        try trial.deleteQueue(dead)
        #expect(try trial.error(.listDeadLetterSourceQueues(action)) == .queueDoesNotExist)
    }
}
