import QueueStore
import SQSModel
import Synchronization

/// One receive that may wait: tried when it comes and whenever there may be something for it, answered once.
final class LongPoll: WaitingCall {
    /// How a poll ends.
    enum End: Sendable {
        case messages([ReceivedMessage])
        case refused(SQSError)
        case failed(StoreError)
    }

    private enum Phase: Hashable {
        case waiting
        /// Its time is over; nothing may be taken for it any more.
        case ending
        case ended
    }

    let record: QueueRecord
    /// When it is answered with nothing.
    let deadline: Instant
    /// Whether it waits when there is nothing for it at once.
    let mayWait: Bool
    private let command: ReceiveCommand
    private let answer: @Sendable (End) -> Void
    private let isAbandoned = Atomic(false)
    private let phase = Mutex(Phase.waiting)

    /// - Parameters:
    ///   - command: what it takes.
    ///   - record: the queue that the command names.
    ///   - deadline: the moment it was made at for a receive that does not wait.
    ///   - mayWait: whether it waits at all.
    ///   - answer: told once how it ended.
    init(
        _ command: ReceiveCommand,
        of record: QueueRecord,
        until deadline: Instant,
        mayWait: Bool,
        answer: @escaping @Sendable (End) -> Void
    ) {
        self.record = record
        self.command = command
        self.deadline = deadline
        self.mayWait = mayWait
        self.answer = answer
    }

    var queue: QueueID { command.queue }

    /// Whether its caller is still there.
    var isWanted: Bool { !isAbandoned.load(ordering: .acquiring) }

    /// Whether its time is not over and it was not answered.
    var isWaiting: Bool { phase.withLock { $0 } == .waiting }

    func abandon() { isAbandoned.store(true, ordering: .releasing) }

    /// Its time is over.
    func giveUp() { phase.withLock { if $0 == .waiting { $0 = .ending } } }

    /// The receive, which takes nothing once its caller has gone.
    var attempt: ReceiveCommand {
        var attempt = command
        attempt.isWanted = { [self] in isWanted }
        return attempt
    }

    /// Answers, unless that has been done.
    func finish(_ end: End) {
        let isFirst = phase.withLock { phase in
            defer { phase = .ended }
            return phase != .ended
        }
        if isFirst { answer(end) }
    }
}
