import QueueStore
import SQSModel

/// One step of a random history, in words that mean the same to every store.
///
/// Nothing in it refers to another step by name: handles are picked among those that were received so far, whatever they
/// are, so that a history stays one when steps are taken out of it.
enum WorkloadStep: Hashable, Sendable {
    /// Commands of one transaction.
    case apply([WorkloadCommand])
    case wait(milliseconds: Int64)
    /// Goes to one of the next moments at which something ends, or a millisecond beside it.
    case waitForDeadline(pick: Int, offset: Int64)
    case keepHouse(limit: Int)
    case reopen
}

/// A command on one of the queues of a workload, which are numbered.
enum WorkloadCommand: Hashable, Sendable {
    case create(Int, [TextEntry], quietSeconds: Int)
    case update(Int, [TextEntry])
    case tag(Int, TextEntry)
    case untag(Int, String)
    case deleteQueue(Int)
    case purge(Int, quietSeconds: Int)
    case send(Int, [WorkloadMessage])
    case receive(Int, WorkloadReceive)
    case delete(Int, [HandlePick])
    case change(Int, HandlePick, seconds: Int)
    case quarantine(Int, HandlePick)
    case startMove(Int, destination: Int?)
    /// The latest task but so many.
    case moveMessages(Int, count: Int)
    case cancelMove(Int)
    case listMoves(Int, limit: Int)
    case operate(Int, WorkloadDeed, places: [Int], sparesInFlight: Bool)
    case restore(Int, [WorkloadRestored])
    /// Asks for the message at a place by number and by id.
    case look(Int, place: Int)
}

/// What an operator does with messages at some places of a queue, counted from its front and around.
enum WorkloadDeed: Hashable, Sendable {
    case delete, release
    case move(to: Int?)
    case copy(to: Int)
}

struct WorkloadRestored: Hashable, Sendable {
    var message: WorkloadMessage
    /// Seconds before the present.
    var age: Int
    /// Seconds from the present.
    var visibleIn: Int
    var receives: Int
}

struct WorkloadMessage: Hashable, Sendable {
    var body: String
    var delay: Int?
    var group: String?
    var deduplication: String?
}

struct WorkloadReceive: Hashable, Sendable {
    var limit: Int
    var timeout: Int?
    var isShortPoll = true
    var isWanted = true
    var attempt: String?
}

/// A handle received before: the latest but so many, of this queue or of any.
struct HandlePick: Hashable, Sendable {
    let back: Int
    let isOfAnyQueue: Bool
}

/// The queues of a workload.
enum WorkloadQueues {
    static let names = ["letters", "parcels", "stamps", "letters.fifo", "parcels.fifo"]

    /// How many of the names a workload of some abilities uses; FIFO queues come last.
    static func count(of abilities: Set<StoreAbility>) -> Int { abilities.contains(.fifoQueues) ? 5 : 3 }

    static func isFIFO(_ queue: Int) -> Bool { queue >= 3 }
}

extension WorkloadStep: CustomStringConvertible {
    var description: String {
        switch self {
        case .apply(let commands): commands.map(\.description).joined(separator: "; ")
        case .wait(let milliseconds): "wait \(milliseconds) ms"
        case .waitForDeadline(let pick, let offset): "wait for deadline \(pick)\(offset < 0 ? "" : "+")\(offset) ms"
        case .keepHouse(let limit): "keep house, \(limit) rows"
        case .reopen: "reopen"
        }
    }
}

extension WorkloadCommand: CustomStringConvertible {
    var description: String {
        switch self {
        case .create(let queue, let attributes, let quiet): "create \(name(queue))\(list(attributes)) quiet \(quiet)"
        case .update(let queue, let attributes): "set \(name(queue))\(list(attributes))"
        case .tag(let queue, let tag): "tag \(name(queue))\(list([tag]))"
        case .untag(let queue, let key): "untag \(name(queue)) \(key)"
        case .deleteQueue(let queue): "delete queue \(name(queue))"
        case .purge(let queue, let quiet): "purge \(name(queue)) quiet \(quiet)"
        case .send(let queue, let messages): "send to \(name(queue)): \(messages.map(\.description))"
        case .receive(let queue, let receive): "receive from \(name(queue)): \(receive)"
        case .delete(let queue, let picks): "delete from \(name(queue)): \(picks.map(\.description))"
        case .change(let queue, let pick, let seconds): "hide in \(name(queue)): \(pick) for \(seconds) s"
        case .quarantine(let queue, let pick): "quarantine in \(name(queue)): \(pick)"
        case .startMove(let queue, let destination):
            "start moving from \(name(queue)) to \(destination.map { name($0) } ?? "where they came from")"
        case .moveMessages(let back, let count): "move \(count) of task #-\(back)"
        case .cancelMove(let back): "cancel task #-\(back)"
        case .listMoves(let queue, let limit): "list \(limit) moves from \(name(queue))"
        case .operate(let queue, let deed, let places, let spares):
            "\(self.deed(deed)) \(places) of \(name(queue))\(spares ? " unless in flight" : "")"
        case .restore(let queue, let messages): "restore to \(name(queue)): \(messages.map(\.description))"
        case .look(let queue, let place): "look at \(place) of \(name(queue))"
        }
    }

    private func deed(_ deed: WorkloadDeed) -> String {
        switch deed {
        case .delete: "operator deletes"
        case .release: "operator releases"
        case .move(let queue): "operator moves to \(queue.map { name($0) } ?? "where they came from")"
        case .copy(let queue): "operator copies to \(name(queue))"
        }
    }

    private func name(_ queue: Int) -> String { WorkloadQueues.names[queue] }

    private func list(_ entries: [TextEntry]) -> String {
        entries.map { " \($0.name)=\($0.value)" }.joined()
    }
}

extension WorkloadMessage: CustomStringConvertible {
    var description: String {
        body + (delay.map { " after \($0) s" } ?? "") + (group.map { " in \($0)" } ?? "")
            + (deduplication.map { " as \($0)" } ?? "")
    }
}

extension WorkloadRestored: CustomStringConvertible {
    var description: String { "\(message), \(age) s old, visible in \(visibleIn) s, \(receives) receives" }
}

extension WorkloadReceive: CustomStringConvertible {
    var description: String {
        "\(limit)" + (timeout.map { " for \($0) s" } ?? "") + (isShortPoll ? "" : ", long poll")
            + (isWanted ? "" : ", unwanted") + (attempt.map { ", attempt \($0)" } ?? "")
    }
}

extension HandlePick: CustomStringConvertible {
    var description: String { "#-\(back)\(isOfAnyQueue ? " of any queue" : "")" }
}
