import ArgumentParser
import SQLiteStore

/// Makes a data directory of a backup, for a daemon to start on.
struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a data directory of a backup.",
        usage: "sqsd restore <file> --data-dir <directory>",
        discussion: """
            Verifies the backup first. The directory is made where it is missing; one that holds a database, or in which an \
            sqsd works, is left alone. Start a daemon there afterwards: sqsd --data-dir DIRECTORY

            Exits with 0 if the directory is ready, 65 if the backup is damaged or none of this sqsd, 74 if something \
            cannot be read or written, and 64 if the directory is taken or the command line is wrong.
            """
    )

    @Argument(help: "The backup.")
    var file: String

    // The daemon's own --data-dir: the parser gives a flag that two commands have to the outer one.
    @OptionGroup(visibility: .hidden) var flags: Flags

    func validate() throws {
        try flags.refuse(allBut: .dataDirectory)
        if directory.isEmpty { throw ValidationError("Say where to restore it: --data-dir DIRECTORY") }
    }

    func run() throws {
        let report: BackupReport
        do { report = try BackupFile.restore(from: file, to: directory) } catch {
            throw complain(BackupTrouble(error, file))
        }
        print("\(directory) has \(report.contents). Start it with: sqsd --data-dir \(directory)")
    }

    private var directory: String { flags.dataDirectory.last ?? "" }
}
