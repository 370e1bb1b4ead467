import AdminClient
import ArgumentParser

struct Backup: Command {
    static let configuration = CommandConfiguration(
        abstract: "Save the whole database while sqsd goes on.",
        discussion: """
            The file is readable by you only, and there only when it is whole. A file that exists is replaced with --force \
            only. `sqsctl verify` checks it, `sqsctl restore` makes a data directory of it.

            sqsd makes it in its data directory first, slowly enough that callers hardly notice: this takes room for a \
            second database there, and its log grows by what is sent meanwhile.

            Examples:
              sqsctl backup sqsd-backup.db
              sqsctl backup sqsd-backup.db --force
            """
    )

    @Argument(help: "Where to.")
    var file: String

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let size = try await session.save(to: file, label: "backup") { try await session.client().backup() }
        try session.printer.one(SavedFile(file: file, bytes: size), as: .savedFiles)
    }
}

struct SavedFile: Encodable {
    let file: String
    let bytes: Int
}

extension Listing where Row == SavedFile {
    static var savedFiles: Listing {
        Listing(
            name: \.file,
            columns: [Column("FILE") { .text($0.file) }, Column("SIZE") { .bytes($0.bytes) }]
        )
    }
}
