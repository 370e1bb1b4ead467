import AdminAPI
import AdminClient
import ArgumentParser

struct Wait: Command {
    static let configuration = CommandConfiguration(
        abstract: "Wait until a queue is there, is empty, or has enough messages.",
        discussion: """
            All messages count, whatever their state. Exits with 75 where --timeout is over before.

            Examples:
              sqsctl wait orders --exists
              sqsctl wait orders --empty --timeout 1m
              sqsctl wait orders --depth 3 --timeout 10s
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Flag(help: "Until it has no messages.")
    var empty = false

    @Option(help: ArgumentHelp("Until it has so many messages, or more.", valueName: "count"))
    var depth: Int?

    @Flag(help: "Until it is there.")
    var exists = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard [empty, depth != nil, exists].count(where: { $0 }) == 1 else {
            throw ValidationError("Give one of --empty, --depth and --exists.")
        }
        if let depth, depth < 1 { throw ValidationError("--depth takes 1 or more.") }
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        let queue = session.queue(queue)
        var last: Int?
        let changes = QueueChanges(client: client, queue: queue)
        let isMet = try await changes.until(timeout: options.timeout.duration) { () -> Bool? in
            do {
                let count = try await client.depth(of: queue)
                last = count
                return isEnough(count) ? true : nil
            } catch ClientFailure.refused(let problem, _, _)
                where exists && problem.code == AdminProblem.nonExistentQueue
            {
                return nil
            }
        }
        guard isMet == true else {
            throw Failure(
                .temporary,
                last.map { "After \(options.timeout) \(queue) has \(messages($0))." }
                    ?? "After \(options.timeout) there is no queue \(queue).",
                hint: "`sqsctl peek \(queue) --state all` shows them; --timeout waits longer."
            )
        }
        session.detail(last.map { "\(queue) has \(messages($0))." } ?? "\(queue) is there.")
    }

    private func isEnough(_ count: Int) -> Bool {
        if let depth { return count >= depth }
        return exists || count == 0
    }
}
