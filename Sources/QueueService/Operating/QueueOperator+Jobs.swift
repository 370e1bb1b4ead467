package import QueueStore
import SQSModel

/// Doing something with many messages.
extension QueueOperator {
    package func carryOut(
        _ job: SelectionJob,
        on queue: QueueRecord,
        report: @Sendable (JobProgress) async throws -> Void
    ) async throws {
        try job.action.check(for: queue)
        var run = SelectionRun(job, on: queue, by: self)
        try await run.carryOut(telling: report)
    }

    /// Does something with some messages of a queue, and lets those know who wait for them or watch.
    ///
    /// - Parameters:
    ///   - command: what to do.
    ///   - queue: whose messages.
    ///   - ids: what they are called, for those who watch.
    /// - Returns: what became of each.
    /// - Throws: Q-NONE, K-TYPE, or what a failing store is explained with.
    func operate(
        _ command: OperateCommand,
        on queue: QueueRecord,
        _ ids: MessageIds
    ) async throws(SQSError) -> [OperationOutcome] {
        try await submit(.operate(command)) { [service] outcome in
            guard case .operated(let batch) = outcome else { return nil }
            service.settle(batch, of: command, on: queue, ids)
            return batch.outcomes
        }
    }
}

extension SelectionJob.Action {
    /// The checks that StartMessageMoveTask has for two queues (MV-2).
    ///
    /// That the source is somebody's dead-letter queue now is not asked for: operators also move what was left in one that
    /// no queue names any more.
    ///
    /// - Throws: K-SAME, K-TYPE.
    fileprivate func check(for source: QueueRecord) throws(SQSError) {
        switch self {
        case .delete, .release, .requeue, .redrive: return
        case .move(let target), .copy(let target):
            guard target.id != source.id else { throw .sourceIsDestination }
            guard target.attributes.isFIFO == source.attributes.isFIFO else { throw .destinationHasOtherType }
        }
    }
}

extension QueueService {
    /// Tells everybody what was done with messages; on the writer's thread.
    fileprivate func settle(
        _ batch: OperatedBatch,
        of command: OperateCommand,
        on queue: QueueRecord,
        _ ids: MessageIds
    ) {
        let done = zip(command.messages, batch.outcomes).filter { $0.1 == .done }.map(\.0)
        guard !done.isEmpty else { return }
        for (target, moments) in batch.arrivals { polls.messagesShow(in: target, at: moments) }
        tell(.operated(queue, command.deed, done, ids: ids))
        switch command.deed {
        case .delete: polls.messagesWereDeleted(from: queue.id, count: done.count)
        case .move:
            polls.messagesWereDeleted(from: queue.id, count: done.count)
            for (target, moments) in batch.arrivals where target != queue.id {
                tell(.redriven(from: queue.id, to: target, count: moments.count))
            }
        case .release, .copy: break
        }
    }
}
