package import SQSModel

/// A call, read: the action and how its answer is to be spelled.
package struct WireCall: Hashable, Sendable {
    package let action: AnyAction
    package let format: ReplyFormat

    package init(action: AnyAction, format: ReplyFormat) {
        self.action = action
        self.format = format
    }
}

/// How an answer is spelled.
package enum ReplyFormat: Hashable, Sendable {
    /// AWS JSON 1.0.
    case json
    /// Query; the element names carry the action's.
    case xml(ActionName?)
    /// Query that asked for `application/json` (W-19b).
    case queryJSON(ActionName?)
}

/// Why a call could not be read.
package enum WireFailure: Error, Hashable, Sendable {
    /// An error of the catalogue, in the protocol that the caller speaks.
    case refused(SQSError, ReplyFormat)
    /// Query without `Action`: 404 and the one empty element (W-8).
    case noAction
    /// Neither GET nor POST: 405 and no body (W-14).
    case methodNotAllowed
}
