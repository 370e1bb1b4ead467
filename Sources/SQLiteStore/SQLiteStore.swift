package import QueueStore
import SQLite
import SQSModel

/// Queues and messages in one SQLite file, or in memory.
///
/// The database is the state. What is kept beside it are queue rows as read and counters that can be recomputed, both
/// thrown away when a transaction fails.
package final class SQLiteStore: QueueStore {
    /// Where a store keeps its data, and how safely.
    package struct Configuration: Sendable {
        /// Unused when durability is `memory`.
        package var directory: String
        package var durability: Durability
        package var damagedLog = DamagedLogPolicy.refuse
        /// Told what an operator should know of the opening.
        package var warn: @Sendable (String) -> Void = { _ in }
        /// Messages that a queue may have in flight (LC-8).
        package var messagesInFlight: Int

        package init(
            directory: String,
            durability: Durability = .full,
            messagesInFlight: Int = Limits.messagesInFlight
        ) {
            self.directory = directory
            self.durability = durability
            self.messagesInFlight = messagesInFlight
        }
    }

    static let pageSize = 4096
    /// Pages in the log from which a quiet moment is used to copy them into the file (4 MiB).
    private static let pagesWorthCopying = 1000
    /// Pages in the log from which callers have to wait for it (32 MiB): few enough that the wait stays short, many enough
    /// that most pages were written more than once by then.
    private static let pagesTooMany = 8_000
    /// What the log may keep of the disk (64 MiB): it grows beyond `pagesTooMany` while a backup reads, and has all of that
    /// otherwise until the daemon ends.
    private static let largestIdleLog = 64 << 20

    let configuration: Configuration
    let connection: Connection
    let statements: Statements
    /// Made when somebody looks who has no reader.
    var peeker: MessagePeeker?
    var inquirer: Inquirer?
    private let directory: DataDirectory?
    /// What deletes and receives can fall back on when the disk is full.
    private let reserve: Reserve?
    package let secret: [UInt8]

    var states: [QueueID: QueueState] = [:]
    var addresses: [QueueAddress: QueueID] = [:]
    /// Queues whose counts of messages and bytes this transaction has changed.
    var recounted: Set<QueueID> = []
    var abandonedShelves: [Int64] = []
    var sequences: SequenceReservation
    /// Messages that have expired and were removed since the last report, in transactions that were committed.
    var expired: [QueueID: Int] = [:]
    /// When the next message expires.
    var foreseen: Instant?
    /// When the oldest five-minute window ends.
    var windowsEnd: Instant?

    /// Opens the store of a data directory, making it where there is none.
    ///
    /// - Parameters:
    ///   - configuration: where it is, and how safe.
    ///   - generator: where the store's secret comes from when it is made.
    /// - Throws: `OpenError`, or `SQLiteError` where the file cannot be read.
    package init(_ configuration: Configuration, using generator: inout some RandomNumberGenerator) throws {
        self.configuration = configuration
        directory = configuration.durability == .memory ? nil : try DataDirectory(configuration.directory)
        if let directory { try Self.inspectLog(of: directory.database, configuration) }
        reserve = try directory.map { directory throws(OpenError) in
            try Reserve(directory.reserve, in: directory.path)
        }
        connection = try Connection(path: directory?.database ?? ":memory:", mode: .readWrite)
        let path = directory?.database
        let connection = connection
        try Schema.migrate(connection) { version in
            guard let path else { return }
            let copy = "\(path).bak-v\(version)"
            try BackupFile.replace(copy, from: path)
            configuration.warn(
                """
                The database is brought from version \(version) to \(Schema.version), which earlier releases of sqsd cannot \
                read. A copy of it as it was is at \(copy).
                """
            )
        }
        try Self.configure(connection, durability: configuration.durability)
        secret = try Self.secret(in: connection, using: &generator)
        sequences = try SequenceReservation(connection)
        statements = try Statements(connection)
        try load()
        reserve?.refill()
    }

    /// Looks at the log before SQLite does, which would cut it at the first damage without a word.
    private static func inspectLog(of database: String, _ configuration: Configuration) throws {
        let log = "\(database)-wal"
        guard case .damaged(let damage) = try WALInspection(of: log) else { return }
        // Without a sync at each commit, and in the one commit that was under way, pages reach the disk in any order: a
        // power cut leaves the same traces, and nobody was promised what is lost.
        let isPromised = configuration.durability == .full && !damage.mayBeInterruptedCommit
        guard !isPromised || configuration.damagedLog == .accept else {
            throw OpenError.damagedLog(damage, log: log)
        }
        let copy = try DataDirectory.setAside(log)
        configuration.warn(
            """
            The database's log is damaged at byte \(damage.offset); what \(damage.commitsAtRisk) transactions behind it \
            did is lost. A copy of the log is at \(copy).
            """
        )
    }

    private static func configure(_ connection: Connection, durability: Durability) throws(SQLiteError) {
        let synchronous =
            switch durability {
            case .full: "FULL"
            case .normal: "NORMAL"
            case .memory: "OFF"
            }
        let journal = durability == .memory ? "MEMORY" : "WAL"
        // The cache is the one part of memory that grows with use; 32 MiB hold the hot rows of about 300,000 messages.
        try connection.execute(
            """
            PRAGMA journal_mode = \(journal);
            PRAGMA synchronous = \(synchronous);
            PRAGMA cache_size = -32768;
            PRAGMA temp_store = MEMORY;
            PRAGMA mmap_size = 0;
            PRAGMA journal_size_limit = \(largestIdleLog);
            """
        )
    }

    private static func secret(
        in connection: Connection,
        using generator: inout some RandomNumberGenerator
    ) throws(SQLiteError) -> [UInt8] {
        let query = try connection.prepare("SELECT value FROM settings WHERE name = 'secret'")
        if try query.step() { return query.bytes(0) }
        let secret = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let insert = try connection.prepare("INSERT INTO settings (name, value) VALUES ('secret', ?1)")
        try insert.bind(1, secret)
        try insert.run()
        return secret
    }

    package func queues() throws(StoreError) -> [QueueRecord] { states.values.map(\.record) }

    package func corruptMessages() throws(StoreError) -> Int {
        do throws(SQLiteError) {
            return Int(try connection.integer("SELECT count(*) FROM quarantined_messages") ?? 0)
        } catch {
            throw StoreError(error)
        }
    }

    package func makeReader() throws(StoreError) -> (any QueueReader)? {
        guard let directory else { return nil }
        do throws(SQLiteError) {
            return try SQLiteReader(path: directory.database)
        } catch {
            throw StoreError(error)
        }
    }

    package func tidy(isQuiet: Bool) throws(StoreError) {
        let pages = connection.logPages
        guard pages >= min(isQuiet ? Self.pagesWorthCopying : Self.pagesTooMany, pagesToAfford) else { return }
        do throws(SQLiteError) {
            try connection.checkpoint(truncates: false)
        } catch {
            let error = StoreError(error)
            // Later the log would be longer than what the reserve can take.
            guard case .full = error, try makeRoom(spendingReserve: true) else { throw error }
        }
    }

    package func reportSyncs(to report: @escaping (Duration) -> Void) throws(StoreError) {
        do throws(SQLiteError) {
            try connection.measureSyncs(report: report)
        } catch {
            throw StoreError(error)
        }
    }

    package func close() throws(StoreError) {
        guard directory != nil else { return }
        do throws(SQLiteError) {
            try connection.checkpoint(truncates: true)
        } catch {
            throw StoreError(error)
        }
    }
}

// MARK: - Transactions

extension SQLiteStore {
    package func apply(_ commands: [StoreCommand], at now: Instant) throws(StoreError) -> [Outcome] {
        let needsSpace = commands.contains(where: \.needsSpace)
        if needsSpace, try !hasSpace() { throw .full("what was kept in reserve is needed for receives and deletes") }
        do throws(StoreError) {
            return try carryOut(commands, at: now)
        } catch {
            // The reserve is not for what needs space; the caller tries again with the rest.
            guard case .full = error, try makeRoom(spendingReserve: !needsSpace) else { throw error }
            return try carryOut(commands, at: now)
        }
    }

    private func carryOut(_ commands: [StoreCommand], at now: Instant) throws(StoreError) -> [Outcome] {
        try inTransaction { () throws(SQLiteError) in
            var outcomes: [Outcome] = []
            outcomes.reserveCapacity(commands.count)
            for command in commands { outcomes.append(try carryOut(command, at: now)) }
            return outcomes
        }
    }

    private func carryOut(_ command: StoreCommand, at now: Instant) throws(SQLiteError) -> Outcome {
        switch command {
        case .createQueue(let definition): try createQueue(definition, at: now)
        case .updateQueue(let queue, let update): try updateQueue(queue, update, at: now)
        case .deleteQueue(let queue): try deleteQueue(queue, at: now)
        case .purgeQueue(let queue, let quietSeconds): try purgeQueue(queue, quietSeconds: quietSeconds, at: now)
        case .send(let command): try send(command, at: now)
        case .receive(let command): try receive(command, at: now)
        case .delete(let queue, let handles): try delete(handles, from: queue, at: now)
        case .changeVisibility(let queue, let changes): try changeVisibility(changes, in: queue, at: now)
        case .startMove(let definition): try startMove(definition, at: now)
        case .moveMessages(let task, let newIds): try moveMessages(of: task, newIds: newIds, at: now)
        case .cancelMove(let task, let source): try cancelMove(task, source: source)
        case .listMoves(let source, let limit): .moves(try moves(from: source, limit: limit))
        case .count(let queue): try count(queue, at: now)
        case .peek(let queue, let page): try peek(queue, page, at: now)
        case .quarantine(let queue, let message): try quarantine(message, of: queue, at: now)
        case .operate(let command): try operate(command, at: now)
        case .restore(let queue, let messages): try restore(messages, to: queue, at: now)
        case .inquire(let queue, let inquiry): try inquire(inquiry, of: queue, at: now)
        }
    }

    /// Runs a body as one transaction: all of it is committed, or none of it happened, in memory neither.
    func inTransaction<Result>(_ body: () throws(SQLiteError) -> Result) throws(StoreError) -> Result {
        let expiredBefore = expired
        do throws(SQLiteError) {
            try statements.begin.run()
            let result = try body()
            try writeMessageCounts()
            try statements.commit.run()
            return result
        } catch {
            expired = expiredBefore
            try undo(after: error)
            throw StoreError(error)
        }
    }

    private func undo(after error: SQLiteError) throws(StoreError) {
        do throws(SQLiteError) {
            if connection.isInTransaction { try statements.rollback.run() }
            try load()
        } catch let second {
            throw .failed("\(error); then, undoing it: \(second)")
        }
    }

    /// Writes the counts that this transaction has changed, once per queue and not once per message.
    func writeMessageCounts() throws(SQLiteError) {
        for queue in recounted {
            guard let state = states[queue] else { continue }
            try statements.setMessageCount.bind(1, state.shelf)
            try statements.setMessageCount.bind(2, Int64(state.messageCount))
            try statements.setMessageCount.bind(3, Int64(state.byteCount))
            try statements.setMessageCount.run()
        }
        recounted.removeAll(keepingCapacity: true)
    }
}

// MARK: - A full disk

extension SQLiteStore {
    /// Pages that the log may have for the reserve to be enough to copy them into the file: a log that has been copied is
    /// written again from its start, and a full disk takes deletes for as long as there is somebody to make them.
    private var pagesToAfford: Int {
        guard let reserve, reserve.isSupported, reserve.size > 0 else { return .max }
        return reserve.size / Self.pageSize * 3 / 4
    }

    /// Whether something may be added: there is a reserve, or it can be had again, or deletes have left room in the file.
    private func hasSpace() throws(StoreError) -> Bool {
        guard let reserve, !reserve.refill() else { return true }
        do throws(SQLiteError) {
            let pages = try connection.integer("PRAGMA page_count") ?? 0
            let unused = try connection.integer("PRAGMA freelist_count") ?? 0
            return unused >= min(pages / 4, Int64(Self.pagesWorthCopying))
        } catch {
            throw StoreError(error)
        }
    }

    /// Copies the log into the file, so that it can be written again from its start.
    ///
    /// - Returns: whether there may be more room than before.
    private func makeRoom(spendingReserve: Bool) throws(StoreError) -> Bool {
        guard let reserve, spendingReserve || reserve.isSpent else { return false }
        let hasGivenUp = spendingReserve && reserve.spend()
        do throws(SQLiteError) {
            try connection.checkpoint(truncates: false)
            return true
        } catch {
            let error = StoreError(error)
            if error.isFatal { throw error }
            return hasGivenUp
        }
    }
}
