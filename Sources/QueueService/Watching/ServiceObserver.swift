package import QueueStore
package import SQSModel

/// Somebody who wants to know what happens: metrics, live views, who holds what.
///
/// Told on the writer's thread, in the order of the commits, before the caller is answered; must be quick.
package protocol ServiceObserver: Sendable {
    func observe(_ event: ServiceEvent, at now: Instant)

    /// Whether it makes use of message ids at this moment; where nobody does, the store is not asked for them.
    var wantsMessageIds: Bool { get }
}

extension ServiceObserver {
    package var wantsMessageIds: Bool { false }
}

/// What the messages of an event are called that names them by number.
///
/// None where no observer wanted to know when the command was handed to the store.
package typealias MessageIds = [MessageSequence: MessageId]

/// What a commit has done, as far as people and figures are concerned.
package enum ServiceEvent: Sendable {
    case queueCreated(QueueRecord)
    /// Its attributes, its policy or its tags.
    case queueChanged(QueueRecord)
    case queueDeleted(QueueRecord)
    /// PurgeQueue has removed all of a queue's messages.
    case purged(QueueRecord, count: Int)
    /// A record per message, in the same order; duplicates are among them.
    case sent(QueueRecord, [NewMessage], [SentRecord])
    /// Never without messages.
    case received(QueueRecord, [ReceivedMessage], by: Caller)
    /// A receive ended with nothing, at once or after waiting.
    case receivedNothing(QueueRecord, by: Caller)
    /// Handles that deleted a message.
    case deleted(QueueRecord, [ReceiptHandle], ids: MessageIds = [:])
    /// Handles that changed the visibility of a message, with when each shows again.
    case visibilityChanged(QueueRecord, [(handle: ReceiptHandle, visibleAt: Instant)], ids: MessageIds = [:])
    /// A receive found messages at their maxReceiveCount and moved them.
    case deadLettered(from: QueueRecord, to: QueueID, count: Int)
    /// A move task or an operator has moved messages out of a queue.
    case redriven(from: QueueID, to: QueueID, count: Int)
    /// An operator's hand: messages that it was done with.
    case operated(QueueRecord, OperateCommand.Deed, [MessageSequence], ids: MessageIds = [:])
    /// An import has put messages back.
    case restored(QueueRecord, count: Int)
    case expired(QueueID, count: Int)
    /// A damaged message was set aside.
    case quarantined(QueueRecord)
}
