/// Why a data directory cannot be opened; the text says what to do.
package enum OpenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another daemon works on it.
    case inUse(directory: String, owner: String)
    /// The database was written by a newer version.
    case newer(found: Int64, known: Int64)
    /// The file is a SQLite database of something else.
    case notOurs
    /// The write-ahead log is damaged in the middle: opening it would lose acknowledged transactions silently.
    case damagedLog(WALDamage, log: String)
    case unusable(directory: String, reason: String)

    package var description: String {
        switch self {
        case .inUse(let directory, let owner):
            """
            The data directory \(directory) is in use by another sqsd\(owner.isEmpty ? "" : " (process \(owner))"). \
            Stop it, or give this one another --data-dir.
            """
        case .newer(let found, let known):
            """
            The database has schema version \(found), this sqsd knows versions up to \(known). Use the sqsd that wrote \
            it or a later one, or restore the backup that lies beside it. Nothing was changed.
            """
        case .notOurs:
            "The database file belongs to another program. Give sqsd a --data-dir of its own. Nothing was changed."
        case .damagedLog(let damage, let log):
            """
            The database's log \(log) is damaged at byte \(damage.offset): \(damage.commitsAtRisk) acknowledged \
            transactions behind the damage cannot be read. Restore the file from a backup, or start once with \
            --damaged-log accept, which sets a copy aside and goes on without them. Nothing was changed.
            """
        case .unusable(let directory, let reason):
            """
            The data directory \(directory) cannot be used: \(reason). Give --data-dir a directory that this user can \
            write.
            """
        }
    }
}
