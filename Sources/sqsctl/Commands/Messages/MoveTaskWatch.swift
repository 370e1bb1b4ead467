import AdminAPI
import AdminClient
import Foundation

/// Follows the latest move task of a queue.
struct MoveTaskWatch {
    let session: Session
    let client: AdminClient
    let queue: QueueReference

    private static let pause = Duration.milliseconds(250)

    func latest() async throws -> MoveTaskView {
        guard let task = try await client.moveTasks(of: queue).tasks.max(by: { $0.startedAt < $1.startedAt }) else {
            throw Failure(.bug, "The task of \(queue) is not listed.")
        }
        return task
    }

    /// Waits until it is not running any more.
    func ended() async throws -> MoveTaskView {
        let progress = ProgressLine("redrive \(queue)", in: session)
        defer { progress.end() }
        while true {
            let task = try await latest()
            if task.status != "RUNNING", task.status != "CANCELLING" {
                guard task.status != "FAILED" else {
                    throw Failure(.data, "The task failed: \(task.failureReason ?? "nobody knows why").")
                }
                return task
            }
            progress.update(
                done: task.approximateNumberOfMessagesMoved,
                of: task.approximateNumberOfMessagesToMove
            )
            try await Task.sleep(for: Self.pause)
        }
    }
}

extension Listing where Row == MoveTaskView {
    static var moveTasks: Listing {
        Listing(
            name: { $0.taskHandle ?? $0.source },
            columns: [
                Column("SOURCE") { .text(QueueReference($0.source).name) },
                Column("DESTINATION", isSparse: true) { .text($0.destination.map { QueueReference($0).name }) },
                Column("STATUS", isKey: true, style: { $0.status == "FAILED" ? .bad : nil }) { .text($0.status) },
                Column("MOVED", isKey: true) { .count($0.approximateNumberOfMessagesMoved) },
                Column("TO MOVE") { .count($0.approximateNumberOfMessagesToMove) },
                Column("RATE", isSparse: true) { .count($0.maxNumberOfMessagesPerSecond) },
                Column("STARTED") { .time($0.startedAt) },
                Column("FAILURE", isWide: true) { .text($0.failureReason) },
                Column("TASK HANDLE", isWide: true) { .text($0.taskHandle) },
            ]
        )
    }
}
