package import QueueStore
import SQSModel
import Synchronization

/// Who received which message, and who has received any in the last hour.
///
/// A message is held from its receive until it is deleted, shown again, or its visibility timeout ends. The last leaves no
/// event: each receive therefore looks at two of the oldest entries and removes those that have ended, so that there are
/// never more than twice as many as there need to be, and nobody ever waits for a great cleaning.
package final class Holders: ServiceObserver {
    /// How much may be remembered; beyond it the oldest goes.
    package struct Bounds: Sendable {
        package var messages = 500_000
        package var clients = 10_000

        package init() {}
    }

    /// How long somebody is remembered who holds nothing.
    private static let memory: Int64 = 3_600_000
    /// Entries that are looked at under one lock when somebody wants to know all.
    private static let slice = 1000

    private struct Holding {
        let queue: QueueID
        let receiver: Receiver
        let since: Instant
        /// When its visibility timeout ends.
        var until: Instant
    }

    /// Somebody who receives, for the time that it is remembered.
    private final class Receiver {
        let client: Client
        var queues: Set<QueueID> = []
        var received = 0
        /// Entries of messages that it holds.
        var holds = 0
        var lastSeen: Instant

        init(_ client: Client, at now: Instant) {
            self.client = client
            lastSeen = now
        }
    }

    private struct State {
        var messages = AgedMap<MessageSequence, Holding>()
        var clients = AgedMap<Client, Receiver>()
    }

    private let bounds: Bounds
    private let state = Mutex(State())

    package init(bounds: Bounds = Bounds()) { self.bounds = bounds }

    // MARK: What is known

    /// Who holds a message at this moment.
    package func holder(of message: MessageSequence, at now: Instant) -> HolderRecord? {
        state.withLock { state in
            guard let holding = state.messages[message], holding.until > now else { return nil }
            return HolderRecord(client: holding.receiver.client, since: holding.since)
        }
    }

    /// Those who asked for messages in the last hour, or hold some, in no particular order.
    package func clients(at now: Instant) -> [ClientRecord] {
        // Slice by slice, so that the writer gets its turns in between.
        let slices = state.withLock { $0.messages.count } / Self.slice + 1
        for _ in 0..<slices { state.withLock { sweep(Self.slice, at: now, &$0) } }
        let hourAgo = now.adding(milliseconds: -Self.memory)
        return state.withLock { state in
            state.clients.values.compactMap { receiver in
                guard receiver.holds > 0 || receiver.lastSeen >= hourAgo else { return nil }
                return ClientRecord(
                    client: receiver.client,
                    queues: receiver.queues,
                    received: receiver.received,
                    holds: receiver.holds,
                    lastSeen: receiver.lastSeen
                )
            }
        }
    }

    /// How many messages are remembered, those included whose timeout has ended and that were not met yet.
    package var count: Int { state.withLock { $0.messages.count } }

    // MARK: What happens

    package func observe(_ event: ServiceEvent, at now: Instant) {
        switch event {
        case .received(let queue, let messages, let caller):
            state.withLock { take(messages, from: queue.id, by: caller.client, at: now, &$0) }
        case .receivedNothing(let queue, let caller):
            state.withLock { _ = receiver(for: caller.client, at: queue.id, now, &$0) }
        case .deleted(_, let handles):
            state.withLock { state in for handle in handles { release(handle.message, &state) } }
        case .visibilityChanged(_, let changes):
            state.withLock { state in
                for (handle, visibleAt) in changes { hide(handle.message, until: visibleAt, at: now, &state) }
            }
        case .operated(_, .delete, let messages), .operated(_, .release, let messages),
            .operated(_, .move, let messages):
            state.withLock { state in for message in messages { release(message, &state) } }
        case .purged(let queue, _): state.withLock { releaseAll(of: queue.id, &$0) }
        case .queueDeleted(let queue):
            state.withLock { state in
                releaseAll(of: queue.id, &state)
                // Tests make queues for one use each: a program that runs many would be remembered with all of them.
                for receiver in state.clients.values { receiver.queues.remove(queue.id) }
            }
        // Dead letters and what move tasks take were visible: whoever held them does not any more, by the clock.
        case .deadLettered, .redriven, .expired, .sent, .operated, .restored, .quarantined, .queueCreated,
            .queueChanged:
            break
        }
    }

    private func take(
        _ messages: [ReceivedMessage],
        from queue: QueueID,
        by client: Client,
        at now: Instant,
        _ state: inout State
    ) {
        let receiver = receiver(for: client, at: queue, now, &state)
        receiver.received += messages.count
        sweep(2 * messages.count, at: now, &state)
        for message in messages {
            guard message.visibleAt > now else {
                release(message.handle.message, &state)
                continue
            }
            let holding = Holding(queue: queue, receiver: receiver, since: now, until: message.visibleAt)
            let replaced = state.messages.put(holding, for: message.handle.message)
            replaced?.receiver.holds -= 1
            receiver.holds += 1
            if state.messages.count > bounds.messages, let oldest = state.messages.oldest {
                release(oldest.key, &state)
            }
        }
    }

    /// The memory of a client, which is the newest from here on.
    private func receiver(for client: Client, at queue: QueueID, _ now: Instant, _ state: inout State) -> Receiver {
        if let receiver = state.clients.renew(client) {
            receiver.lastSeen = now
            if !receiver.queues.contains(queue) { receiver.queues.insert(queue) }
            return receiver
        }
        let receiver = Receiver(client, at: now)
        receiver.queues.insert(queue)
        state.clients.put(receiver, for: client)
        forgetClients(at: now, &state)
        return receiver
    }

    private func forgetClients(at now: Instant, _ state: inout State) {
        let hourAgo = now.adding(milliseconds: -Self.memory)
        while let (client, receiver) = state.clients.oldest {
            let isForgotten = receiver.lastSeen < hourAgo && receiver.holds == 0
            guard isForgotten || state.clients.count > bounds.clients else { return }
            state.clients.remove(client)
        }
    }

    private func hide(
        _ message: MessageSequence,
        until visibleAt: Instant,
        at now: Instant,
        _ state: inout State
    ) {
        guard visibleAt > now else { return release(message, &state) }
        state.messages.update(message) { $0.until = visibleAt }
    }

    private func release(_ message: MessageSequence, _ state: inout State) {
        state.messages.remove(message)?.receiver.holds -= 1
    }

    private func releaseAll(of queue: QueueID, _ state: inout State) {
        for message in state.messages.keys(where: { $0.queue == queue }) { release(message, &state) }
    }

    /// Looks at some entries and removes those whose timeout has ended.
    private func sweep(_ limit: Int, at now: Instant, _ state: inout State) {
        state.messages.visit(limit, removing: { $0.until <= now }) { $0.receiver.holds -= 1 }
    }
}
