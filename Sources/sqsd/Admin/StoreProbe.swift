import Dispatch
import QueueStore
import Synchronization

/// Whether the store carries out what it is given: it has just done so, or does so when it is asked.
final class StoreProbe: WriterWatcher {
    /// A commit this long ago says that the store is well; so long it may take to answer.
    private static let patience = Duration.seconds(1)

    private let writer: StoreWriter
    private let lastCommit = Mutex<ContinuousClock.Instant?>(nil)

    init(_ writer: StoreWriter) { self.writer = writer }

    func committed(commands: Int, in time: Duration) { lastCommit.withLock { $0 = .now } }

    func failed(_ error: StoreError) {}

    func expired(_ counts: [QueueID: Int]) {}

    /// - Returns: what is wrong; `nil` where nothing is.
    func problem() async -> String? {
        if let last = lastCommit.withLock({ $0 }), last.duration(to: .now) <= Self.patience { return nil }
        return await withCheckedContinuation { continuation in
            let answer = OneAnswer { continuation.resume(returning: $0) }
            // There is no such queue, and saying so takes a transaction all the same.
            writer.submit(.count(QueueID(0))) { result in
                switch result {
                case .success: answer.give(nil)
                case .failure(let error): answer.give("The store fails: \(error).")
                }
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) {
                answer.give("The store has not answered for a second.")
            }
        }
    }
}

/// The first of several answers counts.
private final class OneAnswer: Sendable {
    private let receiver: Mutex<(@Sendable (String?) -> Void)?>

    init(_ receiver: @escaping @Sendable (String?) -> Void) { self.receiver = Mutex(receiver) }

    func give(_ answer: String?) {
        let receiver = receiver.withLock { receiver in
            defer { receiver = nil }
            return receiver
        }
        receiver?(answer)
    }
}
