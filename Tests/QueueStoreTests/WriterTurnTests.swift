import Dispatch
import QueueStore
import QueueTesting
import Synchronization
import Testing

@Suite("Turns of the writer")
struct WriterTurnTests {
    /// Does something in its first turn.
    private final class Agent: WriterAgent {
        private let isFirst = Mutex(true)
        private let first: @Sendable () -> Void

        init(first: @escaping @Sendable () -> Void) { self.first = first }

        func turn(at now: Instant) -> Instant? {
            let isFirst = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            if isFirst { first() }
            return nil
        }
    }

    private func writer(clock: ManualClock = ManualClock()) throws -> StoreWriter {
        let writer = StoreWriter(clock: clock, onFailure: { _ in }, open: { ReferenceStore() })
        _ = try writer.start()
        return writer
    }

    @Test
    func `an agent that is added while the writer sleeps has its turn at once`() throws {
        let writer = try writer()
        // An answer shows that the writer works; right after it, it goes to sleep.
        let works = DispatchSemaphore(value: 0)
        writer.submit(.count(QueueID(0))) { _ in works.signal() }
        #expect(works.wait(timeout: .now() + 120) == .success)
        let hadTurn = DispatchSemaphore(value: 0)
        writer.add(Agent { hadTurn.signal() })
        #expect(hadTurn.wait(timeout: .now() + 120) == .success)
        writer.stop()
    }

    @Test
    func `a command happens no earlier than it was handed over`() throws {
        let clock = ManualClock()
        let writer = try writer(clock: clock)
        let definition = try StoreTrial.definitionOfLetters()
        let created = Mutex<Instant?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        let agent = Agent {
            clock.advance(milliseconds: 5000)
            writer.submit(definition) { result in
                if case .success(.queue(let record)) = result { created.withLock { $0 = record.createdAt } }
                isDone.signal()
            }
        }
        writer.add(agent)
        #expect(isDone.wait(timeout: .now() + 120) == .success)
        #expect(created.withLock { $0 } == clock.now)
        writer.stop()
    }
}

extension StoreTrial {
    fileprivate static func definitionOfLetters() throws -> StoreCommand {
        .createQueue(QueueDefinition(address: try address("letters"), attributes: [], tags: [], quietSeconds: 0))
    }
}
