import Dispatch
import QueueService
import QueueTesting
import SQSModel
import Synchronization

/// Stands in for the service: answers as it is told, and remembers who asked what.
final class StubHandler: CallHandling, Inspecting {
    enum Manner: Sendable {
        /// Answers before `perform` returns.
        case atOnce
        /// Answers from another thread.
        case fromElsewhere
        /// Keeps the answer until the test gives it.
        case held
    }

    struct Call: Sendable {
        let action: AnyAction
        let caller: Caller
        let reply: @Sendable (Answer) -> Void
        let waiting: StubWait

        /// Gives the answer that the handler has held back.
        func answer() { reply(Answer(.nothing)) }
    }

    private let manner: Manner
    private let response: @Sendable (AnyAction) -> Result<AnyResponse, SQSError>
    private let queue = DispatchQueue(label: "stub", attributes: .concurrent)
    private let state = Mutex<[Call]>([])
    private let looks = Mutex<[MessageInspection]>([])

    var calls: [Call] { state.withLock { $0 } }

    init(
        _ manner: Manner = .fromElsewhere,
        response: @escaping @Sendable (AnyAction) -> Result<AnyResponse, SQSError> = { _ in .success(.nothing) }
    ) {
        self.manner = manner
        self.response = response
    }

    func perform(
        _ action: AnyAction,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) -> (any WaitingCall)? {
        let call = Call(action: action, caller: caller, reply: reply, waiting: StubWait())
        state.withLock { $0.append(call) }
        let answer = Answer { [response] in response(action) }
        switch manner {
        case .atOnce: reply(answer)
        case .fromElsewhere: queue.async { reply(answer) }
        case .held: return call.waiting
        }
        return nil
    }

    /// What was looked at.
    var inspections: [MessageInspection] { looks.withLock { $0 } }

    func inspect(_ inspection: MessageInspection, for caller: Caller, reply: @escaping @Sendable (Answer) -> Void) {
        looks.withLock { $0.append(inspection) }
        reply(Answer { [response] in response(.receiveMessage(ReceiveMessage())) })
    }

    /// Waits until so many calls have come.
    func calls(_ count: Int) async throws -> [Call] {
        _ = try await eventually { calls.count >= count }
        return calls
    }
}

/// A call that waits, and whether it was given up.
final class StubWait: WaitingCall {
    private let state = Mutex(false)

    var isAbandoned: Bool { state.withLock { $0 } }

    func abandon() { state.withLock { $0 = true } }

    /// Waits until it is given up; says whether it was.
    func isAbandonedAtLast() async throws -> Bool { try await eventually { isAbandoned } }
}
