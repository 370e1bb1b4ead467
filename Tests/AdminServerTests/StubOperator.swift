import QueueService
import QueueStore
import SQSModel

/// Stands in for the operator of queues where only figures are asked for; whatever else is asked is refused.
struct StubOperator: QueueOperating {
    var records: [QueueRecord] = []
    var overviews: [QueueID: QueueOverview] = [:]
    var waiting: [QueueID: Int] = [:]
    var receivers: [ClientRecord] = []
    var backup: @Sendable (String) async throws(SQSError) -> Void = { _ async throws(SQSError) in
        throw .internalFailure
    }

    func queues() -> [QueueRecord] { records }

    func overviews(of queues: [QueueRecord]) async throws(SQSError) -> [QueueID: QueueOverview] {
        let asked = Set(queues.map(\.id))
        return overviews.filter { asked.contains($0.key) }
    }

    func longPolls(at queue: QueueRecord) -> Int { waiting[queue.id] ?? 0 }

    func clients() -> [ClientRecord] { receivers }

    // MARK: What no page of figures asks for

    func queue(_ text: String, region: Region, account: AccountId) throws(SQSError) -> QueueRecord {
        throw .queueDoesNotExist
    }

    func activity(of queue: QueueRecord) -> ActivityRecord { ActivityRecord() }

    func create(_ definition: QueueDefinition) async throws(SQSError) -> (queue: QueueRecord, isNew: Bool) {
        throw .internalFailure
    }

    func messages(of queue: QueueRecord, _ request: BrowseRequest) async throws(SQSError) -> MessagePage {
        throw .internalFailure
    }

    func message(_ reference: MessageReference, of queue: QueueRecord) async throws(SQSError) -> PeekedMessage? {
        throw .internalFailure
    }

    func groups(
        of queue: QueueRecord,
        after: String?,
        limit: Int
    ) async throws(SQSError) -> (groups: [GroupRecord], next: String?) {
        throw .internalFailure
    }

    func holder(of message: MessageSequence) -> HolderRecord? { nil }

    func carryOut(
        _ job: SelectionJob,
        on queue: QueueRecord,
        report: @Sendable (JobProgress) async throws -> Void
    ) async throws {
        throw SQSError.internalFailure
    }

    func resend(
        _ reference: MessageReference,
        of queue: QueueRecord,
        _ revision: MessageRevision
    ) async throws(SQSError) -> (message: MessageId, queue: QueueRecord)? {
        throw .internalFailure
    }

    func restore(_ messages: [RestoredMessage], to queue: QueueRecord) async throws(SQSError) {
        throw .internalFailure
    }

    func moveTasks(from source: QueueRecord?) async throws(SQSError) -> [MoveTaskRecord] { throw .internalFailure }

    func events() -> LiveFeed { preconditionFailure("no page of figures listens to events") }

    func backUp(to path: String) async throws(SQSError) { try await backup(path) }
}
