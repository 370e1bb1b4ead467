package import SQSModel

extension QueueAttributes {
    /// The messages of a queue that are there, each with where it stands.
    ///
    /// All messages of the queue are given, in sequence order; what has expired is left out.
    package func peeked(_ messages: [StoredMessage], at now: Instant) -> [PeekedMessage] {
        var blockers: [FIFOIdentifier?: PeekedMessage.Blocker] = [:]
        return messages.filter { $0.state(in: self, at: now) != .expired }.map { stored in
            var message = stored
            message.visibleAt = stored.visibleAt(in: self)
            message.content.delaySeconds = nil
            message.isReleased = false
            let standing = PeekedMessage.Standing(
                visibleAt: message.visibleAt,
                receiveCount: message.receiveCount,
                at: now
            )
            guard isFIFO else { return PeekedMessage(message: message, standing: standing) }
            let group = message.content.groupId
            if standing == .visible, let blocker = blockers[group] {
                return PeekedMessage(message: message, standing: .blocked(blocker))
            }
            if standing != .visible, blockers[group] == nil {
                blockers[group] = PeekedMessage.Blocker(
                    sequence: message.sequence,
                    visibleAt: message.visibleAt,
                    expiresAt: message.expiresAt(in: self)
                )
            }
            return PeekedMessage(message: message, standing: standing)
        }
    }
}
