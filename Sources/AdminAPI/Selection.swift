/// Which messages of a queue something is done with: those that meet all that is given.
package struct MessageSelection: Codable, Hashable, Sendable {
    /// By id or number.
    package var ids: [String]?
    package var states: [MessageState]?
    package var messageGroupId: String?
    /// See `MatchExpression` in the documentation: text, `/regular expression/`, `$.path == value`.
    package var match: String?
    package var olderThanSeconds: Int?
    /// Messages held by this client, as `Hold.client` spells it.
    package var client: String?
    /// At most so many, the oldest first.
    package var max: Int?

    package init() {}
}

/// What is done with a selection.
package enum SelectionAction: String, Codable, CaseIterable, Hashable, Sendable {
    /// Takes them out of the queue for good, in flight or not.
    case delete
    /// Lets those that are in flight or delayed be received at once.
    case release
    /// Puts them at the end of their queue as new messages that nobody has received yet.
    case requeue
    /// Puts them into another queue as new messages.
    case move
    /// The same, and leaves them where they are.
    case copy
    /// Moves dead letters to the queue that each came from, or to the destination.
    case redrive
}

/// A selection and what to do with it.
package struct SelectionRequest: Codable, Hashable, Sendable {
    package var selection: MessageSelection
    /// Queue by name or ARN; needed by `move` and `copy`, possible for `redrive`.
    package var destination: String?
    /// At most so many messages in a second; as fast as others are not held up when `nil`.
    package var ratePerSecond: Int?
    /// Whether messages are only counted.
    package var isDryRun: Bool?
    /// Whether messages in flight are taken too; otherwise they are left to their holders.
    ///
    /// `delete` and `copy` only.
    package var takesInFlight: Bool?

    package init(selection: MessageSelection) { self.selection = selection }
}

/// How far an operation on a selection has come: one line of the answer's stream each.
package struct SelectionProgress: Codable, Hashable, Sendable {
    /// Messages looked at.
    package var scanned: Int
    /// Messages that are selected so far.
    package var matched: Int
    /// Messages with which it was done; with a dry run none.
    package var done: Int
    /// Messages that had gone, were received meanwhile, or had nowhere to go.
    package var skipped: Int
    /// About how many messages there are to look at.
    package var total: Int
    package var isFinished: Bool
    /// Why it ended early.
    package var problem: AdminProblem?

    package init(
        scanned: Int = 0,
        matched: Int = 0,
        done: Int = 0,
        skipped: Int = 0,
        total: Int = 0,
        isFinished: Bool = false,
        problem: AdminProblem? = nil
    ) {
        self.scanned = scanned
        self.matched = matched
        self.done = done
        self.skipped = skipped
        self.total = total
        self.isFinished = isFinished
        self.problem = problem
    }
}
