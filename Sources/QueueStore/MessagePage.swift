/// Which messages of a queue somebody wants to look at, in the order of their sequences, that of arrival, or its reverse.
///
/// A standard message that was moved to a dead-letter queue keeps its sequence, and so its place among all messages. Who
/// pages through such a queue while messages are moved to it may miss some, and never sees one twice.
package struct PageRequest: Hashable, Sendable {
    /// Messages that a page can hold at most.
    package static let limits = 1...1000
    /// Rows that a store looks at for one page; what does not pass the filter counts too.
    package static let rowLimit = 10_000
    /// Bytes of bodies and attributes with which a page is full; its last message may go beyond.
    package static let byteLimit = 8 << 20

    /// The last message of the page before; `nil` to begin at the beginning.
    package let after: MessageSequence?
    /// Whether the newest message comes first.
    package let isNewestFirst: Bool
    /// 1 … 1000.
    package let limit: Int
    package let kinds: Set<PeekedMessage.Standing.Kind>

    /// A limit out of range becomes the nearest that is in it.
    package init(
        after: MessageSequence? = nil,
        isNewestFirst: Bool = false,
        limit: Int = 1000,
        kinds: Set<PeekedMessage.Standing.Kind> = Set(PeekedMessage.Standing.Kind.allCases)
    ) {
        self.after = after
        self.isNewestFirst = isNewestFirst
        self.limit = min(max(limit, Self.limits.lowerBound), Self.limits.upperBound)
        self.kinds = kinds
    }
}

/// Some of a queue's messages in their order, looked at and not touched.
package struct MessagePage: Hashable, Sendable {
    package var messages: [PeekedMessage]
    /// Where to go on; `nil` when there is nothing behind this page.
    ///
    /// A page can hold fewer messages than it might, even none, and have a next one all the same: looking for certain
    /// messages among many others ends after so many rows.
    package var next: MessageSequence?

    package init(messages: [PeekedMessage] = [], next: MessageSequence? = nil) {
        self.messages = messages
        self.next = next
    }
}

/// A message as it was at the moment of looking.
package struct PeekedMessage: Hashable, Sendable {
    /// Its delay is in `visibleAt`, and no longer in its content.
    package let message: StoredMessage
    package let standing: Standing

    package init(message: StoredMessage, standing: Standing) {
        self.message = message
        self.standing = standing
    }

    /// Whether a message can be received, and if not, why and for how long.
    package enum Standing: Hashable, Sendable {
        case visible
        /// Received, and hidden until its visibility timeout ends.
        case inFlight(until: Instant)
        /// Received by nobody yet, and hidden until its delay ends.
        case delayed(until: Instant)
        /// FIFO: not hidden itself, and yet held back by a message of its group that is. Counts call it visible (FIF-7).
        case blocked(Blocker)

        /// The same without its times.
        package enum Kind: String, CaseIterable, Hashable, Sendable {
            case visible, inFlight, delayed, blocked
        }

        package var kind: Kind {
            switch self {
            case .visible: .visible
            case .inFlight: .inFlight
            case .delayed: .delayed
            case .blocked: .blocked
            }
        }

        /// The standing of a message that has not expired, apart from its group.
        package init(visibleAt: Instant, receiveCount: Int, at now: Instant) {
            if visibleAt <= now {
                self = .visible
            } else {
                self = receiveCount == 0 ? .delayed(until: visibleAt) : .inFlight(until: visibleAt)
            }
        }
    }

    /// The first message of a group that is hidden: all behind it wait (FIF-2).
    package struct Blocker: Hashable, Sendable {
        package let sequence: MessageSequence
        /// When it shows again or expires, whatever comes first; deleting it sets its group free earlier (FIF-5).
        package let until: Instant

        package init(sequence: MessageSequence, visibleAt: Instant, expiresAt: Instant) {
            self.sequence = sequence
            until = min(visibleAt, expiresAt)
        }
    }
}
