import QueueStore
import SQSModel
import Synchronization

/// Drives the running move tasks: slice after slice, at the speed that each was given (MV-4).
///
/// The store keeps how far a task is; what is kept here is only when its next slice is due.
final class MoveTasks: WriterAgent {
    private struct Running {
        var pace: Pace
        /// `nil` while a slice is on its way.
        var due: Instant?
    }

    private let writer: StoreWriter
    private let polls: LongPolls
    private let clock: any TimeSource
    private let generator: Mutex<any RandomNumberGenerator & Sendable>
    private let running = Mutex<[MoveTask.ID: Running]>([:])

    init(writer: StoreWriter, polls: LongPolls, clock: any TimeSource, generator: any RandomNumberGenerator & Sendable)
    {
        self.writer = writer
        self.polls = polls
        self.clock = clock
        self.generator = Mutex(generator)
    }

    /// Begins to drive a task, a new one or one of an earlier run of the daemon.
    func carryOn(_ task: MoveTask) {
        let now = clock.now
        running.withLock { $0[task.id] = Running(pace: Pace(perSecond: task.messagesPerSecond), due: now) }
        writer.poke()
    }

    func turn(at now: Instant) -> Instant? {
        let (due, next) = running.withLock { running -> ([(MoveTask.ID, Pace.Slice)], Instant?) in
            var due: [(MoveTask.ID, Pace.Slice)] = []
            for id in running.keys {
                guard var task = running[id], let moment = task.due, moment <= now else { continue }
                due.append((id, task.pace.nextSlice()))
                task.due = nil
                running[id] = task
            }
            return (due, running.values.compactMap(\.due).min())
        }
        for (id, slice) in due { move(id, slice, at: now) }
        return next
    }

    private func move(_ id: MoveTask.ID, _ slice: Pace.Slice, at now: Instant) {
        let newIds = generator.withLock { generator in
            (0..<slice.messages).map { _ in MessageId(using: &generator) }
        }
        writer.submit(.moveMessages(id, newIds: newIds)) { [self] result in
            switch result {
            case .success(.moving(let progress)):
                for (queue, moments) in progress.arrivals { polls.messagesShow(in: queue, at: moments) }
                guard progress.task.status == .running else { return end(id) }
                again(id, at: now.adding(milliseconds: slice.milliseconds))
            case .failure(.full): again(id, at: now.adding(milliseconds: Pace.pauseOnFullDisk))
            case .success, .failure: end(id)
            }
        }
    }

    private func again(_ id: MoveTask.ID, at due: Instant) { running.withLock { $0[id]?.due = due } }

    private func end(_ id: MoveTask.ID) { running.withLock { $0[id] = nil } }
}

/// How many messages a task moves at a time, and how often.
///
/// A task with a rate has ten slices a second, among which the messages of a second are spread as evenly as whole numbers
/// can be. Any ten slices in a row hold as many as the rate says, so that no second gets more, wherever it begins.
private struct Pace {
    struct Slice {
        let messages: Int
        /// Time until the next slice.
        let milliseconds: Int64
    }

    static let pauseOnFullDisk: Int64 = 1000
    /// Slices of a task that may go as fast as it can; small enough that other calls hardly notice.
    private static let fullSlice = 100
    private static let slicesPerSecond = 10

    private let rate: Int?
    private var slice = 0

    init(perSecond rate: Int?) { self.rate = rate }

    /// The next slice that has messages; with less than ten a second some have none and are left out.
    mutating func nextSlice() -> Slice {
        guard let rate, rate > 0 else { return Slice(messages: Self.fullSlice, milliseconds: 0) }
        let messages = messages(of: slice, rate)
        var steps = 0
        repeat {
            slice = (slice + 1) % Self.slicesPerSecond
            steps += 1
        } while self.messages(of: slice, rate) == 0
        return Slice(messages: messages, milliseconds: Int64(steps * 1000 / Self.slicesPerSecond))
    }

    private func messages(of slice: Int, _ rate: Int) -> Int { share(slice + 1, of: rate) - share(slice, of: rate) }

    /// What the first slices of a second hold together, rounded up so that the first one is never empty.
    private func share(_ slices: Int, of rate: Int) -> Int {
        (slices * rate + Self.slicesPerSecond - 1) / Self.slicesPerSecond
    }
}
