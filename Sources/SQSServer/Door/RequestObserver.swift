package import SQSModel

/// Somebody who counts what the door does; told on the event loops, and must be quick.
package protocol RequestObserver: Sendable {
    /// The answer to a call has been written.
    func answered(_ call: AnsweredCall)

    /// A request was turned away before anybody looked at what it asks for.
    func rejected(_ reason: RejectionReason)
}

/// A call and how it went.
package struct AnsweredCall: Hashable, Sendable {
    /// Which of the two protocols the caller speaks.
    package enum Spelling: String, CaseIterable, Hashable, Sendable {
        case json, query
    }

    /// `nil` where the call names none that there is.
    package let action: ActionName?
    package let spelling: Spelling
    /// `nil` where it succeeded.
    package let error: SQSError.Code?
    /// From when its turn came, its body complete, to its answer; a long poll's wait is part of it.
    package let duration: Duration

    package init(action: ActionName?, spelling: Spelling, error: SQSError.Code?, duration: Duration) {
        self.action = action
        self.spelling = spelling
        self.error = error
        self.duration = duration
    }
}

/// Why a request was turned away at the door.
package enum RejectionReason: String, CaseIterable, Hashable, Sendable {
    /// The server is not called by the name in `Host`.
    case host
    /// It comes from a web page that may not call.
    case origin
    /// Its body is of a type that no call has.
    case contentType = "content_type"
    /// Its head or its body is too large.
    case size
    /// Its head or body did not arrive in time, or its answer was not taken.
    case timeout
    /// There are too many connections.
    case connections = "limit"
    /// It is not the HTTP that this server speaks.
    case malformed
}
