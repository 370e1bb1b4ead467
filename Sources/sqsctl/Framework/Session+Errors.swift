import AdminAPI
import AdminClient

extension Session {
    /// An error with its next step; where a queue does not exist, the one that was likely meant.
    func explain(_ error: any Error) async -> Failure {
        var failure = Failure(error)
        if case .refused(let problem, _, let queue?) = error as? ClientFailure,
            problem.code == AdminProblem.nonExistentQueue
        {
            failure = Failure(.data, "There is no queue \(queue.name).", code: problem.code, hint: failure.hint)
            // Without the list there is no better hint; the error stays the one to tell.
            if let name = try? await nearest(to: queue) {
                failure.hint = "Did you mean \(name)? `sqsctl ls` lists the queues."
            }
        }
        return failure
    }

    private func nearest(to queue: QueueReference) async throws -> String? {
        let names = try await client().allQueues().map(\.queueName)
        return NearestName.find(queue.name, among: names)
    }
}
