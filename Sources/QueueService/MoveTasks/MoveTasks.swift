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
    private let audience: Audience
    private let clock: any TimeSource
    private let generator: Mutex<any RandomNumberGenerator & Sendable>
    private let running = Mutex<[MoveTask.ID: Running]>([:])

    init(
        writer: StoreWriter,
        polls: LongPolls,
        audience: Audience,
        clock: any TimeSource,
        generator: any RandomNumberGenerator & Sendable
    ) {
        self.writer = writer
        self.polls = polls
        self.audience = audience
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
                for (queue, moments) in progress.arrivals {
                    polls.messagesShow(in: queue, at: moments)
                    audience.hear(.redriven(from: progress.task.source, to: queue, count: moments.count))
                }
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
