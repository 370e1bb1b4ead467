import ArgumentParser
import SQLiteStore

/// Looks through a backup without a daemon.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a backup, message by message.",
        usage: "sqsd verify <file>",
        discussion: """
            Reads the whole file, and compares each message with the digests that were made when it was sent. Nothing is \
            written. `sqsctl backup` makes such files.

            Exits with 0 if the backup is sound, 65 if it is damaged or no backup of this sqsd, 74 if it cannot be read, \
            and 64 if the command line is wrong.
            """
    )

    @Argument(help: "The backup.")
    var file: String

    @OptionGroup(visibility: .hidden) var flags: Flags

    func validate() throws { try flags.refuse() }

    func run() throws {
        let report: BackupReport
        do { report = try BackupFile.verify(file) } catch { throw complain(BackupTrouble(error, file)) }
        guard report.isSound else { throw complain(BackupTrouble(damageTo: file, report)) }
        print("\(file) is sound: \(report.contents).")
    }
}

extension Flags {
    /// Settings are for daemons; who gives one to a command that has none expects something else.
    func refuse(allBut known: SettingKey? = nil) throws {
        let name = values.keys.first { $0 != known }?.rawValue ?? configurationFile.map { _ in "config" }
        if let name { throw ValidationError("--\(name) is for the daemon.") }
    }
}

extension BackupReport {
    /// Such as `3 queues, 1 message`.
    var contents: String {
        "\(queues) \(queues == 1 ? "queue" : "queues"), \(messages) \(messages == 1 ? "message" : "messages")"
    }
}
