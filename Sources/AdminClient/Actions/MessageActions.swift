package import AdminAPI

/// A message to send: one call, or one entry of a batch.
package struct OutgoingMessage: Encodable, Hashable, Sendable {
    /// Names it within its batch.
    package var id: String?
    package var messageBody: String
    package var delaySeconds: Int?
    package var messageAttributes: [String: AttributeView]?
    package var messageGroupId: String?
    package var messageDeduplicationId: String?

    package init(body: String) { messageBody = body }
}

package struct SendMessage: ServiceAction {
    package static let name = "SendMessage"
    package let queueUrl: QueueReference?
    package let message: OutgoingMessage

    private enum CodingKeys: CodingKey { case queueUrl }

    package init(_ message: OutgoingMessage, to queue: QueueReference) {
        queueUrl = queue
        self.message = message
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(queueUrl, forKey: .queueUrl)
        try message.encode(to: encoder)
    }

    package struct Answer: Decodable, Sendable {
        package let messageId: String
        package let sequenceNumber: String?
    }
}

package struct SendMessageBatch: ServiceAction {
    package static let name = "SendMessageBatch"
    package let queueUrl: QueueReference?
    package let entries: [OutgoingMessage]

    package init(_ entries: [OutgoingMessage], to queue: QueueReference) {
        queueUrl = queue
        self.entries = entries
    }

    package struct Answer: Decodable, Sendable {
        package let successful: [Sent]?
        package let failed: [BatchFailure]?
    }

    package struct Sent: Decodable, Sendable {
        package let id: String
        package let messageId: String
        package let sequenceNumber: String?
    }
}

/// Why one entry of a batch was not done.
package struct BatchFailure: Decodable, Hashable, Sendable {
    package let id: String
    package let code: String
    package let message: String?
    package let senderFault: Bool
}

package struct ReceiveMessage: ServiceAction {
    package static let name = "ReceiveMessage"
    package let queueUrl: QueueReference?
    package let maxNumberOfMessages: Int
    package let waitTimeSeconds: Int?
    package let visibilityTimeout: Int?
    package let messageSystemAttributeNames = ["All"]
    package let messageAttributeNames = ["All"]

    package init(from queue: QueueReference, max: Int, waitTimeSeconds: Int?, visibilityTimeout: Int?) {
        queueUrl = queue
        maxNumberOfMessages = max
        self.waitTimeSeconds = waitTimeSeconds
        self.visibilityTimeout = visibilityTimeout
    }

    /// What was asked for, or what the queue may ask for: the longest WaitTimeSeconds.
    package var longestWait: Duration { .seconds(waitTimeSeconds ?? 20) }

    package struct Answer: Decodable, Sendable { package let messages: [ReceivedMessage]? }
}

/// A message as ReceiveMessage gives it.
package struct ReceivedMessage: Codable, Hashable, Sendable {
    package let messageId: String
    package let receiptHandle: String
    package let body: String
    package let md5OfBody: String
    package let attributes: [String: String]?
    package let messageAttributes: [String: AttributeView]?
    package let md5OfMessageAttributes: String?

    private enum CodingKeys: String, CodingKey {
        case messageId, receiptHandle, body
        case md5OfBody = "mD5OfBody"
        case attributes, messageAttributes
        case md5OfMessageAttributes = "mD5OfMessageAttributes"
    }
}

package struct DeleteMessageBatch: ServiceAction {
    package static let name = "DeleteMessageBatch"
    package let queueUrl: QueueReference?
    package let entries: [Entry]

    package struct Entry: Encodable, Sendable {
        let id: String
        let receiptHandle: String
    }

    /// Takes ten handles at most; a failure names its handle by its place.
    package init(_ handles: [String], from queue: QueueReference) {
        queueUrl = queue
        entries = handles.enumerated().map { Entry(id: "\($0)", receiptHandle: $1) }
    }

    package struct Answer: Decodable, Sendable { package let failed: [BatchFailure]? }
}
