internal import AdminAPI
internal import QueueService
internal import QueueStore
internal import SQSModel
import Foundation

/// Tells what a commit has done, one event per message where messages are known.
struct LiveEvents {
    /// All queues, for events that name one by its number.
    let queues: () -> [QueueRecord]

    func events(of event: ServiceEvent, at time: Date) -> [LiveEvent] {
        switch event {
        case .queueCreated(let queue): [LiveEvent(.queueCreated, of: queue.address, at: time)]
        case .queueChanged(let queue): [LiveEvent(.queueChanged, of: queue.address, at: time)]
        case .queueDeleted(let queue): [LiveEvent(.queueDeleted, of: queue.address, at: time)]
        case .purged(let queue, let count): [counted(.purged, queue.address, count, at: time)]
        case .sent(let queue, let messages, let records):
            // A duplicate has sent nothing (DED-2).
            zip(messages, records).filter { !$0.1.isDuplicate }.map { sent($0, $1, to: queue, at: time) }
        case .received(let queue, let messages, by: let caller):
            messages.map { received($0, from: queue, by: caller, at: time) }
        case .deleted(let queue, let handles, let ids):
            handles.map { handled(.deleted, $0.message, in: queue, ids, at: time) }
        case .visibilityChanged(let queue, let changes, let ids):
            changes.map { handled(.visibilityChanged, $0.handle.message, in: queue, ids, at: time) }
        case .deadLettered(from: let queue, to: let target, let count):
            [moved(.deadLettered, from: queue.address, to: address(of: target), count, at: time)]
        case .redriven(from: let source, to: let target, let count):
            [moved(.redriven, from: address(of: source), to: address(of: target), count, at: time)]
        case .operated(let queue, let deed, let messages, let ids): operated(queue, deed, messages, ids, at: time)
        case .restored(let queue, let count): [counted(.sent, queue.address, count, at: time)]
        case .expired(let queue, let count): [counted(.expired, address(of: queue), count, at: time)]
        case .receivedNothing, .quarantined: []
        }
    }

    /// What an operator has moved or copied is told as redriven, with how many and where to.
    private func operated(
        _ queue: QueueRecord,
        _ deed: OperateCommand.Deed,
        _ messages: [MessageSequence],
        _ ids: MessageIds,
        at time: Date
    ) -> [LiveEvent] {
        switch deed {
        case .delete: messages.map { handled(.deleted, $0, in: queue, ids, at: time) }
        case .release: messages.map { handled(.released, $0, in: queue, ids, at: time) }
        case .move, .copy: []
        }
    }

    private func sent(_ message: NewMessage, _ record: SentRecord, to queue: QueueRecord, at time: Date) -> LiveEvent {
        var event = LiveEvent(.sent, of: queue.address, at: time)
        event.messageId = record.messageId.text
        event.number = record.sequence.number
        event.messageGroupId = message.groupId?.text
        event.body = message.body
        event.messageAttributes = message.attributes.views
        return event
    }

    private func received(
        _ message: ReceivedMessage,
        from queue: QueueRecord,
        by caller: Caller,
        at time: Date
    ) -> LiveEvent {
        var event = LiveEvent(.received, of: queue.address, at: time)
        event.messageId = message.messageId.text
        event.number = message.handle.message.number
        event.messageGroupId = message.groupId?.text
        event.body = message.body
        event.messageAttributes = message.attributes.views
        event.approximateReceiveCount = message.receiveCount
        event.client = caller.client.address.isEmpty ? nil : caller.client.address
        event.userAgent = caller.client.userAgent.isEmpty ? nil : caller.client.userAgent
        return event
    }

    private func handled(
        _ kind: LiveEvent.Kind,
        _ message: MessageSequence,
        in queue: QueueRecord,
        _ ids: MessageIds,
        at time: Date
    ) -> LiveEvent {
        var event = LiveEvent(kind, of: queue.address, at: time)
        event.messageId = ids[message]?.text
        event.number = message.number
        return event
    }

    private func moved(
        _ kind: LiveEvent.Kind,
        from source: QueueAddress?,
        to target: QueueAddress?,
        _ count: Int,
        at time: Date
    ) -> LiveEvent {
        var event = counted(kind, source, count, at: time)
        event.destination = target?.name.text
        return event
    }

    private func counted(_ kind: LiveEvent.Kind, _ queue: QueueAddress?, _ count: Int, at time: Date) -> LiveEvent {
        var event = LiveEvent(kind, of: queue, at: time)
        event.count = count
        return event
    }

    private func address(of queue: QueueID) -> QueueAddress? { queues().first { $0.id == queue }?.address }
}

extension LiveEvent {
    fileprivate init(_ kind: Kind, of queue: QueueAddress?, at time: Date) {
        self.init(kind, at: time)
        queueName = queue?.name.text
        queueArn = queue?.arn
    }

    /// Events that a slow reader was not told.
    static func missed(_ count: Int, at time: Date) -> LiveEvent {
        var event = LiveEvent(.missed, at: time)
        event.count = count
        return event
    }
}

extension MessageAttributes {
    /// By name; `nil` where there are none.
    fileprivate var views: [String: AttributeView]? { isEmpty ? nil : all.map { AttributeView.views(of: $0) } }
}
