import SQSModel

/// What a receipt handle is judged by: the message that it names, as it stands now.
package struct HeldMessage: Hashable, Sendable {
    package let receiveCount: Int
    package let visibleAt: Instant
    package let isFIFO: Bool

    package init(receiveCount: Int, visibleAt: Instant, isFIFO: Bool) {
        self.receiveCount = receiveCount
        self.visibleAt = visibleAt
        self.isFIFO = isFIFO
    }
}

/// What is to be done with a message whose handle came in.
package enum DeleteDecision: Hashable, Sendable {
    case delete
    /// Success without effect (DEL-5).
    case keep
    case expired
}

extension ReceiptHandle {
    /// Whether a handle may delete its message: the table of section 7 (DEL-4 … DEL-7).
    package func deletion(of message: HeldMessage, at now: Instant) -> DeleteDecision {
        let isLatest = message.receiveCount == receive
        if message.isFIFO { return isLatest && message.visibleAt > now ? .delete : .expired }
        return isLatest ? .delete : .keep
    }

    /// Until when a handle may hide its message (CMV-2 … CMV-5, CMV-8).
    package func visibility(of message: HeldMessage, seconds: Int, at now: Instant) -> HandleOutcome {
        if message.isFIFO, message.receiveCount != receive || message.visibleAt <= now { return .expired }
        let visibleAt = now.adding(seconds: seconds)
        let limit = receivedAt.adding(seconds: Limits.visibilityTimeoutSeconds.upperBound)
        return visibleAt > limit ? .beyondTotal : .done(visibleAt: visibleAt)
    }
}
