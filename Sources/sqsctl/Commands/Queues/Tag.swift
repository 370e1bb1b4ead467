import AdminClient
import ArgumentParser

struct Tag: Command {
    static let configuration = CommandConfiguration(
        abstract: "Put tags on a queue.",
        discussion: """
            Examples:
              sqsctl tag orders team=shop
              sqsctl tag orders team=shop stage=test
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: ArgumentHelp("Tags.", valueName: "key=value"))
    var tags: [KeyValue]

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let queue = session.queue(queue)
        let values = Dictionary(tags.map { ($0.key, $0.value) }) { _, last in last }
        _ = try await session.client().perform(TagQueue(queue, values))
        session.note("\(queue) has \(values.count == 1 ? "the tag" : "the tags") now.")
    }
}

struct Untag: Command {
    static let configuration = CommandConfiguration(
        abstract: "Take tags off a queue.",
        discussion: """
            Examples:
              sqsctl untag orders team
              sqsctl untag orders team stage
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Argument(help: ArgumentHelp("Keys of the tags.", valueName: "key"))
    var keys: [String]

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        let queue = session.queue(queue)
        _ = try await session.client().perform(UntagQueue(queue, keys))
        session.note("\(queue) is without \(keys.joined(separator: ", ")) now.")
    }
}
