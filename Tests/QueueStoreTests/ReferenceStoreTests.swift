import QueueTesting
import Testing
import Vectors

@Suite("The reference store")
struct ReferenceStoreTests {
    @Test("keeps the promises of stores", arguments: StoreBehaviour.cases())
    func behaviour(promise: StoreBehaviour.Case) throws { try promise.run(on: .reference) }

    @Test func `FIF-11: messages come in the order that AWS was recorded to give`() throws {
        let scenarios = try Vectors.decoded("fifo-ordering", as: FIFOScenario.Collection.self).scenarios
        #expect(scenarios.count == 10)
        for scenario in scenarios { try scenario.play(on: .reference) }
    }
}
