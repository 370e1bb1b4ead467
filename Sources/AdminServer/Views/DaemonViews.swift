internal import AdminAPI
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

extension ClientView {
    init(_ record: ClientRecord, queueNames: [QueueID: String]) {
        self.init(
            client: record.client.address,
            userAgent: record.client.userAgent,
            queues: record.queues.compactMap { queueNames[$0] }.sorted(),
            received: record.received,
            holds: record.holds,
            lastSeenAt: Date(record.lastSeen)
        )
    }
}

extension MoveTaskView {
    init(_ record: MoveTaskRecord) {
        let task = record.task
        self.init(
            taskHandle: record.handle,
            source: task.sourceArn,
            destination: task.destinationArn,
            status: task.status.rawValue,
            startedAt: Date(task.startedAt),
            approximateNumberOfMessagesMoved: task.moved,
            approximateNumberOfMessagesToMove: task.toMove,
            maxNumberOfMessagesPerSecond: task.messagesPerSecond,
            failureReason: task.failureReason
        )
    }
}
