import QueueStore
import SQSModel

/// Statements of a queue's policy, by label.
extension QueueService {
    /// Actions that an owner can share (PRM-3).
    private static let sharable: Set<String> = [
        "*", "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes",
        "GetQueueUrl", "ListDeadLetterSourceQueues", "PurgeQueue",
    ]

    /// PRM-1 … PRM-5.
    func add(
        _ action: AddPermission,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        guard let label = action.label, !label.isEmpty else { throw .missingParameter("Label") }
        guard let accountIds = action.awsAccountIds, !accountIds.isEmpty else {
            throw .missingParameter("AWSAccountIds")
        }
        guard let actions = action.actions, !actions.isEmpty else { throw .missingParameter("ActionName") }
        guard isLabel(label) else { throw .invalidLabel(label) }
        guard actions.count <= Limits.policyActions else { throw .tooManyPermissions(actions.count) }
        for action in actions where !Self.sharable.contains(action) {
            throw ActionName(rawValue: action) == nil ? .unknownPermission(action) : .unsharablePermission(action)
        }
        var accounts: [AccountId] = []
        for text in accountIds {
            guard let account = AccountId(text) else { throw .unknownAccount(text) }
            accounts.append(account)
        }
        let grant = QueuePolicy.Grant(label: label, accounts: accounts, actions: actions)
        update(queue, .addPermission(grant), reply: reply)
    }

    /// PRM-4.
    func remove(
        _ action: RemovePermission,
        for caller: Caller,
        reply: @escaping @Sendable (Answer) -> Void
    ) throws(SQSError) {
        let queue = try catalog.record(named: action.queueUrl, by: caller)
        guard let label = action.label, !label.isEmpty else { throw .missingParameter("Label") }
        update(queue, .removePermission(label: label), reply: reply)
    }
}
