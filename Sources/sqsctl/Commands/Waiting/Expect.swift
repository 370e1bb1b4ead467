import AdminAPI
import AdminClient
import ArgumentParser

struct Expect: Command {
    static let configuration = CommandConfiguration(
        abstract: "Wait until a queue has just so many messages of a kind; for tests.",
        discussion: """
            Nothing is received. Exits with 65 as soon as there are more, with 75 where --timeout is over while there are \
            fewer; then it prints those that it found.

            Examples:
              sqsctl expect orders --count 3
              sqsctl expect orders --count 1 --match '$.type == "paid"' --timeout 5s
              sqsctl expect orders-dlq --count 0
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Option(help: ArgumentHelp("How many messages.", valueName: "count"))
    var count: Int

    @OptionGroup var filter: MessageFilterOptions
    @OptionGroup(title: "Global options") var options: GlobalOptions

    func validate() throws {
        guard count >= 0 else { throw ValidationError("--count takes 0 or more.") }
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        let queue = session.queue(queue)
        let query = try filter.query()
        var found: [MessageView] = []
        let verdict = try await QueueChanges(client: client, queue: queue).until(
            timeout: options.timeout.duration
        ) { () -> ExpectedCount.Verdict? in
            found = try await client.messages(of: queue, query, atMost: count + 1)
            let verdict = ExpectedCount(count).verdict(on: found.count)
            return verdict == .tooFew ? nil : verdict
        }
        guard verdict != .met else { return session.detail("\(queue) has \(messages(found.count)) as expected.") }
        if !found.isEmpty { try session.printer.list(found, as: .messages) }
        guard verdict == nil else {
            throw Failure(
                .data,
                "\(queue) has more than the \(messages(count)) expected.",
                hint: "`sqsctl purge \(queue)` before the test takes away what others have left."
            )
        }
        throw Failure(
            .temporary,
            "After \(options.timeout) \(queue) has \(found.count) of the \(messages(count)) expected.",
            hint: "`sqsctl peek \(queue) --state all` shows all of them; --timeout waits longer."
        )
    }
}

/// How many messages there have to be.
struct ExpectedCount: Equatable {
    enum Verdict: Equatable { case tooFew, met, tooMany }

    private let count: Int

    init(_ count: Int) { self.count = count }

    func verdict(on found: Int) -> Verdict { found < count ? .tooFew : found == count ? .met : .tooMany }
}

extension AdminClient {
    /// The oldest messages that match, page by page.
    fileprivate func messages(
        of queue: QueueReference,
        _ query: MessageQuery,
        atMost limit: Int
    ) async throws -> [MessageView] {
        var query = query
        var found: [MessageView] = []
        repeat {
            query.limit = min(1000, limit - found.count)
            let page = try await messages(of: queue, query)
            found += page.messages
            query.after = page.next
        } while query.after != nil && found.count < limit
        return found
    }
}
