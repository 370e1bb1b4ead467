import ArgumentParser
import Foundation

struct Verify: Command {
    static let configuration = CommandConfiguration(
        abstract: "Check a backup, message by message.",
        discussion: """
            Runs `sqsd verify`, since only sqsd opens databases. Exits with 0 if the backup is sound, with 65 if it is \
            damaged or none.

            Examples:
              sqsctl verify sqsd-backup.db
              sqsctl verify /var/backups/sqsd-backup.db
            """
    )

    @Argument(help: "The backup.")
    var file: String

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        try await session.becomeDaemon(["verify", "--", file])
    }
}

struct Restore: Command {
    static let configuration = CommandConfiguration(
        abstract: "Make a data directory of a backup, for sqsd to start with.",
        discussion: """
            Runs `sqsd restore`, since only sqsd opens databases. The backup is verified first; a directory that holds a \
            database is left alone.

            Examples:
              sqsctl restore sqsd-backup.db --data-dir /tmp/restored
              sqsctl restore /var/backups/sqsd-backup.db --data-dir ./data
            """
    )

    @Argument(help: "The backup.")
    var file: String

    @Option(help: ArgumentHelp("The data directory to make.", valueName: "directory"))
    var dataDir: String

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        try await session.becomeDaemon(["restore", "--data-dir=\(dataDir)", "--", file])
    }
}

extension Session {
    /// Goes on as the sqsd beside this program, or on the PATH.
    fileprivate func becomeDaemon(_ words: [String]) async throws -> Never {
        let own = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
        let beside = own.resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("sqsd").path
        let program = FileManager.default.isExecutableFile(atPath: beside) ? beside : "sqsd"
        detail("\(program) \(words.joined(separator: " "))")
        try await close()
        try Child.become(
            [program] + words,
            environment: environment,
            absence: Failure(
                .unavailable,
                "There is no sqsd beside sqsctl (\(beside)), and none on the PATH.",
                hint: "Install sqsd on this machine; only it opens databases."
            )
        )
    }
}
