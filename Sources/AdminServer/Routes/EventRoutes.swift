internal import AdminAPI
internal import Hummingbird
internal import NIOCore
internal import QueueService
internal import QueueStore
internal import SQSModel
internal import ServiceLifecycle
import Foundation

/// What has just happened, as it happens.
extension AdminRoutes {
    var events: [Route] {
        [Route(.get, AdminPath.events, query: ["kind", "queue"]) { request in try follow(request) }]
    }

    private func follow(_ request: AdminRequest) throws -> Response {
        let wanted = try EventFilter(request)
        guard !request.wantsHeadOnly else { return .head(ContentType.events) }
        let (sources, heartbeat) = (sources, configuration.heartbeat)
        return .stream(ContentType.events, to: request) { outlet in
            try await send(sources.operating.events(), wanted, heartbeat, to: &outlet) { element in
                switch element {
                case .event(let event, let instant):
                    LiveEvents(queues: sources.operating.queues).events(of: event, at: Date(instant))
                case .missed(let count): [.missed(count, at: Date(sources.clock.now))]
                }
            }
        }
    }
}

/// Which events a reader wants.
private struct EventFilter: Sendable {
    /// Empty: all.
    private let queues: Set<String>
    private let kinds: Set<LiveEvent.Kind>

    /// A queue need not be there yet.
    init(_ request: AdminRequest) throws(AdminProblem) {
        let caller = Caller(region: try request.region(), account: try request.account(), endpoint: "")
        var queues: Set<String> = []
        for text in request.query.all("queue") {
            guard let address = QueueAddress(arn: text) ?? QueueAddress(url: text, for: caller) else {
                throw AdminProblem(.badRequest, "'\(text)' is no queue's name or ARN.")
            }
            queues.insert(address.arn)
        }
        self.queues = queues
        kinds = Set(try request.query.choices("kind", LiveEvent.Kind.self))
    }

    /// Whoever has missed something is always told.
    func wants(_ event: LiveEvent) -> Bool {
        guard event.kind != .missed else { return true }
        return (kinds.isEmpty || kinds.contains(event.kind))
            && (queues.isEmpty || event.queueArn.map(queues.contains) ?? false)
    }
}

/// What there is to send next.
private enum Beat: Sendable {
    case events(LiveFeed.Element)
    /// Nothing has been sent for a while.
    case silence
}

/// Sends events until the reader hangs up or there are no more.
///
/// The next one is taken from the feed when the last one is out, so that a reader who is slow is told what it has missed
/// instead of being given what nobody has room for.
@concurrent
private func send(
    _ feed: LiveFeed,
    _ wanted: EventFilter,
    _ heartbeat: Duration,
    to outlet: inout Outlet,
    tell: @escaping @Sendable (LiveFeed.Element) -> [LiveEvent]
) async throws {
    let (beats, beat) = AsyncStream.makeStream(of: Beat.self)
    let (turns, turn) = AsyncStream.makeStream(of: Void.self)
    let reader = Task {
        await cancelWhenGracefulShutdown {
            var turns = turns.makeAsyncIterator()
            for await element in feed {
                beat.yield(.events(element))
                guard await turns.next() != nil else { break }
            }
        }
        beat.finish()
    }
    let metronome = Task {
        while true {
            try await Task.sleep(for: heartbeat)
            beat.yield(.silence)
        }
    }
    defer {
        reader.cancel()
        metronome.cancel()
    }
    // The head goes out with this, and the reader knows that it misses nothing from here on.
    try await outlet.write(ByteBuffer(string: ": sqsd\n\n"))
    for await beat in beats {
        switch beat {
        case .silence: try await outlet.write(ByteBuffer(string: ":\n\n"))
        case .events(let element):
            for event in tell(element) where wanted.wants(event) { try await outlet.write(ByteBuffer(event: event)) }
            turn.yield()
        }
    }
}

extension ByteBuffer {
    fileprivate init(event: LiveEvent) throws {
        self.init(string: "event: \(event.kind.rawValue)\ndata: ")
        writeBytes(try AdminJSON.encoder().encode(event))
        writeStaticString("\n\n")
    }
}
