import ArgumentParser
import SQLite
import SQLiteStore

/// Why a backup cannot be used, in words for whoever has to do something about it.
struct BackupTrouble: Error, CustomStringConvertible {
    let reason: ExitReason
    let description: String

    init(_ error: any Error, _ file: String) {
        switch error {
        case BackupError.damaged(_, let report): self.init(damageTo: file, report)
        case BackupError.hasLog: self.init(.data, "\(error)")
        case BackupError.occupied: self.init(.usage, "\(error)")
        case OpenError.notOurs: self.init(.data, "\(file) is no backup of sqsd. Give a file that `sqsctl backup` made.")
        case OpenError.newer(let found, let known):
            self.init(
                .data,
                """
                \(file) has schema version \(found), this sqsd knows versions up to \(known). Use the sqsd that wrote it, \
                or a later one.
                """
            )
        case let error as SQLiteError where error.isDamage:
            self.init(.data, "\(file) is damaged, or no backup of sqsd: \(error.message). Use another backup.")
        case let error as SQLiteError: self.init(.inputOutput, "\(file) cannot be read: \(error.message).")
        default: self.init(.inputOutput, "\(error)")
        }
    }

    /// Names what is damaged, so that its owner can tell whether it matters.
    init(damageTo file: String, _ report: BackupReport) {
        var lines = report.damaged.map { "message \($0) is not what was sent" }
        let unnamed = report.damagedCount - report.damaged.count
        if unnamed > 0 { lines.append("\(unnamed) more messages are not what was sent") }
        lines += report.faults.map { "SQLite: \($0)" }
        let damage = "\(report.contents), \(report.damagedCount) of them damaged"
        lines.append("\(file) is damaged: it has \(damage). Use another backup.")
        self.init(.data, lines.joined(separator: "\n"))
    }

    private init(_ reason: ExitReason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}

func complain(_ trouble: BackupTrouble) -> ExitCode { complain(trouble, trouble.reason) }

extension SQLiteError {
    /// SQLITE_CORRUPT, SQLITE_NOTADB, and SQLITE_ERROR: a table that should be there is not.
    fileprivate var isDamage: Bool { [1, 11, 26].contains(primaryCode) }
}
