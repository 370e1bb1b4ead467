import AdminAPI
import AdminClient
import Foundation

/// What `tail` is told.
enum FeedNews: Sendable {
    case event(LiveEvent)
    /// Events are coming; `isAgain` where they had stopped.
    case connected(isAgain: Bool)
    /// They have stopped; `isTrying` to get them back.
    case lost(Failure, isTrying: Bool)
}

/// The events of a daemon, got back when it has been away.
struct EventFeed: Sendable {
    let client: AdminClient
    let queues: [QueueReference]
    let kinds: [LiveEvent.Kind]
    let reconnects: Bool

    /// Events that wait for us to be shown; what comes beyond is counted as missed.
    private static let capacity = 10_000
    private static let longestPause = Duration.seconds(2)

    func news() -> (news: AsyncStream<FeedNews>, told: AsyncStream<FeedNews>.Continuation) {
        let (news, told) = AsyncStream.makeStream(of: FeedNews.self, bufferingPolicy: .bufferingOldest(Self.capacity))
        let following = Task { await follow(told) }
        told.onTermination = { _ in following.cancel() }
        return (news, told)
    }

    private func follow(_ told: AsyncStream<FeedNews>.Continuation) async {
        var isAgain = false
        var pause = Duration.milliseconds(250)
        while !Task.isCancelled {
            do {
                let events = try await client.events(of: queues, kinds: kinds)
                told.yield(.connected(isAgain: isAgain))
                (isAgain, pause) = (true, .milliseconds(250))
                try await pass(events, to: told)
                throw ClientFailure.brokenOff(address: client.address, reason: "the daemon ended it")
            } catch {
                // At the start, and where the daemon says no, trying again would not help.
                let mayReturn = reconnects && isAgain && Self.isPassing(error)
                told.yield(.lost(Failure(error), isTrying: mayReturn))
                guard mayReturn, (try? await Task.sleep(for: pause)) != nil else { return told.finish() }
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    private func pass(_ events: AnswerValues<LiveEvent>, to told: AsyncStream<FeedNews>.Continuation) async throws {
        var missed = 0
        for try await event in events {
            if missed > 0 {
                var note = LiveEvent(.missed, at: event.at)
                note.count = missed
                if case .enqueued = told.yield(.event(note)) { missed = 0 }
            }
            if case .dropped = told.yield(.event(event)) { missed += event.kind == .missed ? event.count ?? 1 : 1 }
        }
    }

    private static func isPassing(_ error: any Error) -> Bool {
        switch error as? ClientFailure {
        case .refused(let problem, let status, _): status >= 500 || problem.code == AdminProblem.Code.notReady.rawValue
        case .unreachable, .timedOut, .brokenOff: true
        case .notThisAPI, nil: false
        }
    }
}
