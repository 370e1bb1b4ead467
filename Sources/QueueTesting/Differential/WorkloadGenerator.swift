import QueueStore
import SQSModel

/// Makes random histories: few queues, few messages, and times that meet each other, so that much happens in little.
struct WorkloadGenerator {
    private var chance: SeededGenerator
    private let abilities: Set<StoreAbility>
    private var messages = 0

    init(seed: UInt64, abilities: Set<StoreAbility>) {
        chance = SeededGenerator(seed: seed)
        self.abilities = abilities
    }

    /// A small limit half of the time, so that it is reached.
    mutating func messagesInFlight() -> Int {
        chance.happens(percent: 50) ? Int.random(in: 1...6, using: &chance) : Limits.messagesInFlight
    }

    mutating func history(length: Int) -> [WorkloadStep] {
        let first = (0..<WorkloadQueues.count(of: abilities)).map { queue in
            WorkloadCommand.create(queue, attributes(for: queue), quietSeconds: 60)
        }
        return [.apply(first)] + (0..<length).map { _ in step() }
    }

    private mutating func step() -> WorkloadStep {
        switch Int.random(in: 0..<100, using: &chance) {
        case 0..<50: .apply([command()])
        case 50..<70: .apply((0..<Int.random(in: 2...6, using: &chance)).map { _ in command() })
        case 70..<80: .wait(milliseconds: chance.pick(0, 1, 999, 1000, 5000, 29_999, 30_000, 60_000, 300_000, 900_000))
        case 80..<94:
            .waitForDeadline(pick: Int.random(in: 0..<4, using: &chance), offset: chance.pick(-1, 0, 0, 1))
        case 94..<97: .keepHouse(limit: chance.pick(1, 2, 3, 1000))
        default: .reopen
        }
    }

    private mutating func command() -> WorkloadCommand {
        let queue = Int.random(in: 0..<WorkloadQueues.count(of: abilities), using: &chance)
        if abilities.contains(.moveTasks), chance.happens(percent: 12) { return move(from: queue) }
        if chance.happens(percent: 15) { return operate(on: queue) }
        switch Int.random(in: 0..<100, using: &chance) {
        case 0..<30: return .send(queue, (0..<Int.random(in: 1...4, using: &chance)).map { _ in message(for: queue) })
        case 30..<62: return .receive(queue, receive(for: queue))
        case 62..<74: return .delete(queue, (0..<Int.random(in: 1...3, using: &chance)).map { _ in handle() })
        case 74..<86:
            return .change(queue, handle(), seconds: chance.pick(0, 0, 1, 5, 30, 60, 43_199, 43_200))
        case 86..<90: return .update(queue, attributes(for: queue))
        case 90..<92: return .tag(queue, TextEntry(chance.pick("a", "b", "aws:c"), chance.pick("1", "2", "")))
        case 92..<93: return .untag(queue, chance.pick("a", "b"))
        case 93..<95: return .purge(queue, quietSeconds: chance.pick(0, 60))
        case 95..<96: return .deleteQueue(queue)
        case 96..<97: return .quarantine(queue, handle())
        default: return .create(queue, attributes(for: queue), quietSeconds: chance.pick(0, 60))
        }
    }

    private mutating func move(from queue: Int) -> WorkloadCommand {
        let back = chance.pick(0, 0, 0, 1, 2)
        switch Int.random(in: 0..<10, using: &chance) {
        case 0..<3:
            // Callers may name a queue of the same type only (K-TYPE).
            let destination = WorkloadQueues.isFIFO(queue) ? chance.pick(3, 4) : chance.pick(0, 1, 2)
            return .startMove(queue, destination: chance.happens(percent: 50) ? destination : nil)
        case 3..<8: return .moveMessages(back, count: chance.pick(1, 2, 3, 10))
        case 8: return .cancelMove(back)
        default: return .listMoves(queue, limit: chance.pick(1, 2, 10))
        }
    }

    private mutating func operate(on queue: Int) -> WorkloadCommand {
        switch Int.random(in: 0..<10, using: &chance) {
        case 0..<2:
            return .restore(queue, (0..<Int.random(in: 1...2, using: &chance)).map { _ in restored(for: queue) })
        case 2..<4: return .look(queue, place: Int.random(in: 0..<4, using: &chance))
        default:
            let target =
                chance.happens(percent: 30)
                ? queue : Int.random(in: 0..<WorkloadQueues.count(of: abilities), using: &chance)
            // Which of two messages with one body is which cannot be told from outside, so there are few copies.
            let deed =
                chance.happens(percent: 5)
                ? WorkloadDeed.copy(to: target)
                : chance.pick(.delete, .release, .release, .move(to: target), .move(to: nil))
            let places = (0..<Int.random(in: 1...3, using: &chance)).map { _ in Int.random(in: 0..<4, using: &chance) }
            return .operate(queue, deed, places: places, sparesInFlight: chance.happens(percent: 30))
        }
    }

    private mutating func restored(for queue: Int) -> WorkloadRestored {
        var message = message(for: queue)
        if message.group == nil, WorkloadQueues.isFIFO(queue) { message.group = "g" }
        return WorkloadRestored(
            message: message,
            age: chance.pick(0, 1, 30, 59, 60, 61, 100),
            visibleIn: chance.pick(-100, -1, 0, 1, 30),
            receives: chance.pick(0, 1, 2)
        )
    }

    private mutating func message(for queue: Int) -> WorkloadMessage {
        messages += 1
        var message = WorkloadMessage(body: "m\(messages)")
        if chance.happens(percent: 30) { message.delay = chance.pick(0, 1, 5, 30, 900) }
        if WorkloadQueues.isFIFO(queue) {
            message.group = chance.pick("g", "h", "i")
            message.deduplication = chance.happens(percent: 25) ? chance.pick("x", "y") : message.body
        } else if chance.happens(percent: 20) {
            message.group = chance.pick("g", "h")
        }
        return message
    }

    private mutating func receive(for queue: Int) -> WorkloadReceive {
        var receive = WorkloadReceive(limit: chance.pick(1, 2, 3, 10))
        if chance.happens(percent: 60) { receive.timeout = chance.pick(0, 0, 1, 5, 30, 60, 600, 43_200) }
        receive.isShortPoll = chance.happens(percent: 70)
        receive.isWanted = !chance.happens(percent: 4)
        if chance.happens(percent: WorkloadQueues.isFIFO(queue) ? 40 : 5) { receive.attempt = chance.pick("p", "q") }
        return receive
    }

    private mutating func handle() -> HandlePick {
        let back =
            chance.happens(percent: 70) ? Int.random(in: 0..<4, using: &chance) : .random(in: 0..<20, using: &chance)
        return HandlePick(back: back, isOfAnyQueue: chance.happens(percent: 5))
    }

    /// Mostly right ones, and mostly few.
    private mutating func attributes(for queue: Int) -> [TextEntry] {
        var entries: [TextEntry] = []
        if chance.happens(percent: 30) { entries.append(TextEntry("VisibilityTimeout", chance.pick("0", "1", "30"))) }
        if chance.happens(percent: 25) {
            entries.append(TextEntry("DelaySeconds", chance.pick("0", "0", "5", "900", "901")))
        }
        if chance.happens(percent: 30) {
            entries.append(TextEntry("MessageRetentionPeriod", chance.pick("60", "61", "90", "345600", "59")))
        }
        if abilities.contains(.deadLetterQueues), chance.happens(percent: 50) {
            let target = Int.random(in: 0..<WorkloadQueues.count(of: abilities), using: &chance)
            let arn = "arn:aws:sqs:us-east-1:000000000000:\(WorkloadQueues.names[target])"
            let policy = #"{"deadLetterTargetArn":"\#(arn)","maxReceiveCount":\#(chance.pick(1, 1, 2, 3))}"#
            entries.append(TextEntry("RedrivePolicy", chance.happens(percent: 10) ? "" : policy))
        }
        if WorkloadQueues.isFIFO(queue), chance.happens(percent: 20) {
            entries.append(TextEntry("DeduplicationScope", chance.pick("queue", "messageGroup")))
        }
        return entries
    }
}
