import AdminAPI
import AdminClient
import ArgumentParser

struct Clients: Command {
    static let configuration = CommandConfiguration(
        abstract: "List who receives messages.",
        discussion: """
            Those who have received messages in the last hour, hold some, or wait for some.

            Examples:
              sqsctl clients
              sqsctl clients -o json
            """
    )

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let clients = try await session.client().clients().clients
        try session.printer.list(clients, as: .clients)
        if clients.isEmpty { session.note("Nobody has received messages lately.") }
    }
}

struct Leases: Command {
    static let configuration = CommandConfiguration(
        abstract: "List messages in flight, and who holds them.",
        discussion: """
            `sqsctl release` lets them be received again at once.

            Examples:
              sqsctl leases
              sqsctl leases orders -o wide
            """
    )

    @Argument(help: "Only of this queue, by name, URL or ARN.", completion: .queues)
    var queue: String?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let client = try await session.client()
        var queues: [QueueReference] = []
        if let queue {
            queues = [session.queue(queue)]
        } else {
            let busy = try await client.allQueues().filter { $0.approximateNumberOfMessagesNotVisible > 0 }
            queues = busy.map { QueueReference($0.queueArn) }
        }
        var printing = try session.printer.stream(.holds)
        // Those of many queues come in small pages; the widths of the table are right for all that are printed at once.
        var holds: [Hold] = []
        var count = 0
        for queue in queues {
            var after: Int64?
            repeat {
                let page = try await client.holds(of: queue, after: after)
                holds += page.holds
                count += page.holds.count
                after = page.next
                if holds.count >= 1000 {
                    try printing.add(holds)
                    holds = []
                }
            } while after != nil
        }
        try printing.add(holds, hidesEmptyColumns: true)
        try printing.end()
        if count == 0 { session.note("No message is in flight.") }
    }
}

struct Groups: Command {
    static let configuration = CommandConfiguration(
        abstract: "List the message groups of a FIFO queue.",
        discussion: """
            HEAD is the first message of a group; while it is in flight or delayed, the others wait.

            Examples:
              sqsctl groups orders.fifo
              sqsctl groups orders.fifo --blocked -o json
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Flag(help: "Only groups that are held back.")
    var blocked = false

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let client = try await session.client()
        var printing = try session.printer.stream(.groups)
        var after: String?
        var count = 0
        repeat {
            let page = try await client.groups(of: session.queue(queue), after: after)
            let groups = page.groups.filter { !blocked || $0.heldBackUntil != nil }
            after = page.next
            try printing.add(groups, hidesEmptyColumns: after == nil)
            count += groups.count
        } while after != nil
        try printing.end()
        if count == 0 { session.note("No groups.") }
    }
}
