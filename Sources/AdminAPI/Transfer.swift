package import Foundation

/// One line of an export: first a header, then queues, each queue's messages after it, in their order.
package enum TransferLine: Codable, Hashable, Sendable {
    case header(TransferHeader)
    case queue(TransferQueue)
    case message(TransferMessage)

    private enum Kind: String, Codable { case sqsdExport = "sqsd-export", queue, message }
    private enum CodingKeys: String, CodingKey { case type }

    package init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
        case .sqsdExport: self = .header(try TransferHeader(from: decoder))
        case .queue: self = .queue(try TransferQueue(from: decoder))
        case .message: self = .message(try TransferMessage(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .header(let header):
            try container.encode(Kind.sqsdExport, forKey: .type)
            try header.encode(to: encoder)
        case .queue(let queue):
            try container.encode(Kind.queue, forKey: .type)
            try queue.encode(to: encoder)
        case .message(let message):
            try container.encode(Kind.message, forKey: .type)
            try message.encode(to: encoder)
        }
    }
}

/// What an export is.
package struct TransferHeader: Codable, Hashable, Sendable {
    /// Of the format; 1.
    package var formatVersion: Int
    package var exportedAt: Date
    package var version: String

    package static let currentFormat = 1

    package init(exportedAt: Date, version: String) {
        formatVersion = Self.currentFormat
        self.exportedAt = exportedAt
        self.version = version
    }
}

/// A queue as it is exported: what CreateQueue takes.
package struct TransferQueue: Codable, Hashable, Sendable {
    package var queueName: String
    package var region: String
    package var account: String
    package var attributes: [String: String]
    package var tags: [String: String]

    package init(
        queueName: String,
        region: String,
        account: String,
        attributes: [String: String],
        tags: [String: String]
    ) {
        self.queueName = queueName
        self.region = region
        self.account = account
        self.attributes = attributes
        self.tags = tags
    }
}

/// A message as it is exported: everything that its queue knows of it.
package struct TransferMessage: Codable, Hashable, Sendable {
    /// The queue by ARN.
    package var queueArn: String
    package var messageId: String
    package var body: String
    package var md5OfBody: String
    package var messageAttributes: [String: AttributeView]?
    package var md5OfMessageAttributes: String?
    package var awsTraceHeader: String?
    package var senderId: String
    package var messageGroupId: String?
    package var messageDeduplicationId: String?
    package var sentAt: Date
    package var enqueuedAt: Date
    /// Until when it is hidden, if it is: by a delay, or by a receive.
    package var visibleAt: Date?
    package var firstReceivedAt: Date?
    package var approximateReceiveCount: Int
    /// Receives before it came into this queue.
    package var receivesElsewhere: Int
    package var deadLetterQueueSourceArn: String?

    enum CodingKeys: String, CodingKey {
        case queueArn, messageId, body
        case md5OfBody = "mD5OfBody"
        case messageAttributes
        case md5OfMessageAttributes = "mD5OfMessageAttributes"
        case awsTraceHeader = "aWSTraceHeader"
        case senderId, messageGroupId, messageDeduplicationId, sentAt, enqueuedAt, visibleAt, firstReceivedAt
        case approximateReceiveCount, receivesElsewhere, deadLetterQueueSourceArn
    }

    package init(
        queueArn: String,
        messageId: String,
        body: String,
        md5OfBody: String,
        senderId: String,
        sentAt: Date,
        enqueuedAt: Date,
        approximateReceiveCount: Int,
        receivesElsewhere: Int
    ) {
        self.queueArn = queueArn
        self.messageId = messageId
        self.body = body
        self.md5OfBody = md5OfBody
        self.senderId = senderId
        self.sentAt = sentAt
        self.enqueuedAt = enqueuedAt
        self.approximateReceiveCount = approximateReceiveCount
        self.receivesElsewhere = receivesElsewhere
    }
}

/// What an import has done: one line of the answer's stream now and then, the last one with `isFinished`.
package struct ImportProgress: Codable, Hashable, Sendable {
    /// Lines read so far.
    package var lines: Int
    package var queuesCreated: Int
    /// Queues that were there already; they stay as they are.
    package var queuesFound: Int
    package var messages: Int
    /// Queues that were made without their RedrivePolicy, as was asked for, because the dead-letter queue is nowhere.
    package var redrivePoliciesLeftOut: Int
    package var isFinished: Bool
    /// Why it ended early; what was imported before that line stays.
    package var problem: AdminProblem?

    package init(
        lines: Int = 0,
        queuesCreated: Int = 0,
        queuesFound: Int = 0,
        messages: Int = 0,
        redrivePoliciesLeftOut: Int = 0,
        isFinished: Bool = false,
        problem: AdminProblem? = nil
    ) {
        self.lines = lines
        self.queuesCreated = queuesCreated
        self.queuesFound = queuesFound
        self.messages = messages
        self.redrivePoliciesLeftOut = redrivePoliciesLeftOut
        self.isFinished = isFinished
        self.problem = problem
    }
}
