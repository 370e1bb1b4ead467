import QueueStore
import QueueTesting
import Testing

@Suite("Receipt handles")
struct HandleRulesTests {
    static let now = ManualClock.start

    static func handle(receive: Int = 2, receivedSecondsAgo: Int = 0) -> ReceiptHandle {
        ReceiptHandle(
            queue: QueueID(1),
            message: MessageSequence(1),
            receive: receive,
            receivedAt: now.adding(seconds: -receivedSecondsAgo)
        )
    }

    /// The message was received twice.
    static func message(isFIFO: Bool, visibleIn milliseconds: Int64) -> HeldMessage {
        HeldMessage(receiveCount: 2, visibleAt: now.adding(milliseconds: milliseconds), isFIFO: isFIFO)
    }

    @Test(
        arguments: [
            (receive: 2, visibleIn: 1 as Int64, standard: DeleteDecision.delete, fifo: DeleteDecision.delete),
            (2, 0, .delete, .expired),
            (2, -5000, .delete, .expired),
            (1, 1, .keep, .expired),
            (1, 0, .keep, .expired),
            (3, 1, .keep, .expired),
        ]
    )
    func `DEL-4 … DEL-7: who may delete`(
        receive: Int,
        visibleIn: Int64,
        standard: DeleteDecision,
        fifo: DeleteDecision
    ) {
        let handle = Self.handle(receive: receive)
        #expect(handle.deletion(of: Self.message(isFIFO: false, visibleIn: visibleIn), at: Self.now) == standard)
        #expect(handle.deletion(of: Self.message(isFIFO: true, visibleIn: visibleIn), at: Self.now) == fifo)
    }

    @Test(
        arguments: [
            (receive: 2, visibleIn: 1 as Int64, isExpiredOnFIFO: false),
            (2, 0, true), (1, 1, true), (1, 0, true),
        ]
    )
    func `CMV-4, CMV-5, CMV-8: who may hide`(receive: Int, visibleIn: Int64, isExpiredOnFIFO: Bool) {
        let handle = Self.handle(receive: receive)
        let done = HandleOutcome.done(visibleAt: Self.now.adding(seconds: 7))
        let standard = Self.message(isFIFO: false, visibleIn: visibleIn)
        #expect(handle.visibility(of: standard, seconds: 7, at: Self.now) == done)
        let fifo = Self.message(isFIFO: true, visibleIn: visibleIn)
        #expect(handle.visibility(of: fifo, seconds: 7, at: Self.now) == (isExpiredOnFIFO ? .expired : done))
    }

    @Test(
        arguments: [
            (ago: 0, seconds: 43_200, isAllowed: true), (1, 43_200, false), (1, 43_199, true),
            (43_199, 1, true), (43_199, 2, false), (43_200, 0, true), (43_200, 1, false), (43_201, 0, false),
        ]
    )
    func `CMV-3: twelve hours from the receive`(ago: Int, seconds: Int, isAllowed: Bool) {
        let handle = Self.handle(receivedSecondsAgo: ago)
        let outcome = handle.visibility(of: Self.message(isFIFO: false, visibleIn: 1), seconds: seconds, at: Self.now)
        #expect(outcome == (isAllowed ? .done(visibleAt: Self.now.adding(seconds: seconds)) : .beyondTotal))
    }
}
