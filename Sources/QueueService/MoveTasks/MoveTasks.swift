import QueueStore
import SQSModel
import Synchronization

/// Drives the running move tasks: slice after slice, at the speed that each was given (MV-4).
///
/// The store keeps how far a task is; what is kept here is only when its next slice is due.
final class MoveTasks: WriterAgent {
    private struct Running {
        let pace: Pace
        /// `nil` while a slice is on its way.
        var due: Instant?
    }

    private let writer: StoreWriter
    private let polls: LongPolls
    private let clock: any TimeSource
    private let generator: Mutex<any RandomNumberGenerator & Sendable>
    private let running = Mutex<[MoveTask.ID: Running]>([:])

    init(writer: StoreWriter, polls: LongPolls, clock: any TimeSource, generator: any RandomNumberGenerator & Sendable) {
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
        let (due, next) = running.withLock { running -> ([(MoveTask.ID, Pace)], Instant?) in
            var due: [(MoveTask.ID, Pace)] = []
            for (id, task) in running where (task.due ?? .distantFuture) <= now {
                due.append((id, task.pace))
                running[id]?.due = nil
            }
            return (due, running.values.compactMap(\.due).min())
        }
        for (id, pace) in due { move(id, pace, at: now) }
        return next
    }

    private func move(_ id: MoveTask.ID, _ pace: Pace, at now: Instant) {
        let newIds = generator.withLock { generator in
            (0..<pace.messages).map { _ in MessageId(using: &generator) }
        }
        writer.submit(.moveMessages(id, newIds: newIds)) { [self] result in
            switch result {
            case .success(.moving(let progress)):
                for (queue, moments) in progress.arrivals { polls.messagesShow(in: queue, at: moments) }
                guard progress.task.status == .running else { return end(id) }
                again(id, at: now.adding(milliseconds: pace.milliseconds))
            case .failure(.full): again(id, at: now.adding(milliseconds: Pace.pauseOnFullDisk))
            case .success, .failure: end(id)
            }
        }
    }

    private func again(_ id: MoveTask.ID, at due: Instant) { running.withLock { $0[id]?.due = due } }

    private func end(_ id: MoveTask.ID) { running.withLock { $0[id] = nil } }
}

/// How many messages a task moves at a time, and how often.
private struct Pace {
    static let pauseOnFullDisk: Int64 = 1000
    /// Slices of a task that may go as fast as it can; small enough that other calls hardly notice.
    private static let fullSlice = 100

    let messages: Int
    let milliseconds: Int64

    init(perSecond rate: Int?) {
        guard let rate, rate > 0 else {
            messages = Self.fullSlice
            milliseconds = 0
            return
        }
        // Ten slices a second, or as many as there are messages when that is fewer.
        messages = max(1, rate / 10)
        milliseconds = Int64(messages * 1000 / rate)
    }
}
