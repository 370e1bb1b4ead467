import QueueService
import QueueStore
import QueueTesting
import Testing

@Suite("Activity")
struct ActivityTests {
    private let activity = Activity()
    private let clock = ManualClock()

    private func note(_ event: ServiceEvent) { activity.observe(event, at: clock.now) }

    @Test
    func `each kind of event counts where it belongs`() throws {
        let queue = try Happenings.queue()
        let now = clock.now
        note(Happenings.sent(5, to: queue, at: now, duplicates: 2))
        note(Happenings.received([1, 2], from: queue, by: "a", at: now))
        note(Happenings.received([1], from: queue, by: "a", at: now, count: 2))
        note(.receivedNothing(queue, by: Happenings.caller("a")))
        note(.deleted(queue, [Happenings.handle(1, of: queue, at: now)]))
        note(.operated(queue, .delete, [MessageSequence(2)]))
        note(.deadLettered(from: queue, to: QueueID(2), count: 3))
        note(.redriven(from: queue.id, to: QueueID(2), count: 4))
        note(.expired(queue.id, count: 6))
        note(.purged(queue, count: 7))
        var totals = ActivityRecord.Totals()
        totals.sent = 3
        totals.deduplicated = 2
        totals.received = 3
        totals.redelivered = 1
        totals.emptyReceives = 1
        totals.deleted = 2
        totals.deadLettered = 3
        totals.redriven = 4
        totals.expired = 6
        totals.purged = 7
        let record = activity.record(of: queue.id, at: now)
        #expect(record.totals == totals)
        let step = try #require(record.seconds.last)
        #expect([step.sent, step.received, step.deleted, step.emptyReceives] == [3, 3, 2, 1])
    }

    @Test
    func `rates are those of the last ten whole seconds`() throws {
        let queue = try Happenings.queue()
        note(Happenings.sent(100, to: queue, at: clock.now))
        #expect(activity.record(of: queue.id, at: clock.now).sentPerSecond == 0, "its second is not over")
        clock.advance(milliseconds: 999)
        #expect(activity.record(of: queue.id, at: clock.now).sentPerSecond == 0)
        clock.advance(milliseconds: 1)
        #expect(activity.record(of: queue.id, at: clock.now).sentPerSecond == 10)
        note(Happenings.received(1...20, from: queue, by: "a", at: clock.now))
        clock.advance(by: .seconds(1))
        let record = activity.record(of: queue.id, at: clock.now)
        #expect(record.sentPerSecond == 10)
        #expect(record.receivedPerSecond == 2)
        #expect(record.deletedPerSecond == 0)
        clock.advance(by: .seconds(9))
        #expect(activity.record(of: queue.id, at: clock.now).sentPerSecond == 0)
        #expect(activity.record(of: queue.id, at: clock.now).receivedPerSecond == 2)
        clock.advance(by: .seconds(1))
        #expect(activity.record(of: queue.id, at: clock.now).receivedPerSecond == 0)
    }

    @Test
    func `steps leave the history at its end, and none is counted twice`() throws {
        let queue = try Happenings.queue()
        let start = clock.now
        for count in [1, 2, 4] {
            note(Happenings.sent(count, to: queue, at: clock.now))
            clock.advance(by: .seconds(50))
        }
        // Now 150 s later: of the sends after 0, 50 and 100 s the last is still in the minute.
        let record = activity.record(of: queue.id, at: clock.now)
        #expect(record.seconds.count == 60)
        #expect(record.seconds.map(\.sent).reduce(0, +) == 4)
        #expect(record.seconds.first?.start == start.adding(seconds: 150 - 59))
        #expect(record.minutes.count == 60)
        #expect(record.minutes.map(\.sent).reduce(0, +) == 7)
        clock.advance(by: .seconds(3600))
        note(Happenings.sent(8, to: queue, at: clock.now))
        let later = activity.record(of: queue.id, at: clock.now)
        #expect(later.seconds.map(\.sent).reduce(0, +) == 8)
        #expect(later.minutes.map(\.sent).reduce(0, +) == 8)
        #expect(later.totals.sent == 15)
    }

    @Test
    func `a queue that was deleted is forgotten, another is not`() throws {
        let queue = try Happenings.queue(1)
        let other = try Happenings.queue(2)
        note(Happenings.sent(1, to: queue, at: clock.now))
        note(Happenings.sent(1, to: other, at: clock.now))
        note(.queueDeleted(queue))
        #expect(activity.record(of: queue.id, at: clock.now).totals == ActivityRecord.Totals())
        #expect(activity.record(of: other.id, at: clock.now).totals.sent == 1)
    }
}
