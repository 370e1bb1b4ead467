package import Foundation

/// A move task of StartMessageMoveTask, running or ended.
package struct MoveTaskView: Codable, Hashable, Sendable {
    /// `nil` once it has ended.
    package var taskHandle: String?
    package var source: String
    /// `nil` where each message returns to the queue that it came from.
    package var destination: String?
    /// RUNNING, COMPLETED, CANCELLED or FAILED.
    package var status: String
    package var startedAt: Date
    package var approximateNumberOfMessagesMoved: Int
    package var approximateNumberOfMessagesToMove: Int
    package var maxNumberOfMessagesPerSecond: Int?
    package var failureReason: String?

    package init(
        taskHandle: String?,
        source: String,
        destination: String?,
        status: String,
        startedAt: Date,
        approximateNumberOfMessagesMoved: Int,
        approximateNumberOfMessagesToMove: Int,
        maxNumberOfMessagesPerSecond: Int?,
        failureReason: String?
    ) {
        self.taskHandle = taskHandle
        self.source = source
        self.destination = destination
        self.status = status
        self.startedAt = startedAt
        self.approximateNumberOfMessagesMoved = approximateNumberOfMessagesMoved
        self.approximateNumberOfMessagesToMove = approximateNumberOfMessagesToMove
        self.maxNumberOfMessagesPerSecond = maxNumberOfMessagesPerSecond
        self.failureReason = failureReason
    }
}

package struct MoveTaskList: Codable, Hashable, Sendable {
    package var tasks: [MoveTaskView]

    package init(tasks: [MoveTaskView]) { self.tasks = tasks }
}
