package import SQSModel

/// A running or ended move of messages out of a dead-letter queue (MV-7, MV-8).
package struct MoveTask: Hashable, Sendable {
    /// Names the task in its handle.
    package typealias ID = UUIDv4

    package enum Status: String, Hashable, Sendable {
        case running = "RUNNING"
        case completed = "COMPLETED"
        case cancelled = "CANCELLED"
        case failed = "FAILED"
    }

    package let id: ID
    package let source: QueueID
    package let sourceArn: String
    /// `nil` where each message returns to the queue that it came from.
    package let destinationArn: String?
    /// As fast as it goes when `nil`.
    package let messagesPerSecond: Int?
    package let startedAt: Instant
    /// Messages that the source had to give when the task began; the task ends after so many.
    package let toMove: Int
    package var status = Status.running
    package var moved = 0
    package var failureReason: String?

    package init(
        id: ID,
        source: QueueID,
        sourceArn: String,
        destinationArn: String?,
        messagesPerSecond: Int?,
        startedAt: Instant,
        toMove: Int
    ) {
        self.id = id
        self.source = source
        self.sourceArn = sourceArn
        self.destinationArn = destinationArn
        self.messagesPerSecond = messagesPerSecond
        self.startedAt = startedAt
        self.toMove = toMove
    }

    /// Why tasks fail, in AWS's words.
    package enum Failure: String, Sendable {
        /// A message that no RedrivePolicy has moved has no queue to return to (MV-3).
        case unknownSource = "CouldNotDetermineMessageSource"
        /// A destination, or the source itself, was deleted (MV-9).
        case queueIsGone = "AWS.SimpleQueueService.NonExistentQueue"
        /// It has run for as long as one may (MV-11); AWS's own word for it is not known.
        case tookTooLong = "MaximumDurationExceeded"
    }

    /// The task after it failed.
    package func failed(_ failure: Failure) -> MoveTask {
        var task = self
        task.status = .failed
        task.failureReason = failure.rawValue
        return task
    }
}

/// A move that is to begin.
package struct MoveDefinition: Hashable, Sendable {
    package let id: MoveTask.ID
    package let source: QueueID
    package let destination: QueueAddress?
    package let messagesPerSecond: Int?

    package init(id: MoveTask.ID, source: QueueID, destination: QueueAddress?, messagesPerSecond: Int?) {
        self.id = id
        self.source = source
        self.destination = destination
        self.messagesPerSecond = messagesPerSecond
    }
}

/// What one slice of a task did.
package struct MoveProgress: Sendable {
    package let task: MoveTask
    /// When the messages that were moved show, by the queue that they are in now.
    package let arrivals: [QueueID: [Instant]]

    package init(task: MoveTask, arrivals: [QueueID: [Instant]] = [:]) {
        self.task = task
        self.arrivals = arrivals
    }
}
