import AdminAPI
import Foundation

/// By what queues are sorted in `top`: the key that chooses it.
enum TopOrder: Character, CaseIterable {
    case name = "n"
    case depth = "d"
    case inFlight = "f"
    case age = "a"
    case incoming = "i"
    case outgoing = "o"

    var title: String {
        switch self {
        case .name: "name"
        case .depth: "depth"
        case .inFlight: "in flight"
        case .age: "age"
        case .incoming: "in/s"
        case .outgoing: "out/s"
        }
    }

    /// The most first, names from a; equal ones by name.
    func sorted(_ queues: [QueueSummary]) -> [QueueSummary] {
        queues.sorted { one, other in
            (-weight(one), one.queueName, one.queueArn) < (-weight(other), other.queueName, other.queueArn)
        }
    }

    private func weight(_ queue: QueueSummary) -> Double {
        switch self {
        case .name: 0
        case .depth: Double(queue.depth)
        case .inFlight: Double(queue.approximateNumberOfMessagesNotVisible)
        case .age: queue.approximateAgeOfOldestMessage ?? -1
        case .incoming: queue.rates.sent
        case .outgoing: queue.rates.deleted
        }
    }
}

/// What `top` knows and where its user is in it.
struct TopState {
    enum View: Equatable {
        case queues
        case details(String)
        case messages(String)
        case help
    }

    var status: DaemonStatus?
    var queues: [QueueSummary] = []
    var detail: QueueDetail?
    var messages: [MessageView] = []
    /// Why the figures are not of now.
    var trouble: String?

    private(set) var view = View.queues
    private(set) var order = TopOrder.name
    private(set) var filter = ""
    private(set) var isTyping = false
    /// The chosen queue by ARN, so that it stays chosen when others overtake it.
    private(set) var chosen: String?

    /// What the user asks for beyond what the state can do itself.
    enum Wish: Equatable { case quit, redraw, fetch }

    /// The queues that are listed, in their order.
    var listed: [QueueSummary] {
        let wanted = filter.lowercased()
        return order.sorted(wanted.isEmpty ? queues : queues.filter { $0.queueName.lowercased().contains(wanted) })
    }

    /// Place of the chosen queue among those listed; the first one where it is not listed.
    var chosenIndex: Int { listed.firstIndex { $0.queueArn == chosen } ?? 0 }

    var chosenQueue: QueueSummary? {
        let listed = listed
        return listed.isEmpty ? nil : listed[min(chosenIndex, listed.count - 1)]
    }

    /// Does what a key means, with so many queues to a page.
    mutating func press(_ key: Key, page: Int) -> Wish? {
        switch key {
        case .interrupt: return .quit
        case .redraw: return .redraw
        default: break
        }
        if isTyping {
            type(key)
            return nil
        }
        guard view == .queues else { return leave(key) }
        switch key {
        case .up, .character("k"): move(by: -1)
        case .down, .character("j"): move(by: 1)
        case .pageUp: move(by: -page)
        case .pageDown: move(by: page)
        case .home, .character("g"): move(by: -listed.count)
        case .end, .character("G"): move(by: listed.count)
        case .enter: return open { .details($0) }
        case .character("p"): return open { .messages($0) }
        case .character("/"): isTyping = true
        case .character("?"): view = .help
        case .character("q"): return .quit
        case .escape: filter = ""
        case .character(let letter): order = TopOrder(rawValue: letter) ?? order
        default: break
        }
        return nil
    }

    private mutating func type(_ key: Key) {
        switch key {
        case .character(let character): filter.append(character)
        case .backspace: _ = filter.popLast()
        case .enter: isTyping = false
        case .escape:
            filter = ""
            isTyping = false
        default: break
        }
    }

    /// Keys of what lies over the list.
    private mutating func leave(_ key: Key) -> Wish? {
        switch key {
        case .character("p"):
            if case .details(let arn) = view {
                view = .messages(arn)
                return .fetch
            }
        case .character("q"), .escape, .enter, .backspace, .character("?"): view = .queues
        default: break
        }
        return nil
    }

    private mutating func open(_ view: (String) -> View) -> Wish? {
        guard let queue = chosenQueue else { return nil }
        chosen = queue.queueArn
        detail = nil
        messages = []
        self.view = view(queue.queueArn)
        return .fetch
    }

    private mutating func move(by distance: Int) {
        let listed = listed
        guard !listed.isEmpty else { return }
        chosen = listed[min(max(chosenIndex + distance, 0), listed.count - 1)].queueArn
    }
}
