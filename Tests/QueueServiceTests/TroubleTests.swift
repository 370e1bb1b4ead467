import QueueService
import QueueStore
import QueueTesting
import SQSModel
import Testing

@Suite("Trouble below the service")
struct TroubleTests {
    @Test(arguments: StoreKind.both)
    func `a damaged message is left out, put aside, reported once and never delivered`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        for body in ["1", "2", "3"] { try trial.send(body, to: url) }
        trial.observation.damage("2")
        #expect(try trial.receive(url).map(\.body) == ["1", "3"])
        try trial.settle()
        #expect(trial.observation.quarantined.count == 1)
        #expect(trial.events.count == 1)
        guard case .damagedMessage(_, let queue) = trial.events.first else { throw Violation("nothing was reported") }
        #expect(queue.arn == ServiceTrial.arn("letters"))
        try trial.advance(seconds: 30)
        #expect(try trial.receive(url).map(\.body) == ["1", "3"])
        #expect(trial.events.count == 1)
    }

    @Test(arguments: StoreKind.both)
    func `FIF-5: a group goes on after its damaged message was put aside, and polls learn of it`(kind: StoreKind) throws
    {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue("letters.fifo")
        try trial.send("1", to: url, group: "g")
        try trial.send("2", to: url, group: "g")
        trial.observation.damage("1")
        let first = try trial.poll(url)
        let second = try trial.poll(url)
        try trial.settle()
        #expect(try first.bodies() == [])
        #expect(try second.bodies() == ["2"])
    }

    @Test(arguments: StoreKind.both)
    func `P-UNAVAILABLE: a full disk refuses what needs space, tells the operator, and passes`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        var action = SendMessage()
        action.queueUrl = url
        action.message.messageBody = "hello"
        trial.observation.failNext(.full("no space"))
        let error = try trial.error(.sendMessage(action))
        #expect(error.code == .serviceUnavailable)
        guard case .storeIsFull(.full("no space")) = trial.events.first else { throw Violation("nothing was reported") }
        try trial.call(.sendMessage(action))
        #expect(try trial.receiveOne(url).body == "hello")
    }

    @Test(arguments: StoreKind.both)
    func `a poll that meets a full disk fails, and the next one is woken in its place`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        let first = try trial.poll(url)
        let second = try trial.poll(url)
        try trial.send("hello", to: url, delay: 5)
        trial.observation.failNext(.full("no space"))
        try trial.advance(seconds: 5)
        guard case .failure(let error) = try first.wait() else { throw Violation("it did not fail") }
        #expect(error.code == .serviceUnavailable)
        #expect(try second.bodies() == ["hello"])
    }

    @Test(arguments: StoreKind.both)
    func `P-INTERNAL: a store that failed answers nothing any more`(kind: StoreKind) throws {
        let trial = try ServiceTrial(kind)
        let url = try trial.queue()
        trial.observation.failNext(.failed("broken"))
        var action = SendMessage()
        action.queueUrl = url
        action.message.messageBody = "hello"
        #expect(try trial.error(.sendMessage(action)) == .internalFailure)
        let later = try trial.error(.sendMessage(action))
        #expect(later.code == .serviceUnavailable || later == .internalFailure)
        #expect(trial.events.isEmpty)
    }

    @Test
    func `A-50: permissions that make the policy too large are refused, and the store opens again`() throws {
        let trial = try ServiceTrial(.sqlite)
        let url = try trial.queue()
        var action = AddPermission()
        action.queueUrl = url
        action.awsAccountIds = (0..<50).map { String(100_000_000_000 + $0) }
        action.actions = ["*"]
        var refusals = 0
        for index in 0..<10 {
            action.label = "label-\(index)"
            switch try trial.answer(.addPermission(action)) {
            case .success: break
            case .failure(let error):
                #expect(error == .invalidAttributeValue("Policy"))
                refusals += 1
            }
        }
        #expect(refusals == 6)
        let policy = try #require(try trial.attribute("Policy", of: url))
        #expect(policy.utf8.count <= Limits.policyBytes)
        try trial.set(["Policy": policy], of: url)
    }
}
