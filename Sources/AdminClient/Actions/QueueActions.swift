/// Creates a queue, or finds one with the same attributes.
package struct CreateQueue: ServiceAction {
    package static let name = "CreateQueue"
    package let queueName: String
    package let attributes: [String: String]
    package let tags: [String: String]
    /// Region and account; the name stands in `queueName`.
    package let queueUrl: QueueReference?

    private enum CodingKeys: String, CodingKey {
        case queueName, attributes
        case tags = "_tags"
    }

    package init(_ queue: QueueReference, attributes: [String: String], tags: [String: String]) {
        queueName = queue.name
        queueUrl = queue
        self.attributes = attributes
        self.tags = tags
    }

    package struct Answer: Decodable, Sendable { package let queueUrl: String }
}

package struct DeleteQueue: ServiceAction {
    package static let name = "DeleteQueue"
    package typealias Answer = NoAnswer
    package let queueUrl: QueueReference?

    package init(_ queue: QueueReference) { queueUrl = queue }
}

package struct PurgeQueue: ServiceAction {
    package static let name = "PurgeQueue"
    package typealias Answer = NoAnswer
    package let queueUrl: QueueReference?

    package init(_ queue: QueueReference) { queueUrl = queue }
}

package struct GetQueueAttributes: ServiceAction {
    package static let name = "GetQueueAttributes"
    package let queueUrl: QueueReference?
    package let attributeNames = ["All"]

    package init(_ queue: QueueReference) { queueUrl = queue }

    package struct Answer: Decodable, Sendable { package let attributes: [String: String] }
}

package struct SetQueueAttributes: ServiceAction {
    package static let name = "SetQueueAttributes"
    package typealias Answer = NoAnswer
    package let queueUrl: QueueReference?
    package let attributes: [String: String]

    package init(_ queue: QueueReference, _ attributes: [String: String]) {
        queueUrl = queue
        self.attributes = attributes
    }
}

package struct TagQueue: ServiceAction {
    package static let name = "TagQueue"
    package typealias Answer = NoAnswer
    package let queueUrl: QueueReference?
    package let tags: [String: String]

    package init(_ queue: QueueReference, _ tags: [String: String]) {
        queueUrl = queue
        self.tags = tags
    }
}

package struct UntagQueue: ServiceAction {
    package static let name = "UntagQueue"
    package typealias Answer = NoAnswer
    package let queueUrl: QueueReference?
    package let tagKeys: [String]

    package init(_ queue: QueueReference, _ tagKeys: [String]) {
        queueUrl = queue
        self.tagKeys = tagKeys
    }
}
