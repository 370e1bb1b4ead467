import AdminClient
import ArgumentParser

struct SetAttributes: Command {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change attributes of a queue.",
        discussion: """
            Names are AWS's (VisibilityTimeout), the same with hyphens (visibility-timeout), or short: visibility, delay, \
            retention, wait, max-size, dlq. Times and sizes have units. An empty value removes a policy, or the dead-letter queue.

            Examples:
              sqsctl set orders visibility=2m retention=4d
              sqsctl set orders dlq=orders-dlq:3
              sqsctl set orders MaximumMessageSize=256KiB redrive-allow-policy=
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: ArgumentHelp("Attributes and their values.", valueName: "name=value"))
    var attributes: [KeyValue]

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let client = try await session.client()
        let queue = session.queue(queue)
        var values: [String: String] = [:]
        for pair in attributes {
            if pair.key.lowercased() == "dlq", pair.value.isEmpty {
                values["RedrivePolicy"] = ""
            } else if pair.key.lowercased() == "dlq" {
                guard let target = DeadLetterTarget(argument: pair.value) else {
                    throw Failure(.usage, "dlq takes a queue, and after a colon how often a message may be received.")
                }
                _ = try await client.queue(queue)
                values["RedrivePolicy"] = try await target.policy(for: queue, over: client)
            } else {
                let attribute = try QueueAttribute(named: pair.key)
                values[attribute.rawValue] = try attribute.text(of: pair.value)
            }
        }
        _ = try await client.perform(SetQueueAttributes(queue, values))
        try session.printer.one(try await client.queue(queue), as: .queue)
    }
}
