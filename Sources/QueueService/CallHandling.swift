package import SQSModel
internal import Synchronization

/// What the door knows of the rooms behind it: calls go in, answers come out, once each.
package protocol CallHandling: Sendable {
    /// Carries out a call.
    ///
    /// - Parameters:
    ///   - action: the call as it was read.
    ///   - caller: who calls.
    ///   - reply: called exactly once, on any thread, possibly before this returns.
    /// - Returns: for a call that may wait, how to say that nobody waits for it any more.
    func perform(
        _ action: AnyAction,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) -> (any WaitingCall)?
}

extension CallHandling {
    /// Carries out a call; when the task is cancelled, nobody waits for it any more.
    package func answer(to action: AnyAction, for caller: Caller) async -> Answer {
        let waiting = Mutex<(any WaitingCall)?>(nil)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let call = perform(action, for: caller) { continuation.resume(returning: $0) }
                waiting.withLock { $0 = call }
                if Task.isCancelled { call?.abandon() }
            }
        } onCancel: {
            waiting.withLock { $0 }?.abandon()
        }
    }
}

/// What the door can ask for besides calls: to look without touching.
package protocol Inspecting: Sendable {
    /// Shows messages of a queue as a receive would, and receives none.
    ///
    /// - Parameters:
    ///   - inspection: what to show.
    ///   - caller: whose queue it is where the inspection names no account or region.
    ///   - reply: called exactly once, on any thread, possibly before this returns; with the response of ReceiveMessage.
    func inspect(_ inspection: MessageInspection, for caller: Caller, reply: @escaping @Sendable (Answer) -> Void)
}

/// A call that may take a while.
package protocol WaitingCall: Sendable {
    /// Says that the caller has gone: from here on the call takes no message. Its reply is still called.
    func abandon()
}

/// The answer to a call, of which the last part of the work is left to whoever sends it.
///
/// Hashing, sealing receipt handles and filtering attributes happen in `finish()`, on the connection's own thread and not
/// on the writer's, for which all others wait.
package struct Answer: Sendable {
    private let make: @Sendable () -> Result<AnyResponse, SQSError>

    package init(_ make: @escaping @Sendable () -> Result<AnyResponse, SQSError>) { self.make = make }

    package init(_ response: AnyResponse) { make = { .success(response) } }

    package init(_ error: SQSError) { make = { .failure(error) } }

    package func finish() -> Result<AnyResponse, SQSError> { make() }
}
