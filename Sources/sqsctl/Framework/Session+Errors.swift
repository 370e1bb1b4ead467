import AdminAPI
import AdminClient
import NearestName

extension Session {
    /// An error with its next step; where a queue does not exist, the one that was likely meant.
    func explain(_ error: any Error) async -> Failure {
        var failure = Failure(error)
        if case .refused(let problem, _, let queue?) = error as? ClientFailure,
            problem.code == AdminProblem.nonExistentQueue
        {
            let message = "There is no queue \(queue.name)\(tenant(of: queue))."
            failure = Failure(.data, message, code: problem.code, hint: failure.hint)
            // Without the list there is no better hint; the error stays the one to tell.
            if let hint = try? await whereabouts(of: queue) { failure.hint = hint }
        }
        return failure
    }

    /// Where it was looked for, if that was said: ` in eu-west-1, account 123456789012`.
    private func tenant(of queue: QueueReference) -> String {
        let own = found?.tenancy
        let account = (queue.account ?? own?.account).map { "account \($0)" }
        let places = [queue.region ?? own?.region, account].compactMap { $0 }
        return places.isEmpty ? "" : " in " + places.joined(separator: ", ")
    }

    /// The queue of that name that is somewhere else, or else the one whose name was likely meant.
    private func whereabouts(of queue: QueueReference) async throws -> String? {
        let client = try await client()
        let namesakes = try await client.allQueues(matching: queue.name, isEverywhere: true)
        if let other = namesakes.first(where: { $0.queueName == queue.name }) {
            return "There is one in \(other.region), account \(other.account): \(other.queueArn)"
        }
        let names = try await client.allQueues().map(\.queueName)
        let fifo = "\(queue.name).fifo"
        let name = names.contains(fifo) ? fifo : nearest(to: queue.name, among: names)
        return name.map { "Did you mean \($0)? `sqsctl ls` lists the queues." }
    }
}
