import QueueStore
import SQSModel

/// StartMessageMoveTask, CancelMessageMoveTask and ListMessageMoveTasks.
extension QueueService {
    /// MV-2 … MV-6.
    func start(
        _ action: StartMessageMoveTask,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let source = try queue(arn: action.sourceArn, in: "SourceArn")
        guard !catalog.records(where: { $0.names(source.address) }).isEmpty else { throw .sourceIsNoDeadLetterQueue }
        var destination: QueueAddress?
        if action.destinationArn != nil {
            let target = try queue(arn: action.destinationArn, in: "DestinationArn")
            guard target.id != source.id else { throw .sourceIsDestination }
            guard target.attributes.isFIFO == source.attributes.isFIFO else { throw .destinationHasOtherType }
            destination = target.address
        }
        if let rate = action.maxNumberOfMessagesPerSecond, !Limits.moveTaskRate.contains(rate) {
            throw .invalidMoveRate
        }
        let definition = MoveDefinition(
            id: makeMessageIds(1)[0],
            source: source.id,
            destination: destination,
            messagesPerSecond: action.maxNumberOfMessagesPerSecond
        )
        submit(.startMove(definition), reply: reply) { [self] outcome in
            guard case .moving(let progress) = outcome else { return Answer(.internalFailure) }
            moves.carryOn(progress.task)
            let handle = TaskHandle(progress.task).text
            return Answer(.startMessageMoveTask(StartMessageMoveTask.Response(taskHandle: handle)))
        }
    }

    /// MV-10.
    func cancel(
        _ action: CancelMessageMoveTask,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        guard let text = action.taskHandle, !text.isEmpty else { throw .missingParameter("TaskHandle") }
        let handle = try TaskHandle(text)
        guard let address = QueueAddress(arn: handle.sourceArn), let source = catalog.record(at: address) else {
            throw .resourceDoesNotExist("SourceArn")
        }
        guard let id = handle.id else { throw .taskDoesNotExist }
        submit(.cancelMove(id, source: source.id), reply: reply) { outcome in
            guard case .moving(let progress) = outcome else { return Answer(.internalFailure) }
            let moved = progress.task.moved
            return Answer(.cancelMessageMoveTask(.init(approximateNumberOfMessagesMoved: moved)))
        }
    }

    /// MV-8, MV-12.
    func list(
        _ action: ListMessageMoveTasks,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let source = try queue(arn: action.sourceArn, in: "SourceArn")
        let limit = action.maxResults ?? 1
        guard Limits.moveTaskResults.contains(limit) else { throw .invalidMoveTaskMaxResults }
        submit(.listMoves(source.id, limit: limit), reply: reply) { outcome in
            guard case .moves(let tasks) = outcome else { return Answer(.internalFailure) }
            return Answer(.listMessageMoveTasks(.init(results: tasks.map(\.entry))))
        }
    }

    /// - Throws: M-PARAM, K-ARN, K-SRC, K-DST.
    private func queue(arn: String?, in parameter: String) throws(SQSError) -> QueueRecord {
        guard let arn, !arn.isEmpty else { throw .missingParameter(parameter) }
        guard Arn(arn) != nil else { throw .malformedArn(parameter) }
        guard let address = QueueAddress(arn: arn), let record = catalog.record(at: address) else {
            throw .resourceDoesNotExist(parameter)
        }
        return record
    }
}

extension QueueRecord {
    /// Whether this queue's dead letters go to the other.
    fileprivate func names(_ target: QueueAddress) -> Bool {
        attributes.redrivePolicy?.deadLetterTargetArn == target.arn
    }
}

extension MoveTask {
    fileprivate var entry: ListMessageMoveTasks.Entry {
        var entry = ListMessageMoveTasks.Entry(
            status: status.rawValue,
            sourceArn: sourceArn,
            moved: moved,
            startedTimestamp: Int(startedAt.milliseconds)
        )
        entry.taskHandle = status == .running ? TaskHandle(self).text : nil
        entry.destinationArn = destinationArn
        entry.maxNumberOfMessagesPerSecond = messagesPerSecond
        entry.approximateNumberOfMessagesToMove = toMove
        entry.failureReason = failureReason
        return entry
    }
}
