import Dispatch
import QueueService
import QueueTesting
import SQSModel
import Synchronization

/// A call that has been made and may wait.
final class PendingCall: Sendable {
    private let answers = Mutex<[Result<AnyResponse, SQSError>]>([])
    private let isAnswered = DispatchSemaphore(value: 0)
    private let waiting = Mutex<(any WaitingCall)?>(nil)

    init(_ action: AnyAction, for caller: Caller, to service: QueueService) {
        let call = service.perform(action, for: caller) { [self] answer in
            answers.withLock { $0.append(answer.finish()) }
            isAnswered.signal()
        }
        waiting.withLock { $0 = call }
    }

    /// The answer, if there is one by now.
    ///
    /// - Throws: where there are two.
    func answer() throws -> Result<AnyResponse, SQSError>? {
        let answers = answers.withLock { $0 }
        guard answers.count <= 1 else { throw Violation("a call was answered \(answers.count) times") }
        return answers.first
    }

    /// The answer, as soon as there is one.
    func wait() throws -> Result<AnyResponse, SQSError> {
        guard isAnswered.wait(timeout: .now() + 120) == .success else { throw Violation("a call was not answered") }
        isAnswered.signal()
        guard let answer = try answer() else { throw Violation("an answer was taken back") }
        return answer
    }

    /// The bodies of a receive; `nil` while it waits.
    func bodies() throws -> [String]? {
        guard let answer = try answer() else { return nil }
        guard case .receiveMessage(let response) = try answer.get() else { throw Violation("no receive: \(answer)") }
        return response.messages.map(\.body)
    }

    func abandon() { waiting.withLock { $0 }?.abandon() }
}
