package import QueueStore
import SQSModel
import Synchronization

/// Who received which message, and who has received any in the last hour.
///
/// A message is held from its receive until it is deleted, shown again, its visibility timeout ends, or its queue is purged
/// or deleted. The end of a timeout leaves no event: each receive therefore looks at two of the oldest entries and removes
/// those that have ended, so that there are never more than twice as many as there need to be, and nobody ever waits for a
/// great cleaning.
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
        let share: Share
        let since: Instant
        /// When its visibility timeout ends.
        var until: Instant

        func hasEnded(at now: Instant) -> Bool { until <= now || share.hasEnded }
    }

    /// A queue that somebody has received from.
    ///
    /// Its purge or deletion ends all holds of its messages at once, however many they are: entries that have ended so are
    /// removed later like those whose timeout has ended, and the writer's thread does not wait for it.
    private final class Source {
        var purges = 0
        var isDeleted = false
    }

    /// What one client has of a queue's messages from one purge to the next.
    private final class Share {
        let client: Client
        let source: Source
        /// Entries of messages that it holds, if it has not ended.
        var entries = 0
        private let purges: Int

        init(of source: Source, for client: Client) {
            self.client = client
            self.source = source
            purges = source.purges
        }

        var hasEnded: Bool { source.isDeleted || source.purges != purges }
        var holds: Int { hasEnded ? 0 : entries }
    }

    /// Somebody who receives, for the time that it is remembered.
    private final class Receiver {
        let client: Client
        var received = 0
        var lastSeen: Instant
        /// By the queues that it receives from, and some that are deleted.
        private var shares: [QueueID: Share] = [:]
        /// How many shares there may be before those of deleted queues are thrown out.
        private var worthKeeping = leastWorthKeeping

        private static let leastWorthKeeping = 16

        init(_ client: Client, at now: Instant) {
            self.client = client
            lastSeen = now
        }

        var holdsAny: Bool { shares.values.contains { $0.holds > 0 } }

        /// What it has of a queue's messages, at first nothing.
        func share(of queue: QueueID, _ source: Source) -> Share {
            if let share = shares[queue], !share.hasEnded { return share }
            let share = Share(of: source, for: client)
            shares[queue] = share
            // Tests make queues for one use each: a program that runs many would be remembered with all of them.
            if shares.count > worthKeeping {
                shares = shares.filter { !$0.value.source.isDeleted }
                worthKeeping = max(Self.leastWorthKeeping, 2 * shares.count)
            }
            return share
        }

        var record: ClientRecord {
            let present = shares.filter { !$0.value.source.isDeleted }
            return ClientRecord(
                client: client,
                queues: Set(present.keys),
                received: received,
                holds: present.values.reduce(0) { $0 + $1.holds },
                lastSeen: lastSeen
            )
        }
    }

    private struct State {
        var messages = AgedMap<MessageSequence, Holding>()
        var clients = AgedMap<Client, Receiver>()
        var sources: [QueueID: Source] = [:]

        mutating func source(_ queue: QueueID) -> Source {
            if let source = sources[queue] { return source }
            let source = Source()
            sources[queue] = source
            return source
        }
    }

    private let bounds: Bounds
    private let state = Mutex(State())

    package init(bounds: Bounds = Bounds()) { self.bounds = bounds }

    // MARK: What is known

    /// Who holds a message at this moment.
    package func holder(of message: MessageSequence, at now: Instant) -> HolderRecord? {
        state.withLock { state in
            guard let holding = state.messages[message], !holding.hasEnded(at: now) else { return nil }
            return HolderRecord(client: holding.share.client, since: holding.since)
        }
    }

    /// Those who asked for messages in the last hour, or hold some, in no particular order.
    package func clients(at now: Instant) -> [ClientRecord] {
        // Slice by slice, so that the writer gets its turns in between.
        let slices = state.withLock { $0.messages.count } / Self.slice + 1
        for _ in 0..<slices { state.withLock { sweep(Self.slice, at: now, &$0) } }
        let hourAgo = now.adding(milliseconds: -Self.memory)
        let clients = state.withLock { Array($0.clients.keys) }
        var records: [ClientRecord] = []
        for start in stride(from: 0, to: clients.count, by: Self.slice) {
            let slice = clients[start..<min(start + Self.slice, clients.count)]
            records += state.withLock { state in slice.compactMap { state.clients[$0]?.record } }
        }
        return records.filter { $0.holds > 0 || $0.lastSeen >= hourAgo }
    }

    /// How many messages are remembered, those included whose hold has ended and that were not met yet.
    package var count: Int { state.withLock { $0.messages.count } }

    // MARK: What happens

    package func observe(_ event: ServiceEvent, at now: Instant) {
        switch event {
        case .received(let queue, let messages, let caller):
            state.withLock { take(messages, from: queue.id, by: caller.client, at: now, &$0) }
        case .receivedNothing(let queue, let caller):
            state.withLock { _ = share(of: caller.client, in: queue.id, at: now, receiving: 0, &$0) }
        case .deleted(_, let handles, _):
            state.withLock { state in for handle in handles { release(handle.message, &state) } }
        case .visibilityChanged(_, let changes, _):
            state.withLock { state in
                for (handle, visibleAt) in changes { hide(handle.message, until: visibleAt, at: now, &state) }
            }
        case .operated(_, .delete, let messages, _), .operated(_, .release, let messages, _),
            .operated(_, .move, let messages, _):
            state.withLock { state in for message in messages { release(message, &state) } }
        case .purged(let queue, _): state.withLock { $0.sources[queue.id]?.purges += 1 }
        case .queueDeleted(let queue): state.withLock { $0.sources.removeValue(forKey: queue.id)?.isDeleted = true }
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
        let share = share(of: client, in: queue, at: now, receiving: messages.count, &state)
        sweep(2 * messages.count, at: now, &state)
        for message in messages {
            guard message.visibleAt > now else {
                release(message.handle.message, &state)
                continue
            }
            let holding = Holding(share: share, since: now, until: message.visibleAt)
            let replaced = state.messages.put(holding, for: message.handle.message)
            replaced?.share.entries -= 1
            share.entries += 1
            if state.messages.count > bounds.messages, let oldest = state.messages.oldest {
                release(oldest.key, &state)
            }
        }
    }

    /// What a client has of a queue's messages; the client is the newest from here on.
    private func share(
        of client: Client,
        in queue: QueueID,
        at now: Instant,
        receiving count: Int,
        _ state: inout State
    ) -> Share {
        let source = state.source(queue)
        if let receiver = state.clients.renew(client) {
            receiver.lastSeen = now
            receiver.received += count
            return receiver.share(of: queue, source)
        }
        let receiver = Receiver(client, at: now)
        receiver.received = count
        state.clients.put(receiver, for: client)
        forgetClients(at: now, &state)
        return receiver.share(of: queue, source)
    }

    private func forgetClients(at now: Instant, _ state: inout State) {
        let hourAgo = now.adding(milliseconds: -Self.memory)
        while let (client, receiver) = state.clients.oldest {
            let isForgotten = receiver.lastSeen < hourAgo && !receiver.holdsAny
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
        state.messages.remove(message)?.share.entries -= 1
    }

    /// Looks at some entries and removes those that have ended.
    private func sweep(_ limit: Int, at now: Instant, _ state: inout State) {
        state.messages.visit(limit, removing: { $0.hasEnded(at: now) }) { $0.share.entries -= 1 }
    }
}
