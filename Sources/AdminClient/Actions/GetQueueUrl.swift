package struct GetQueueUrl: ServiceAction {
    package static let name = "GetQueueUrl"
    package let queueName: String
    package let queueUrl: QueueReference?

    private enum CodingKeys: CodingKey { case queueName }

    package init(of queue: QueueReference) {
        queueName = queue.name
        queueUrl = queue
    }

    package struct Answer: Decodable, Sendable { package let queueUrl: String }
}
