internal import NIOCore
internal import QueueService
internal import SQSModel
internal import SQSWire

/// A request in its place among those of its connection, complete or refused.
struct Turn {
    enum Content {
        case call(WireRequest, Caller)
        case refusal(Refusal)
    }

    let content: Content
    let exchange: Exchange
}

/// What of a request its answer depends on.
struct Exchange {
    /// Whether the connection ends with the answer.
    var closes: Bool
    var isHTTP10 = false
    /// Whether the answer ends with its head (HEAD), whatever it is.
    var isHeadOnly = false
    /// The page's origin, where a page may call.
    var origin: String?
    /// Whether an error that is found before the call is read is spelled in JSON.
    var speaksJSON = false

    /// For requests whose head could not be read.
    static let unreadable = Exchange(closes: true)

    init(closes: Bool) { self.closes = closes }

    init(_ head: RequestHead) {
        closes = !head.isKeepAlive
        isHTTP10 = head.isHTTP10
        isHeadOnly = head.method == .head
        speaksJSON = head.target != nil
    }
}

/// A call that is being carried out.
struct ActiveCall {
    let turn: UInt64
    /// `nil` for looking at messages, which is no call.
    let action: ActionName?
    /// When its turn came; `nil` where nobody wants to know.
    let began: NIODeadline?
    let requestId: RequestId
    let format: ReplyFormat
    let exchange: Exchange
    /// How to say that the caller has gone, where the call may wait.
    var waiting: (any WaitingCall)?

    /// What it is called in the log.
    var name: String { action?.rawValue ?? "(messages)" }
}
