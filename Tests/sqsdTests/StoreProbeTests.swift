import QueueStore
import QueueTesting
import Testing

@testable import sqsd

@Suite("Whether the store is well")
struct StoreProbeTests {
    @Test("A store that carries out what it is given is well; one that fails is not, for as long as it does")
    func failing() async throws {
        let control = FaultyStore.Control()
        let writer = StoreWriter(
            clock: ManualClock(),
            onFailure: { _ in },
            open: { FaultyStore(ReferenceStore(), control: control) }
        )
        _ = try writer.start()
        defer { writer.stop() }
        let probe = StoreProbe(writer)
        #expect(await probe.problem() == nil)
        control.add(.everyApply(.full("no space")))
        #expect(await probe.problem()?.hasPrefix("The store fails: ") == true)
        control.heal()
        #expect(await probe.problem() == nil)
        control.add(.everyApply(.failed("the disk is gone")))
        #expect(await probe.problem()?.hasPrefix("The store fails: ") == true)
        #expect(await probe.problem()?.hasPrefix("The store fails: ") == true, "it does not come back")
    }
}
