import QueueService
import SQSModel

/// Calls the service as its callers do, and waits for the answers; for queues that are declared.
///
/// All rules of SQS hold for what is done this way.
struct QueueCaller: Sendable {
    let service: any CallHandling

    func call(_ action: AnyAction, for caller: Caller) async throws(SQSError) {
        let answer = await withCheckedContinuation { continuation in
            _ = service.perform(action, for: caller) { continuation.resume(returning: $0) }
        }
        _ = try answer.finish().get()
    }
}

extension Caller {
    /// The one to whom a queue belongs.
    init(owner queue: QueueAddress) {
        self.init(region: queue.region, account: queue.account, endpoint: "http://localhost")
    }
}
