import QueueService
import QueueStore
import QueueTesting
import Testing

@Suite("Live events")
struct LiveEventTests {
    private let now = ManualClock.start

    private func words(_ element: LiveFeed.Element?) -> String? {
        switch element {
        case .event(let event, _): event.words
        case .missed(let count): "missed \(count)"
        case nil: nil
        }
    }

    @Test
    func `each reader gets all events from its beginning on, in their order`() async throws {
        let live = LiveEvents()
        let queue = try Happenings.queue()
        live.observe(.purged(queue, count: 1), at: now)
        let early = live.subscribe()
        live.observe(.queueCreated(queue), at: now)
        let late = live.subscribe()
        live.observe(.queueChanged(queue), at: now)
        #expect(live.subscribers == 2)
        var first = early.makeAsyncIterator()
        var second = late.makeAsyncIterator()
        #expect(words(await first.next()) == "created queue-1")
        #expect(words(await first.next()) == "changed queue-1")
        #expect(words(await second.next()) == "changed queue-1")
    }

    @Test
    func `a reader that waits is given the next event`() async throws {
        let live = LiveEvents()
        let queue = try Happenings.queue()
        let feed = live.subscribe()
        async let next = feed.first { _ in true }
        live.observe(.purged(queue, count: 1), at: now)
        #expect(words(await next) == "purged queue-1 1")
    }

    @Test
    func `events without room are dropped, and their number is told in their place`() async throws {
        let live = LiveEvents(limit: 10)
        let queue = try Happenings.queue()
        let feed = live.subscribe()
        var reader = feed.makeAsyncIterator()
        live.observe(Happenings.sent(6, to: queue, at: now), at: now)
        live.observe(Happenings.sent(4, to: queue, at: now), at: now)
        live.observe(.purged(queue, count: 1), at: now)
        live.observe(.queueChanged(queue), at: now)
        #expect(words(await reader.next())?.hasPrefix("sent queue-1") == true)
        live.observe(.queueDeleted(queue), at: now)
        #expect(words(await reader.next())?.hasPrefix("sent queue-1") == true)
        #expect(words(await reader.next()) == "missed 2")
        #expect(words(await reader.next()) == "queue deleted queue-1")
    }

    @Test
    func `bodies that wait are counted too, so that a reader that stands still costs little memory`() async throws {
        let live = LiveEvents(limit: 100, bytes: 10)
        let queue = try Happenings.queue()
        let feed = live.subscribe()
        var reader = feed.makeAsyncIterator()
        live.observe(Happenings.sent(6, to: queue, at: now), at: now)
        live.observe(Happenings.received(1...4, from: queue, by: "a", at: now), at: now)
        live.observe(Happenings.sent(1, to: queue, at: now), at: now)
        #expect(words(await reader.next())?.hasPrefix("sent queue-1") == true)
        #expect(words(await reader.next())?.hasPrefix("received queue-1") == true)
        #expect(words(await reader.next()) == "missed 1")
    }

    @Test
    func `what was missed is told even if nothing more happens`() async throws {
        let live = LiveEvents(limit: 1)
        let queue = try Happenings.queue()
        let feed = live.subscribe()
        var reader = feed.makeAsyncIterator()
        for _ in 0..<3 { live.observe(.purged(queue, count: 1), at: now) }
        #expect(words(await reader.next()) == "purged queue-1 1")
        #expect(words(await reader.next()) == "missed 2")
    }

    @Test
    func `an event that is larger than the whole buffer is kept where nothing else waits`() async throws {
        let live = LiveEvents(limit: 3)
        let queue = try Happenings.queue()
        let feed = live.subscribe()
        var reader = feed.makeAsyncIterator()
        live.observe(Happenings.sent(4, to: queue, at: now), at: now)
        #expect(words(await reader.next())?.hasPrefix("sent queue-1") == true)
    }

    @Test
    func `a reader whose task is cancelled is removed`() async throws {
        let live = LiveEvents()
        let feed = live.subscribe()
        let task = Task { for await _ in feed {} }
        task.cancel()
        await task.value
        #expect(live.subscribers == 0)
    }

    @Test
    func `a feed that nobody has any more is removed`() async throws {
        let live = LiveEvents()
        let queue = try Happenings.queue()
        do {
            let feed = live.subscribe()
            live.observe(.purged(queue, count: 1), at: now)
            for await _ in feed { break }
            #expect(live.subscribers == 1)
        }
        #expect(live.subscribers == 0)
        live.observe(.purged(queue, count: 1), at: now)
    }
}
