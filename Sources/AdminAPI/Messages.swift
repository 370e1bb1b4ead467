package import Foundation

/// Where a message stands: the one word for it in the API, the tool and the metrics.
package enum MessageState: String, Codable, CaseIterable, Hashable, Sendable {
    case visible
    case inFlight = "inflight"
    case delayed
    /// FIFO: not hidden itself, held back by another message of its group.
    case blocked
}

/// A message, looked at and not touched.
package struct MessageView: Codable, Hashable, Sendable {
    package var messageId: String
    /// Its number in the order of arrival; names a message as well as its id does, and is found faster.
    package var number: Int64
    package var state: MessageState
    /// When it can be received next, for one that is in flight, delayed or blocked, as far as that is known.
    package var visibleAt: Date?
    /// Of a blocked message: the one of its group that is in the way, by number.
    package var blockedBy: Int64?
    /// When it was sent first.
    package var sentAt: Date
    /// When it came into this queue.
    package var enqueuedAt: Date
    package var expiresAt: Date
    package var firstReceivedAt: Date?
    package var approximateReceiveCount: Int
    package var senderId: String
    package var messageGroupId: String?
    package var messageDeduplicationId: String?
    package var sequenceNumber: String?
    package var deadLetterQueueSourceArn: String?
    package var awsTraceHeader: String?
    package var size: Int
    /// `nil` where only an excerpt was asked for.
    package var body: String?
    /// The beginning of the body, in place of it.
    package var excerpt: String?
    package var md5OfBody: String
    package var messageAttributes: [String: AttributeView]?
    package var md5OfMessageAttributes: String?

    enum CodingKeys: String, CodingKey {
        case messageId, number, state, visibleAt, blockedBy, sentAt, enqueuedAt, expiresAt, firstReceivedAt
        case approximateReceiveCount, senderId, messageGroupId, messageDeduplicationId, sequenceNumber
        case deadLetterQueueSourceArn
        case awsTraceHeader = "aWSTraceHeader"
        case size, body, excerpt
        case md5OfBody = "mD5OfBody"
        case messageAttributes
        case md5OfMessageAttributes = "mD5OfMessageAttributes"
    }

    package init(
        messageId: String,
        number: Int64,
        state: MessageState,
        sentAt: Date,
        enqueuedAt: Date,
        expiresAt: Date,
        approximateReceiveCount: Int,
        senderId: String,
        size: Int,
        md5OfBody: String
    ) {
        self.messageId = messageId
        self.number = number
        self.state = state
        self.sentAt = sentAt
        self.enqueuedAt = enqueuedAt
        self.expiresAt = expiresAt
        self.approximateReceiveCount = approximateReceiveCount
        self.senderId = senderId
        self.size = size
        self.md5OfBody = md5OfBody
    }
}

/// A message attribute as the API of SQS spells it; binary values in base64.
package struct AttributeView: Codable, Hashable, Sendable {
    package var dataType: String
    package var stringValue: String?
    package var binaryValue: String?

    package init(dataType: String, stringValue: String? = nil, binaryValue: String? = nil) {
        self.dataType = dataType
        self.stringValue = stringValue
        self.binaryValue = binaryValue
    }
}

/// Some messages of a queue.
package struct MessageList: Codable, Hashable, Sendable {
    package var messages: [MessageView]
    /// What to give as `after` for the next page; `nil` at the end.
    ///
    /// A page may be short, or empty, and have a next one.
    package var next: Int64?

    package init(messages: [MessageView], next: Int64? = nil) {
        self.messages = messages
        self.next = next
    }
}

/// One message with who holds it and why it is not delivered, if it is not.
package struct MessageExplanation: Codable, Hashable, Sendable {
    package var message: MessageView
    /// Whether the next receive can get it.
    package var isDeliverable: Bool
    /// In sentences, the nearest reason first.
    package var reasons: [String]
    /// The message of its group that is in the way, with its holder.
    package var blocker: MessageView?
    package var hold: Hold?
    /// Deliveries left before it goes to the dead-letter queue; `nil` where there is none.
    package var receivesLeft: Int?
    /// What to do, as `sqsctl` lines.
    package var suggestions: [String]

    package init(
        message: MessageView,
        isDeliverable: Bool,
        reasons: [String],
        blocker: MessageView? = nil,
        hold: Hold? = nil,
        receivesLeft: Int? = nil,
        suggestions: [String] = []
    ) {
        self.message = message
        self.isDeliverable = isDeliverable
        self.reasons = reasons
        self.blocker = blocker
        self.hold = hold
        self.receivesLeft = receivesLeft
        self.suggestions = suggestions
    }
}

/// Changes to a message that is sent again; what is `nil` stays.
package struct MessageEdit: Codable, Hashable, Sendable {
    package var body: String?
    package var messageAttributes: [String: AttributeView]?
    package var messageGroupId: String?
    package var messageDeduplicationId: String?
    package var delaySeconds: Int?
    /// Another queue, by name or ARN.
    package var destination: String?
    /// Whether the old message stays too.
    package var keepsOriginal: Bool?

    package init() {}
}

/// A message that an operation has made.
package struct NewMessageInfo: Codable, Hashable, Sendable {
    package var messageId: String
    package var queueName: String

    package init(messageId: String, queueName: String) {
        self.messageId = messageId
        self.queueName = queueName
    }
}
