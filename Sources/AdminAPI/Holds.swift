package import Foundation

/// A message in flight and who holds it.
package struct Hold: Codable, Hashable, Sendable {
    package var queueName: String
    package var messageId: String
    package var number: Int64
    package var messageGroupId: String?
    package var approximateReceiveCount: Int
    /// When the visibility timeout ends.
    package var until: Date
    /// `nil` where it was received before the daemon started.
    package var since: Date?
    /// Address of the client's end of the connection.
    package var client: String?
    package var userAgent: String?

    package init(
        queueName: String,
        messageId: String,
        number: Int64,
        messageGroupId: String?,
        approximateReceiveCount: Int,
        until: Date,
        since: Date?,
        client: String?,
        userAgent: String?
    ) {
        self.queueName = queueName
        self.messageId = messageId
        self.number = number
        self.messageGroupId = messageGroupId
        self.approximateReceiveCount = approximateReceiveCount
        self.until = until
        self.since = since
        self.client = client
        self.userAgent = userAgent
    }
}

package struct HoldList: Codable, Hashable, Sendable {
    package var holds: [Hold]
    package var next: Int64?

    package init(holds: [Hold], next: Int64? = nil) {
        self.holds = holds
        self.next = next
    }
}

/// Somebody who has received messages lately, or waits for some.
package struct ClientView: Codable, Hashable, Sendable {
    package var client: String
    package var userAgent: String
    /// Queues that it has received from.
    package var queues: [String]
    package var received: Int
    package var holds: Int
    package var lastSeenAt: Date

    package init(
        client: String,
        userAgent: String,
        queues: [String],
        received: Int,
        holds: Int,
        lastSeenAt: Date
    ) {
        self.client = client
        self.userAgent = userAgent
        self.queues = queues
        self.received = received
        self.holds = holds
        self.lastSeenAt = lastSeenAt
    }
}

package struct ClientList: Codable, Hashable, Sendable {
    package var clients: [ClientView]

    package init(clients: [ClientView]) { self.clients = clients }
}
