import HeapModule
import QueueStore
import SQSModel
import Synchronization

/// The receives that wait, and what wakes them (RCV-5 … RCV-7).
///
/// A poll sleeps until a commit may have brought a message to its queue, or a hidden message of its queue shows again, or
/// its time is over. Nothing ticks. Polls of a queue are served first come, first served: an event wakes as many of them as
/// it brought messages, and each that got some, or that took nothing since its caller had gone, wakes the next one, until
/// one finds nothing. That one learns from the store when to look again.
///
/// While polls wait at a queue, everything that may bring it a message is kept as a chance or as an alarm; a new poll can
/// therefore join the line without looking. Polls are woken on the writer's thread only, in turns between its batches.
final class LongPolls: WriterAgent {
    private struct State {
        var lines: [QueueID: Line] = [:]
        /// Queues that have chances.
        var awake: Set<QueueID> = []
        var alarms = Heap<Alarm>()
        /// How many alarms there may be before those that have become idle are thrown away.
        var alarmsWorthKeeping = 1024
        var arrivals = 0
        var isDraining = false
    }

    /// The polls of one queue.
    ///
    /// It exists as long as somebody stands in it.
    private struct Line {
        var polls = Heap<Place>()
        /// How many polls may find something.
        var chances = 0
        /// When the next one may: the earliest moment at which a hidden message shows.
        var nextLook: Instant?
        /// Whether deleting a message may let others be received.
        var waitsForDeletes = false

        /// How many of its polls are still wanted; looks at each, as only people who want to know ask for it.
        var waiting: Int { polls.unordered.count { $0.poll.isWaiting && $0.poll.isWanted } }
    }

    /// A poll and its place in the line, which it keeps when it finds nothing.
    private struct Place: Comparable {
        let arrival: Int
        let poll: LongPoll

        static func < (left: Place, right: Place) -> Bool { left.arrival < right.arrival }
        static func == (left: Place, right: Place) -> Bool { left.arrival == right.arrival }
    }

    /// A moment at which a poll's time is over, or a queue's hidden message shows.
    private struct Alarm: Comparable {
        let moment: Instant
        let queue: QueueID
        let poll: LongPoll?

        static func < (left: Alarm, right: Alarm) -> Bool { left.moment < right.moment }
        static func == (left: Alarm, right: Alarm) -> Bool { left.moment == right.moment }
    }

    private let writer: StoreWriter
    private let audience: Audience
    private let clock: any TimeSource
    private let state = Mutex(State())

    init(writer: StoreWriter, audience: Audience, clock: any TimeSource) {
        self.writer = writer
        self.audience = audience
        self.clock = clock
    }

    // MARK: Who waits

    /// How many polls wait, at all queues.
    var count: Int { state.withLock { $0.lines.values.reduce(0) { $0 + $1.waiting } } }

    /// How many polls wait at a queue.
    func waiting(at queue: QueueID) -> Int { state.withLock { $0.lines[queue]?.waiting ?? 0 } }

    // MARK: Polls come

    /// Takes a new poll: it looks for messages at once, or joins the line of its queue where there is one.
    func begin(_ poll: LongPoll) {
        let mustTry = state.withLock { state in
            guard poll.mayWait, !state.isDraining, state.lines[poll.queue] != nil else { return true }
            join(poll, arrival: nil, &state)
            return false
        }
        if mustTry {
            attempt(poll, arrival: nil)
        } else {
            // Its alarm may be the first one that is due.
            writer.poke()
        }
    }

    private func attempt(_ poll: LongPoll, arrival: Int?) {
        writer.submit(.receive(poll.attempt)) { [self] result in
            switch result {
            case .failure(let error):
                poll.finish(.failed(error))
                // What it was woken for is there still.
                wake(poll.queue, chances: 1)
            case .success(.refused(let error)): poll.finish(.refused(error))
            case .success(.received(let batch)): settle(poll, arrival: arrival, batch)
            case .success: preconditionFailure("A receive has the outcome of a receive.")
            }
        }
    }

    private func settle(_ poll: LongPoll, arrival: Int?, _ batch: ReceivedBatch) {
        for (queue, count) in batch.moved {
            wake(queue, chances: count)
            audience.hear(.deadLettered(from: poll.record, to: queue, count: count))
        }
        guard batch.messages.isEmpty else {
            poll.finish(.messages(batch.messages))
            return wake(poll.queue, chances: 1)
        }
        let now = clock.now
        let mustEnd = state.withLock { state in
            let mustEnd = state.isDraining || !poll.isWanted || poll.deadline <= now
            if !mustEnd { join(poll, arrival: arrival, &state) }
            guard state.lines[poll.queue] != nil, poll.isWanted else { return mustEnd }
            state.lines[poll.queue]?.waitsForDeletes = batch.waitsForDeletes
            if let next = batch.nextVisible { look(into: poll.queue, at: next, &state) }
            return mustEnd
        }
        if mustEnd { poll.finish(.messages([])) }
        // Nobody looked for one whose caller had gone.
        if !poll.isWanted { wake(poll.queue, chances: 1) }
    }

    private func join(_ poll: LongPoll, arrival: Int?, _ state: inout State) {
        if arrival == nil {
            state.arrivals += 1
            insert(Alarm(moment: poll.deadline, queue: poll.queue, poll: poll), &state)
        }
        let place = Place(arrival: arrival ?? state.arrivals, poll: poll)
        state.lines[poll.queue, default: Line()].polls.insert(place)
    }

    /// Has somebody look into a queue at some moment.
    ///
    /// Of several moments the first is enough: whoever looks then and finds nothing learns the next one.
    private func look(into queue: QueueID, at moment: Instant, _ state: inout State) {
        guard let line = state.lines[queue], moment < line.nextLook ?? .distantFuture else { return }
        state.lines[queue]?.nextLook = moment
        insert(Alarm(moment: moment, queue: queue, poll: nil), &state)
    }

    /// Alarms that have become idle lie in the heap until their moment, which can be hours away; so they are thrown out
    /// whenever there are twice as many as were left the last time.
    private func insert(_ alarm: Alarm, _ state: inout State) {
        state.alarms.insert(alarm)
        guard state.alarms.count > state.alarmsWorthKeeping else { return }
        let lines = state.lines
        state.alarms = Heap(
            state.alarms.unordered.filter { alarm in
                if let poll = alarm.poll { return poll.isWaiting }
                return lines[alarm.queue]?.nextLook == alarm.moment
            }
        )
        state.alarmsWorthKeeping = max(1024, 2 * state.alarms.count)
    }

    // MARK: Something happens; all on the writer's thread

    /// Messages of a queue show at these moments, some of them at once.
    func messagesShow(in queue: QueueID, at moments: some Sequence<Instant>) {
        let now = clock.now
        state.withLock { state in
            guard state.lines[queue] != nil else { return }
            for moment in moments {
                if moment <= now {
                    state.lines[queue]?.chances += 1
                    state.awake.insert(queue)
                } else {
                    look(into: queue, at: moment, &state)
                }
            }
        }
    }

    /// A queue works otherwise than before: what was hidden may show.
    func queueChanged(_ queue: QueueID) { wake(queue, chances: 1) }

    /// Messages of a queue were deleted.
    func messagesWereDeleted(from queue: QueueID, count: Int) {
        state.withLock { state in
            guard state.lines[queue]?.waitsForDeletes == true else { return }
            state.lines[queue]?.chances += count
            state.awake.insert(queue)
        }
    }

    private func wake(_ queue: QueueID, chances: Int) {
        state.withLock { state in
            guard state.lines[queue] != nil else { return }
            state.lines[queue]?.chances += chances
            state.awake.insert(queue)
        }
    }

    /// A queue was deleted: its polls end with Q-NONE (DQ-3).
    func queueIsGone(_ queue: QueueID) {
        let line = state.withLock { state in
            state.awake.remove(queue)
            return state.lines.removeValue(forKey: queue)
        }
        for place in line?.polls.unordered ?? [] { place.poll.finish(.refused(.queueDoesNotExist)) }
    }

    /// Ends all polls with nothing, and lets no new one wait.
    func drain() {
        state.withLock { $0.isDraining = true }
        writer.poke()
    }

    // MARK: The writer's turn

    func turn(at now: Instant) -> Instant? {
        var ended: [LongPoll] = []
        var woken: [Place] = []
        let next = state.withLock { state -> Instant? in
            if state.isDraining { endAll(&ended, &state) }
            ringAlarms(upTo: now, &ended, &state)
            for queue in state.awake { wakeLine(of: queue, &woken, &state) }
            state.awake.removeAll(keepingCapacity: true)
            return state.alarms.min?.moment
        }
        for poll in ended { poll.finish(.messages([])) }
        for place in woken { attempt(place.poll, arrival: place.arrival) }
        return next
    }

    private func endAll(_ ended: inout [LongPoll], _ state: inout State) {
        // Every poll that waits has its alarm, also one that is in no line any more since its caller has gone.
        ended += state.alarms.unordered.compactMap(\.poll)
        state.lines = [:]
        state.awake = []
        state.alarms = Heap()
    }

    private func ringAlarms(upTo now: Instant, _ ended: inout [LongPoll], _ state: inout State) {
        while let alarm = state.alarms.min, alarm.moment <= now {
            state.alarms.removeMin()
            if let poll = alarm.poll {
                poll.giveUp()
                ended.append(poll)
                dropEnded(from: alarm.queue, &state)
            } else if state.lines[alarm.queue]?.nextLook == alarm.moment {
                state.lines[alarm.queue]?.nextLook = nil
                state.lines[alarm.queue]?.chances += 1
                state.awake.insert(alarm.queue)
            }
        }
    }

    /// Takes polls that have ended off the front of a line.
    ///
    /// One in the middle goes when it comes to the front, which is within the twenty seconds that the longest poll
    /// takes.
    private func dropEnded(from queue: QueueID, _ state: inout State) {
        guard var line = state.lines.removeValue(forKey: queue) else { return }
        while let first = line.polls.min, !first.poll.isWaiting { line.polls.removeMin() }
        if !line.polls.isEmpty { state.lines[queue] = line }
    }

    private func wakeLine(of queue: QueueID, _ woken: inout [Place], _ state: inout State) {
        guard var line = state.lines.removeValue(forKey: queue) else { return }
        while line.chances > 0, let place = line.polls.popMin() {
            guard place.poll.isWaiting, place.poll.isWanted else { continue }
            line.chances -= 1
            woken.append(place)
        }
        line.chances = 0
        if !line.polls.isEmpty { state.lines[queue] = line }
    }
}
