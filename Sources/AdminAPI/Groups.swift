package import Foundation

/// A message group that has messages.
package struct GroupView: Codable, Hashable, Sendable {
    package var messageGroupId: String
    package var messages: Int
    /// `nil` where its first message can be received.
    package var heldBackUntil: Date?
    /// Its first message.
    package var head: MessageView?

    package init(messageGroupId: String, messages: Int, heldBackUntil: Date?, head: MessageView?) {
        self.messageGroupId = messageGroupId
        self.messages = messages
        self.heldBackUntil = heldBackUntil
        self.head = head
    }
}

package struct GroupList: Codable, Hashable, Sendable {
    package var groups: [GroupView]
    /// What to give as `after`; `nil` at the end.
    package var next: String?

    package init(groups: [GroupView], next: String? = nil) {
        self.groups = groups
        self.next = next
    }
}
