/// Where queues and messages are kept, and their rules of delivery carried out.
///
/// One thread owns a store and calls it; see `StoreWriter`. Every implementation passes the one `StoreBehaviour` suite.
package protocol QueueStore: AnyObject {
    /// Sixteen random bytes, made with the store and kept in it, that receipt handles are sealed with.
    var secret: [UInt8] { get }

    /// All queues, for those who start.
    func queues() throws(StoreError) -> [QueueRecord]

    /// The move tasks that have not ended, for those who carry them on.
    func runningMoves() throws(StoreError) -> [MoveTask]

    /// How many messages are kept aside because their content is damaged; asked at the start.
    func corruptMessages() throws(StoreError) -> Int

    /// Carries out commands in their order as one transaction.
    ///
    /// When this returns, all of it is as durable as the store promises; when it throws, none of it happened.
    ///
    /// - Parameters:
    ///   - commands: what to do.
    ///   - now: the one moment at which all of it happens.
    /// - Returns: an outcome per command, in the same order.
    /// - Throws: why nothing of it happened.
    func apply(_ commands: [StoreCommand], at now: Instant) throws(StoreError) -> [Outcome]

    /// When `housekeep` has something to do; in the past when it has already, `nil` when nothing can be foreseen.
    var nextHousekeeping: Instant? { get }

    /// Removes a slice of what time has made obsolete: expired messages, ended windows.
    ///
    /// - Parameters:
    ///   - now: the present.
    ///   - limit: how many rows at most; what is left stays due.
    /// - Returns: how many messages of which queue have expired.
    /// - Throws: why nothing was removed.
    @discardableResult func housekeep(at now: Instant, limit: Int) throws(StoreError) -> [QueueID: Int]

    /// Keeps the store's files in shape; called between transactions, when nobody waits for an answer.
    ///
    /// - Parameter isQuiet: whether nobody has called for a moment, so that it may take a while.
    /// - Throws: why it could not be done; nothing is lost by it.
    func tidy(isQuiet: Bool) throws(StoreError)

    /// A reader that works beside the owner's thread; `nil` where reads have to be commands. Each call makes another one.
    func makeReader() throws(StoreError) -> (any QueueReader)?

    /// Has somebody told how long each sync to the disk takes, from now on; within the calls that sync, on their thread.
    func reportSyncs(to report: @escaping (Duration) -> Void) throws(StoreError)

    /// Ends in order: nothing is lost, the next start has nothing to recover.
    func close() throws(StoreError)
}

extension QueueStore {
    /// A store that keeps nothing aside has none.
    package func corruptMessages() throws(StoreError) -> Int { 0 }

    /// Of a store that has no disk there is nothing to tell.
    package func reportSyncs(to report: @escaping (Duration) -> Void) throws(StoreError) {}
}

/// Reads that do not wait for the writer and that the writer does not wait for.
///
/// One thread at a time, but for `beginBackup`, which other reads need not wait for.
package protocol QueueReader: AnyObject, Sendable {
    func counts(of queue: QueueID, at now: Instant) throws(StoreError) -> MessageCounts

    /// Some messages of a queue as they are, none of them touched; `nil` where there is no such queue.
    func messages(of queue: QueueID, page: PageRequest, at now: Instant) throws(StoreError) -> MessagePage?

    /// What else there is to know of a queue; `nil` where there is no such queue.
    func answer(_ inquiry: Inquiry, of queue: QueueID, at now: Instant) throws(StoreError) -> Finding?

    /// Begins to write everything that was committed into a new file, while others go on.
    ///
    /// - Parameter path: of the file, which must not exist.
    /// - Returns: the backup, of which nothing but an empty file is there yet.
    /// - Throws: why there is no such file.
    func beginBackup(to path: String) throws(StoreError) -> any StoreBackup
}

/// A backup that is being written; there is nothing of it any more when it goes before it is complete.
package protocol StoreBackup: AnyObject, Sendable {
    /// Writes the next slice and waits until the disk has it, which takes some milliseconds.
    ///
    /// - Returns: whether there is more; if not, the file is complete.
    /// - Throws: why it is given up.
    func advance() throws(StoreError) -> Bool

    /// Gives it up; does nothing to a file that is complete.
    func end()
}

/// Why a store could not do something: for operators, never for callers of the API.
package enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The disk is full; nothing is broken and later calls may succeed.
    case full(String)
    /// Reading or writing failed. What is on disk is unknown from here on: the process has to end (exit code 74).
    case failed(String, Fault = .io)
    /// The store is closed, or going to be.
    case closed

    /// What kind of failure it is.
    package enum Fault: String, CaseIterable, Hashable, Sendable {
        /// The system could not read, write or sync; also all that is neither of the others.
        case io
        /// What was read is not what was written.
        case corrupt
        /// Somebody else holds the file.
        case busy
    }

    package var description: String {
        switch self {
        case .full(let cause): "no space left for the database: \(cause)"
        case .failed(let cause, _): "the database failed: \(cause)"
        case .closed: "the store is closed"
        }
    }

    /// Whether the store can go on after it.
    package var isFatal: Bool {
        guard case .failed = self else { return false }
        return true
    }
}
