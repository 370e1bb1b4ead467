import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Import: Command {
    static let configuration = CommandConfiguration(
        abstract: "Read queues and messages that `sqsctl export` wrote.",
        discussion: """
            Queues that are there stay as they are; messages go behind theirs. Messages keep their ids but for --new-ids.
            Where a queue's dead-letter queue is neither in the file nor there already, nothing is imported from there on.

            Examples:
              sqsctl import queues.jsonl
              sqsctl import queues.jsonl --new-ids --dry-run
              sqsctl export orders | sqsctl import - --ignore-missing-dlq -e http://127.0.0.1:9335
            """
    )

    @Argument(help: "The file; - reads stdin.")
    var file: String

    @Flag(inversion: .prefixedNo, exclusivity: .chooseLast, help: "Messages keep their ids.")
    var keepIds = true

    @Flag(help: "Messages get new ids, as if they were sent now.")
    var newIds = false

    @Flag(
        name: .customLong("ignore-missing-dlq"),
        help: "Leave out a queue's RedrivePolicy where the dead-letter queue is neither in the file nor there."
    )
    var ignoresMissingDLQ = false

    @Flag(help: "Only check and count.")
    var dryRun = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let handle = try InputFile(path: file).handle()
        let progress = ProgressLine("import", in: session)
        defer { progress.end() }
        let end = try await session.client().import(
            FilePieces(handle: handle),
            hasNewIds: newIds || !keepIds,
            ignoresMissingDLQ: ignoresMissingDLQ,
            isDryRun: dryRun
        ) { progress.update(done: $0.lines, of: nil) }
        progress.end()
        try session.printer.one(end, as: .imports)
        if end.redrivePoliciesLeftOut > 0 {
            let advice = dryRun ? "" : " sqsctl set gives them one."
            session.note("Queues without their RedrivePolicy: \(end.redrivePoliciesLeftOut).\(advice)")
        }
    }
}

/// A file in pieces.
private struct FilePieces: AsyncSequence, Sendable {
    let handle: FileHandle

    struct Iterator: AsyncIteratorProtocol {
        let handle: FileHandle

        mutating func next() async throws -> Data? {
            let piece = try handle.read(upToCount: 65_536)
            return piece.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(handle: handle) }
}

extension Listing where Row == ImportProgress {
    static var imports: Listing {
        Listing(
            name: { "\($0.messages)" },
            columns: [
                Column("LINES") { .count($0.lines) },
                Column("QUEUES CREATED") { .count($0.queuesCreated) },
                Column("QUEUES FOUND") { .count($0.queuesFound) },
                Column("MESSAGES") { .count($0.messages) },
            ]
        )
    }
}
