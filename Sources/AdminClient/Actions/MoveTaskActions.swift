package struct StartMessageMoveTask: ServiceAction {
    package static let name = "StartMessageMoveTask"
    package let sourceArn: String
    /// Each message returns to the queue that it came from where `nil`.
    package let destinationArn: String?
    package let maxNumberOfMessagesPerSecond: Int?
    package let queueUrl: QueueReference?

    private enum CodingKeys: CodingKey { case sourceArn, destinationArn, maxNumberOfMessagesPerSecond }

    package init(sourceArn: String, destinationArn: String?, maxNumberOfMessagesPerSecond: Int?) {
        self.sourceArn = sourceArn
        self.destinationArn = destinationArn
        self.maxNumberOfMessagesPerSecond = maxNumberOfMessagesPerSecond
        queueUrl = QueueReference(sourceArn)
    }

    package struct Answer: Decodable, Sendable { package let taskHandle: String }
}

package struct CancelMessageMoveTask: ServiceAction {
    package static let name = "CancelMessageMoveTask"
    package let taskHandle: String
    package let queueUrl: QueueReference?

    private enum CodingKeys: CodingKey { case taskHandle }

    /// The task runs in the region and account of its source.
    package init(taskHandle: String, of queue: QueueReference) {
        self.taskHandle = taskHandle
        queueUrl = queue
    }

    package struct Answer: Decodable, Sendable { package let approximateNumberOfMessagesMoved: Int? }
}
