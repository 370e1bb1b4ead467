import AdminAPI
import AdminClient
import ArgumentParser

struct Status: Command {
    static let configuration = CommandConfiguration(
        abstract: "Show how sqsd is.",
        discussion: """
            Examples:
              sqsctl status
              sqsctl status -o json
            """
    )

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        try session.printer.one(try await session.client().status(), as: .status)
    }
}

extension Listing where Row == DaemonStatus {
    static var status: Listing {
        Listing(
            name: \.label,
            columns: [
                Column("LABEL") { .text($0.label) },
                Column("STATE", style: { $0.isReady && !$0.isDraining ? .good : .bad }) {
                    .text($0.isDraining ? "stopping" : $0.isReady ? "ready" : "not ready")
                },
                Column("VERSION") { .text($0.version.version) },
                Column("STARTED") { .time($0.startedAt) },
                Column("ENDPOINTS") { .list($0.endpoints) },
                Column("ADMIN ENDPOINTS") { .list($0.adminEndpoints) },
                Column("DURABILITY") { .text($0.durability) },
                Column("DATA DIRECTORY") { .text($0.dataDirectory) },
                Column("DATABASE") { .bytes($0.databaseBytes) },
                Column("LOG") { .bytes($0.logBytes) },
                Column("DISK FREE") { .bytes($0.diskFreeBytes) },
                Column("QUEUES") { .count($0.queues) },
                Column("CONNECTIONS") { .count($0.connections) },
                Column("LONG POLLS") { .count($0.longPolls) },
                Column("SQLITE", isWide: true) { .text($0.version.sqlite) },
                Column("SWIFT", isWide: true) { .text($0.version.swift) },
            ]
        )
    }
}
