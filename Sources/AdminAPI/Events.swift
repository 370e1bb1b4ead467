package import Foundation

/// What has just happened; one server-sent event each, in the order of the commits.
package struct LiveEvent: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
        case sent, received, deleted, released
        case visibilityChanged = "visibility-changed"
        case deadLettered = "dead-lettered"
        case redriven, purged, expired
        case queueCreated = "queue-created"
        case queueChanged = "queue-changed"
        case queueDeleted = "queue-deleted"
        /// Events that were dropped because the reader was too slow: `count` says how many.
        case missed
    }

    package var kind: Kind
    package var at: Date
    /// `nil` of `missed` only.
    package var queueName: String?
    package var queueArn: String?
    /// Of events of one message; `nil` of those whose message was on its way out when the reader came, which only its
    /// number names then.
    package var messageId: String?
    package var number: Int64?
    package var messageGroupId: String?
    /// Of `sent` and `received`.
    package var body: String?
    package var messageAttributes: [String: AttributeView]?
    package var approximateReceiveCount: Int?
    /// Of events that are not of one message: how many.
    package var count: Int?
    /// Of `received`.
    package var client: String?
    package var userAgent: String?
    /// Of `dead-lettered` and `redriven`: the queue that it went to.
    package var destination: String?

    package init(_ kind: Kind, at: Date) {
        self.kind = kind
        self.at = at
    }
}
