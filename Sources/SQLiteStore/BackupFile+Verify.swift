import SQLite
import SQSModel

/// What a backup holds, as it was found.
package struct BackupReport: Hashable, Sendable {
    package var queues: Int
    package var messages: Int
    /// Message ids of those whose body or attributes do not have their MD5 any more; the first hundred.
    package var damaged: [String]
    package var damagedCount: Int
    /// What SQLite's own check complains about; empty where the file is sound.
    package var faults: [String]

    package var isSound: Bool { damagedCount == 0 && faults.isEmpty }
}

extension BackupFile {
    private static let listedDamages = 100

    /// Reads a whole backup and compares what it holds with the digests that were made when it was sent.
    ///
    /// Nothing is written, not even beside the file.
    ///
    /// - Throws: `BackupError` or `OpenError` where the file is none of ours, `SQLiteError` where it cannot be read.
    package static func verify(_ path: String) throws -> BackupReport {
        guard fileSize(of: path) != nil else { throw BackupError.missing(path) }
        // A file is a backup without a log; a live database is not whole without it.
        if let size = fileSize(of: "\(path)-wal"), size > 0 { throw BackupError.hasLog(path) }
        let connection = try Connection(path: path, mode: .immutable)
        try Schema.check(connection)
        var report = BackupReport(queues: 0, messages: 0, damaged: [], damagedCount: 0, faults: [])
        report.faults = try connection.texts("PRAGMA integrity_check").filter { $0 != "ok" }
        report.queues = Int(try connection.integer("SELECT count(*) FROM queues") ?? 0)
        // What lies on abandoned shelves was purged or deleted, and waits for nobody but the housekeeping.
        report.messages = Int(
            try connection.integer(
                "SELECT count(*) FROM messages WHERE shelf_id IN (SELECT shelf_id FROM queues)"
            ) ?? 0
        )
        try compareDigests(connection, &report)
        return report
    }

    private static func compareDigests(_ connection: Connection, _ report: inout BackupReport) throws(SQLiteError) {
        let rows = try connection.prepare(
            """
            SELECT p.message_id, p.body_md5, p.attributes_md5, p.attributes, CAST(p.body AS BLOB) \
            FROM messages m LEFT JOIN payloads p ON p.id = m.id WHERE m.shelf_id IN (SELECT shelf_id FROM queues)
            """
        )
        while try rows.step() {
            let attributes = rows.bytes(3)
            let isSound =
                MD5Digest(stored: rows.bytes(1)) == MD5Digest(of: rows.bytes(4))
                && (rows.isNull(2) ? attributes.isEmpty : MD5Digest(stored: rows.bytes(2)) == MD5Digest(of: attributes))
            guard !isSound else { continue }
            report.damagedCount += 1
            guard report.damaged.count < listedDamages else { continue }
            report.damaged.append(MessageId(bytes: rows.bytes(0))?.text ?? "a message without id")
        }
    }
}

/// Why a file cannot be verified or restored; the text says what to do.
package enum BackupError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(String)
    case hasLog(String)
    case damaged(String, BackupReport)
    /// The directory to restore to holds data already, or belongs to a running daemon.
    case occupied(directory: String, by: String)
    case failed(String)

    package var description: String {
        switch self {
        case .missing(let path): "There is no file \(path)."
        case .hasLog(let path):
            """
            \(path) has a write-ahead log beside it: it is a live database, or a copy of one, and not a backup. Make a \
            backup with sqsctl, or start sqsd on the directory.
            """
        case .damaged(let path, let report):
            """
            \(path) is damaged: \(report.damagedCount) of \(report.messages) messages are not what was sent, and SQLite \
            found \(report.faults.count) faults. Nothing was restored.
            """
        case .occupied(let directory, let file):
            """
            The directory \(directory) holds \(file) already. Restore to a directory without a database, and stop the \
            sqsd that works there. Nothing was changed.
            """
        case .failed(let cause): cause
        }
    }
}
