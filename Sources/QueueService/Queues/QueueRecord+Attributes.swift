package import QueueStore
package import SQSModel

extension QueueRecord {
    /// An attribute as GetQueueAttributes gives it; `nil` where the queue has none.
    package func text(of name: QueueAttributeName, counts: MessageCounts) -> String? {
        switch name {
        case .approximateNumberOfMessages: String(counts.visible)
        case .approximateNumberOfMessagesNotVisible: String(counts.inFlight)
        case .approximateNumberOfMessagesDelayed: String(counts.delayed)
        case .createdTimestamp: String(createdAt.seconds)
        case .lastModifiedTimestamp: String(modifiedAt.seconds)
        case .queueArn: address.arn
        default: attributes.text(of: name)
        }
    }
}
