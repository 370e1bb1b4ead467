package import SQSModel

extension NewMessage {
    /// When the message can be received first: after its own delay, else its queue's; a FIFO queue knows only the latter
    /// (LC-1, SND-9).
    package func firstVisible(in attributes: QueueAttributes, sentAt now: Instant) -> Instant {
        let own = attributes.isFIFO ? nil : delaySeconds
        return now.adding(seconds: own ?? attributes.delaySeconds)
    }
}

extension QueueAttributes {
    /// The messages of a queue that can be received now, in the order of delivery.
    ///
    /// All messages of the queue are given, in sequence order.
    package func deliverable(from messages: [StoredMessage], at now: Instant) -> [StoredMessage] {
        let present = messages.filter { $0.state(in: self, at: now) != .expired }
        guard isFIFO else {
            let noisy = noisyTenants(among: present, at: now)
            let visible = present.filter { $0.state(in: self, at: now) == .visible }.sorted(by: isDeliveredBefore)
            let quiet = visible.filter { $0.content.groupId.map { !noisy.contains($0) } ?? true }
            return quiet + noisy.flatMap { tenant in visible.filter { $0.content.groupId == tenant } }
        }
        let groups = Dictionary(grouping: present, by: \.content.groupId).values
        return
            groups
            .map { deliverable(fromGroup: $0, at: now) }
            .filter { !$0.isEmpty }
            .sorted { isDeliveredBefore($0[$0.startIndex], $1[$1.startIndex]) }
            .flatMap(\.self)
    }

    /// The messages of a group that may be delivered now: its longest prefix, in sequence order, of visible ones.
    ///
    /// One message in flight or delayed holds back all behind it; what has expired is not among them. Source: FIF-2.
    package func deliverable(fromGroup group: [StoredMessage], at now: Instant) -> ArraySlice<StoredMessage> {
        group.prefix { $0.state(in: self, at: now) == .visible }
    }

    /// Groups of a standard queue whose messages come after those of all others: they hold thirty in flight and more than
    /// a tenth of all; the one with the fewest first (FAIR-3, FAIR-4).
    ///
    /// A store may also go by what was received of late.
    package func noisyTenants(among messages: [StoredMessage], at now: Instant) -> [FIFOIdentifier] {
        let inFlight = messages.filter { $0.state(in: self, at: now) == .inFlight }
        let byTenant = Dictionary(grouping: inFlight.compactMap(\.content.groupId), by: \.self).mapValues(\.count)
        let noisy = byTenant.filter { $0.value >= 30 && $0.value * 10 > inFlight.count }
        return noisy.sorted { ($0.value, $0.key.text) < ($1.value, $1.key.text) }.map(\.key)
    }

    /// Standard messages come by the instant at which they became visible, then as they were sent (LC-7); FIFO groups by
    /// that of their first message (FIF-4).
    private func isDeliveredBefore(_ one: StoredMessage, _ other: StoredMessage) -> Bool {
        (one.visibleAt(in: self), one.sequence) < (other.visibleAt(in: self), other.sequence)
    }

    /// When there can be something to receive that cannot be now; `nil` when nothing is hidden.
    ///
    /// In a FIFO queue it is the first hidden message of each group that the others wait for; they go on without it once
    /// it has expired (FIF-5). All messages of the queue are given, in sequence order.
    ///
    /// Where the limit in flight is reached (`isFull`), it is the first message in flight that makes room for another.
    package func nextVisible(among messages: [StoredMessage], isFull: Bool, at now: Instant) -> Instant? {
        if isFull {
            let inFlight = messages.filter { $0.state(in: self, at: now) == .inFlight }
            return inFlight.map { min($0.visibleAt(in: self), $0.expiresAt(in: self)) }.min()
        }
        let present = messages.filter { $0.state(in: self, at: now) != .expired }
        let hidden = present.filter { $0.visibleAt(in: self) > now }
        guard isFIFO else { return hidden.map { $0.visibleAt(in: self) }.min() }
        let groups = Dictionary(grouping: hidden, by: \.content.groupId).values
        return groups.compactMap { group in
            group.first.map { min($0.visibleAt(in: self), $0.expiresAt(in: self)) }
        }.min()
    }

    /// How many messages there are, by state; those that only wait for another of their group are visible (FIF-7).
    package func counts(of messages: [StoredMessage], at now: Instant) -> MessageCounts {
        var counts = MessageCounts()
        for message in messages {
            switch message.state(in: self, at: now) {
            case .visible: counts.visible += 1
            case .inFlight: counts.inFlight += 1
            case .delayed: counts.delayed += 1
            case .expired: break
            }
        }
        return counts
    }
}

/// Whether less than some seconds have passed since something happened that must not happen again so soon; never with 0
/// seconds (PQ-2, CQ-6).
package func isQuiet(since event: Instant?, seconds: Int, at now: Instant) -> Bool {
    guard let event, seconds > 0 else { return false }
    return now < event.adding(seconds: seconds)
}
