/// Rows P and A of the catalogue: the protocol and the caller.
extension SQSError {
    /// P-UNKNOWN-JSON: `X-Amz-Target` is absent, has another prefix or names no action.
    package static let unknownOperation = SQSError(
        .invalidAction,
        "The requested operation is not known to this endpoint. Set X-Amz-Target to AmazonSQS.{Action}."
    )

    /// P-ACTION: Query names an unknown action, or one that a queue path cannot take.
    package static func invalidAction(_ action: String) -> SQSError {
        SQSError(.invalidAction, "The action \(action) is not valid for this endpoint.")
    }

    /// P-MALFORMED: the JSON body is not an object.
    package static func malformedBody(_ reason: String) -> SQSError { SQSError(.malformedInput, reason) }

    /// P-TYPE: a JSON member has the wrong type (W-20).
    package static func wrongType(_ text: String) -> SQSError { SQSError(.malformedInput, text) }

    /// P-QTYPE: a Query parameter cannot be read as the type that it must have.
    package static func unreadableParameter(_ name: String, _ value: String, as type: String) -> SQSError {
        SQSError(.malformedInput, "The value \(value) of the parameter \(name) is not \(type).")
    }

    /// P-INTERNAL: the server failed; its log has the cause under the same request id.
    package static let internalFailure = SQSError(
        .internalFailure,
        "The request could not be completed because of a failure inside the server. Its log names the cause."
    )

    /// P-UNAVAILABLE: the server cannot take the call now; the same call may succeed later.
    package static func unavailable(_ reason: String) -> SQSError { SQSError(.serviceUnavailable, reason) }

    /// A-DENY's code for a call that a browser's page seems to have made.
    package static func refusedOrigin(_ reason: String) -> SQSError { SQSError(.accessDenied, reason) }

    /// A-INCOMPLETE: the `Authorization` header, or its counterpart in the query string, is malformed.
    package static func incompleteSignature(_ reason: String) -> SQSError { SQSError(.incompleteSignature, reason) }

    /// A call that this server knows and does not carry out for this kind of queue.
    package static func unsupportedOperation(_ reason: String) -> SQSError { SQSError(.unsupportedOperation, reason) }
}
