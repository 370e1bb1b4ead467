package import QueueStore
import Synchronization

/// Hands events to those who read along, as many as there are.
///
/// Nobody is waited for: a reader that is too slow misses events and learns how many.
package final class LiveEvents: ServiceObserver {
    private struct State {
        var feeds: [Int: FeedBuffer] = [:]
        var lastNumber = 0
    }

    private let limit: FeedBuffer.Load
    private let state = Mutex(State())
    /// Whether to look for readers at all.
    private let readers = Atomic(0)

    /// - Parameters:
    ///   - messages: whose events wait for a reader at most.
    ///   - bytes: that these messages have at most, since they stay in memory for as long.
    package init(limit messages: Int = 10_000, bytes: Int = 16 << 20) {
        limit = FeedBuffer.Load(messages: messages, bytes: bytes)
    }

    /// Everything from now on, until whoever reads ends or lets go of it.
    package func subscribe() -> LiveFeed {
        let buffer = FeedBuffer(limit: limit)
        let number = state.withLock { state in
            state.lastNumber += 1
            state.feeds[state.lastNumber] = buffer
            readers.store(state.feeds.count, ordering: .releasing)
            return state.lastNumber
        }
        let subscription = Subscription(buffer: buffer) { [self] in remove(number) }
        return LiveFeed(AsyncStream { await subscription.next() })
    }

    /// How many read along.
    package var subscribers: Int { readers.load(ordering: .acquiring) }

    package var wantsMessageIds: Bool { subscribers > 0 }

    package func observe(_ event: ServiceEvent, at now: Instant) {
        guard readers.load(ordering: .acquiring) > 0 else { return }
        for feed in state.withLock({ Array($0.feeds.values) }) { feed.offer(event, at: now) }
    }

    private func remove(_ number: Int) {
        state.withLock { state in
            state.feeds[number] = nil
            readers.store(state.feeds.count, ordering: .releasing)
        }
    }
}

/// What a reader has of the hub: as soon as it is let go of, nothing is kept for it any more.
private final class Subscription: Sendable {
    private let buffer: FeedBuffer
    private let end: @Sendable () -> Void

    init(buffer: FeedBuffer, end: @escaping @Sendable () -> Void) {
        self.buffer = buffer
        self.end = end
    }

    deinit { end() }

    /// The next event; `nil` once the reader's task was cancelled.
    func next() async -> LiveFeed.Element? {
        let next = await withTaskCancellationHandler {
            await withCheckedContinuation { buffer.take(into: $0) }
        } onCancel: {
            buffer.end()
        }
        if next == nil { end() }
        return next
    }
}
