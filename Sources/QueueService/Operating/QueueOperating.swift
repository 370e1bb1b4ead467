package import QueueStore
package import SQSModel

/// What operators can ask and do, beyond the 23 actions: the admin server's view of the service.
///
/// Reads touch nothing. What changes messages goes through the writer in slices, so that callers of the API are not held
/// up by more than a few milliseconds.
package protocol QueueOperating: Sendable {
    // MARK: Queues

    /// All queues, by name.
    func queues() -> [QueueRecord]

    /// The queue that a text names: by name, URL or ARN.
    ///
    /// - Throws: Q-NONE.
    func queue(_ text: String, region: Region, account: AccountId) throws(SQSError) -> QueueRecord

    /// Figures of one moment for each queue; they can be older where counting takes long.
    ///
    /// - Returns: nothing for a queue that was deleted meanwhile.
    func overviews(of queues: [QueueRecord]) async throws(SQSError) -> [QueueID: QueueOverview]

    /// What happened in a queue since the daemon started.
    func activity(of queue: QueueRecord) -> ActivityRecord

    /// Receives that wait for a queue's messages.
    func longPolls(at queue: QueueRecord) -> Int

    /// Makes a queue, or finds it as it is.
    ///
    /// - Returns: the queue, and whether it was made.
    func create(_ definition: QueueDefinition) async throws(SQSError) -> (queue: QueueRecord, isNew: Bool)

    // MARK: Messages

    func messages(of queue: QueueRecord, _ request: BrowseRequest) async throws(SQSError) -> MessagePage

    /// - Returns: `nil` where no such message is in the queue.
    func message(_ reference: MessageReference, of queue: QueueRecord) async throws(SQSError) -> PeekedMessage?

    /// Message groups that have messages, by name; at most 1000 at a time.
    func groups(
        of queue: QueueRecord,
        after: String?,
        limit: Int
    ) async throws(SQSError) -> (groups: [GroupRecord], next: String?)

    // MARK: Holders

    /// Who received a message that is in flight; `nil` where that was before the daemon started.
    func holder(of message: MessageSequence) -> HolderRecord?

    /// Those who have received messages in the last hour, or hold some.
    func clients() -> [ClientRecord]

    // MARK: Hands on messages

    /// Does something with all messages of a queue that meet a condition, slice by slice.
    ///
    /// - Parameters:
    ///   - job: what to do, and with which.
    ///   - queue: whose messages.
    ///   - report: told after each slice; when it throws, the job ends there.
    /// - Throws: `SQSError` where it cannot be done, `CancellationError`, or what `report` threw.
    func carryOut(
        _ job: SelectionJob,
        on queue: QueueRecord,
        report: @Sendable (JobProgress) async throws -> Void
    ) async throws

    /// Sends a message of a queue again, changed; the old one goes once the new one is stored, unless it is to stay.
    ///
    /// - Returns: `nil` where no such message is in the queue.
    /// - Throws: what SendMessage would.
    func resend(
        _ reference: MessageReference,
        of queue: QueueRecord,
        _ revision: MessageRevision
    ) async throws(SQSError) -> (message: MessageId, queue: QueueRecord)?

    /// Puts exported messages at the end of a queue as they were.
    func restore(_ messages: [RestoredMessage], to queue: QueueRecord) async throws(SQSError)

    // MARK: The rest

    /// Move tasks of a queue, or of all queues, the latest first.
    func moveTasks(from source: QueueRecord?) async throws(SQSError) -> [MoveTaskRecord]

    /// Everything that happens from now on, in the order of the commits.
    func events() -> LiveFeed

    /// Writes a copy of the database into a new file, slowly enough that callers hardly notice.
    ///
    /// - Throws: A-6-like refusal where nothing is on disk, P-UNAVAILABLE where there is no room or the task was cancelled;
    ///   there is no file then.
    func backUp(to path: String) async throws(SQSError)
}

extension QueueOperating {
    /// - Throws: Q-NONE where it was deleted meanwhile.
    package func overview(of queue: QueueRecord) async throws(SQSError) -> QueueOverview {
        guard let overview = try await overviews(of: [queue])[queue.id] else { throw .queueDoesNotExist }
        return overview
    }
}

/// How somebody names a message.
package enum MessageReference: Hashable, Sendable {
    case number(MessageSequence)
    case id(MessageId)

    /// Reads a message id or a number.
    package init?(_ text: String) {
        if let number = Int64(text) {
            self = .number(MessageSequence(number))
        } else if let id = MessageId(text) {
            self = .id(id)
        } else {
            return nil
        }
    }
}

/// Which messages somebody wants to see.
package struct BrowseRequest: Sendable {
    package var filter = MessageFilter()
    package var after: MessageSequence?
    package var isNewestFirst = false
    /// 1 … 1000.
    package var limit = 100

    package init() {}
}

/// A condition on messages; all that is given has to hold.
package struct MessageFilter: Sendable {
    package var references: [MessageReference]?
    package var kinds = Set(PeekedMessage.Standing.Kind.allCases)
    package var groupId: String?
    package var match: MatchExpression?
    /// Sent at this moment or before.
    package var sentUntil: Instant?
    /// Held by the client of this address.
    package var client: String?

    package init() {}
}

/// Something to do with the messages that meet a condition.
package struct SelectionJob: Sendable {
    package enum Action: Hashable, Sendable {
        case delete, release, requeue, redrive
        case move(to: QueueRecord)
        case copy(to: QueueRecord)
    }

    package let action: Action
    package var filter = MessageFilter()
    /// At most so many, the oldest first.
    package var maximum: Int?
    /// One of `rates`.
    package var ratePerSecond: Int?
    package var isDryRun = false
    package var takesInFlight = false

    /// Messages in a second; beyond them a rate is none.
    package static let rates = 1...1_000_000

    package init(_ action: Action) { self.action = action }
}

/// How far a job has come.
package struct JobProgress: Hashable, Sendable {
    package var scanned = 0
    package var matched = 0
    package var done = 0
    package var skipped = 0
    /// About how many messages there are to look at.
    package var total = 0
    package var isFinished = false

    package init() {}
}

/// Changes to a message that is sent again; what is `nil` stays.
package struct MessageRevision: Sendable {
    package var body: String?
    /// As SendMessage takes them; checked as there.
    package var attributes: [MessageAttributeValue]?
    package var groupId: String?
    package var deduplicationId: String?
    package var delaySeconds: Int?
    package var destination: QueueRecord?
    package var keepsOriginal = false

    package init() {}
}

/// A move task and what it is called.
package struct MoveTaskRecord: Hashable, Sendable {
    package let task: MoveTask
    /// `nil` once it has ended.
    package let handle: String?

    package init(task: MoveTask, handle: String?) {
        self.task = task
        self.handle = handle
    }
}
