package import QueueStore
package import SQSModel

/// Queues and move tasks.
extension QueueOperator {
    /// The most that ListMessageMoveTasks tells of one source (MV-12).
    private static let tasksPerSource = 10

    package func queues() -> [QueueRecord] { service.catalog.all() }

    package func queue(_ text: String, region: Region, account: AccountId) throws(SQSError) -> QueueRecord {
        let owner = Caller(region: region, account: account, endpoint: "")
        guard let address = QueueAddress(arn: text) ?? QueueAddress(url: text, for: owner),
            let record = service.catalog.record(at: address)
        else { throw .queueDoesNotExist }
        return record
    }

    /// A queue that is there stays as it is, whatever its attributes are (CQ-2 would refuse others).
    package func create(_ definition: QueueDefinition) async throws(SQSError) -> (queue: QueueRecord, isNew: Bool) {
        let address = definition.address
        if let record = service.catalog.record(at: address) { return (record, false) }
        var action = CreateQueue()
        action.queueName = address.name.text
        action.attributes = definition.attributes
        action.tags = definition.tags
        let owner = Caller(region: address.region, account: address.account, endpoint: "")
        let result = await withCheckedContinuation { continuation in
            _ = service.perform(.createQueue(action), for: owner) { continuation.resume(returning: $0.finish()) }
        }
        let record = service.catalog.record(at: address)
        switch result {
        case .success:
            guard let record else { throw .queueDoesNotExist }
            return (record, true)
        case .failure(let error):
            // Somebody else was faster.
            guard error.code == .queueNameExists, let record else { throw error }
            return (record, false)
        }
    }

    /// Asks source by source, so that with thousands of them no caller waits for more than one.
    package func moveTasks(from source: QueueRecord?) async throws(SQSError) -> [MoveTaskRecord] {
        var tasks: [MoveTask] = []
        for queue in source.map({ [$0] }) ?? queues() {
            tasks += try await submit(.listMoves(queue.id, limit: Self.tasksPerSource)) { outcome in
                guard case .moves(let tasks) = outcome else { return nil }
                return tasks
            }
        }
        tasks.sort { $0.startedAt > $1.startedAt }
        return tasks.map { MoveTaskRecord(task: $0, handle: $0.status == .running ? TaskHandle($0).text : nil) }
    }
}
