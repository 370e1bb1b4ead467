import QueueStore
import QueueTesting
import Testing

@Suite("The differential runner")
struct DifferentialTests {
    @Test("finds no difference between the reference store and itself", arguments: 0..<10 as Range<UInt64>)
    func agreement(block: UInt64) throws {
        let differential = Differential(of: .reference, abilities: Set(StoreAbility.allCases))
        for seed in block * 30..<(block + 1) * 30 { try differential.run(seed: seed) }
    }

    @Test func `finds a store that forgets one thing, and tells it in a few steps`() throws {
        let kind = StoreKind("forgetful") { ForgetfulPlace(messagesInFlight: $0) }
        let differential = Differential(of: kind, abilities: [.standardQueues])
        var story: String?
        for seed in 0..<200 as Range<UInt64> where story == nil {
            do { try differential.run(seed: seed) } catch { story = "\(error)" }
        }
        let lines = try #require(story).split(separator: "\n")
        #expect(lines[0].contains("with seed"))
        // Create, send, receive, show again, receive: nothing else is needed.
        #expect(lines.filter { $0.hasPrefix("  ") }.count <= 5, "\(story ?? "")")
    }
}

/// Says that it shows a message again and does not.
private final class ForgetfulStore: QueueStore {
    private let store: any QueueStore

    init(_ store: any QueueStore) { self.store = store }

    func apply(_ commands: [StoreCommand], at now: Instant) throws(StoreError) -> [Outcome] {
        var outcomes: [Outcome] = []
        for command in commands {
            if case .changeVisibility(_, let changes) = command, changes.allSatisfy({ $0.seconds == 0 }) {
                outcomes.append(.handled(changes.map { _ in .done(visibleAt: now) }))
            } else {
                outcomes += try store.apply([command], at: now)
            }
        }
        return outcomes
    }

    var secret: [UInt8] { store.secret }
    func queues() throws(StoreError) -> [QueueRecord] { try store.queues() }
    func runningMoves() throws(StoreError) -> [MoveTask] { try store.runningMoves() }
    var nextHousekeeping: Instant? { store.nextHousekeeping }
    func housekeep(at now: Instant, limit: Int) throws(StoreError) -> [QueueID: Int] {
        try store.housekeep(at: now, limit: limit)
    }
    func tidy(isQuiet: Bool) throws(StoreError) { try store.tidy(isQuiet: isQuiet) }
    func makeReader() throws(StoreError) -> (any QueueReader)? { try store.makeReader() }
    func close() throws(StoreError) {}
}

private final class ForgetfulPlace: StorePlace {
    private let store: ForgetfulStore

    init(messagesInFlight: Int) { store = ForgetfulStore(ReferenceStore(messagesInFlight: messagesInFlight)) }

    func open() -> any QueueStore { store }
}
