internal import SQSModel

/// Why a request is answered without being carried out.
enum Refusal: Error, Equatable {
    /// The server cannot tell where a message ends, or will not take it: a plain status, and the connection is closed.
    case framing(status: Int, reason: String)
    /// An answer in the words of AWS, for requests whose framing is in order.
    case call(SQSError, RejectionReason)
    /// Answer to a preflight of a page that may call.
    case preflight

    /// As what it counts; `nil` for what is no rejection.
    var reason: RejectionReason? {
        switch self {
        case .call(_, let reason): reason
        case .preflight: nil
        case .framing(status: 408, _): .timeout
        case .framing(status: 413, _), .framing(status: 431, _): .size
        case .framing(status: 503, _): .connections
        case .framing: .malformed
        }
    }

    static func badRequest(_ reason: String) -> Refusal { .framing(status: 400, reason: reason) }

    static let bodyTooLarge = Refusal.framing(status: 413, reason: "the body is larger than this server takes")
    static let headTooLarge = Refusal.framing(
        status: 431,
        reason: "the request line and the header fields are larger than this server takes"
    )
    static let tooSlow = Refusal.framing(status: 408, reason: "the body did not arrive in time")
    static let expectationFailed = Refusal.framing(status: 417, reason: "only 100-continue can be expected")
}
