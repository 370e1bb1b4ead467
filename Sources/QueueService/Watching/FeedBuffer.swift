import QueueStore
import SQSModel
import Synchronization

/// Events between the writer's thread and one reader.
final class FeedBuffer: Sendable {
    typealias Element = LiveFeed.Element
    typealias Reader = CheckedContinuation<Element?, Never>

    private struct State {
        /// In the order of arrival; those before `first` have been read.
        var elements: [(element: Element, load: Load)] = []
        var first = 0
        /// Of the events that wait.
        var load = Load()
        /// Events that were dropped since the last that was kept.
        var missed = 0
        var reader: Reader?
        var isEnded = false

        mutating func pop() -> LiveFeed.Element? {
            guard first < elements.count else {
                defer { missed = 0 }
                return missed > 0 ? .missed(missed) : nil
            }
            let (element, load) = elements[first]
            first += 1
            self.load -= load
            // What has been read is thrown out together, so that each event is moved once at most.
            if first * 2 > elements.count {
                elements.removeFirst(first)
                first = 0
            }
            return element
        }
    }

    /// How much of a buffer an event takes.
    struct Load {
        /// A message at least.
        var messages = 0
        /// Of their bodies and attributes, which an event that waits keeps in memory.
        var bytes = 0

        static func + (left: Load, right: Load) -> Load {
            Load(messages: left.messages + right.messages, bytes: left.bytes + right.bytes)
        }

        static func -= (left: inout Load, right: Load) {
            left = Load(messages: left.messages - right.messages, bytes: left.bytes - right.bytes)
        }

        fileprivate func isWithin(_ limit: Load) -> Bool { messages <= limit.messages && bytes <= limit.bytes }
    }

    private let limit: Load
    private let state = Mutex(State())

    /// - Parameter limit: what may wait; an event of its own may be larger.
    init(limit: Load) { self.limit = limit }

    /// Takes an event if there is room; gives it at once to a reader that waits.
    func offer(_ event: ServiceEvent, at now: Instant) {
        let load = event.load
        let reader = state.withLock { state -> Reader? in
            guard !state.isEnded else { return nil }
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            guard state.load.messages == 0 || (state.load + load).isWithin(limit) else {
                state.missed += 1
                return nil
            }
            if state.missed > 0 { state.elements.append((.missed(state.missed), Load())) }
            state.missed = 0
            state.elements.append((.event(event, at: now), load))
            state.load = state.load + load
            return nil
        }
        reader?.resume(returning: .event(event, at: now))
    }

    /// Gives the next event to a reader, now or when it comes.
    func take(into reader: Reader) {
        enum Turn { case give(Element?), wait(instead: Reader?) }
        let turn = state.withLock { state -> Turn in
            if state.isEnded { return .give(nil) }
            if let next = state.pop() { return .give(next) }
            defer { state.reader = reader }
            return .wait(instead: state.reader)
        }
        switch turn {
        case .give(let element): reader.resume(returning: element)
        // A feed has one reader; the one that came before is told that it is over.
        case .wait(let former): former?.resume(returning: nil)
        }
    }

    /// Keeps nothing any more, and tells the reader.
    func end() {
        let reader = state.withLock { state in
            state.isEnded = true
            state.elements = []
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }
}

extension ServiceEvent {
    fileprivate var load: FeedBuffer.Load {
        switch self {
        case .sent(_, let messages, _): load(of: messages) { $0.body.utf8.count + $0.attributes.stream.count }
        case .received(_, let messages, _): load(of: messages) { $0.body.utf8.count + $0.attributes.stream.count }
        case .deleted(_, let handles, _): FeedBuffer.Load(messages: max(1, handles.count))
        case .visibilityChanged(_, let changes, _): FeedBuffer.Load(messages: max(1, changes.count))
        case .operated(_, _, let messages, _): FeedBuffer.Load(messages: max(1, messages.count))
        case .queueCreated, .queueChanged, .queueDeleted, .purged, .receivedNothing, .deadLettered, .redriven,
            .restored,
            .expired, .quarantined:
            FeedBuffer.Load(messages: 1)
        }
    }

    private func load<Message>(of messages: [Message], bytes: (Message) -> Int) -> FeedBuffer.Load {
        FeedBuffer.Load(messages: max(1, messages.count), bytes: messages.reduce(0) { $0 + bytes($1) })
    }
}
