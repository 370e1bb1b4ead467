internal import NIOCore
internal import NIOHTTP1
internal import QueueService
internal import SQSModel
internal import SQSWire

/// One client's connection: gathers its requests, has them carried out one after the other, and sends the answers.
///
/// Requests that are sent ahead wait their turn here, because each may depend on the effect of the one before. The parts
/// of this class are: gathering requests (`+Receiving`), carrying them out (`+Answering`), and time (`+Watching`).
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = Never
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// How far the next request has come.
    enum Phase {
        case betweenRequests
        /// Its head was accepted, its body is arriving into `request`.
        case gathering
        /// It was refused, has no body, and ends next.
        case skipping
        /// Nothing that still arrives on this connection matters.
        case deaf
    }

    let door: Door
    let loop: LoopContext
    private(set) var context: ChannelHandlerContext?
    /// This connection, to be handed to other threads; made when it is needed first.
    private(set) lazy var reference = NIOLoopBound(self, eventLoop: loop.eventLoop)

    // The request that is arriving.
    var phase = Phase.betweenRequests
    var request = WireRequest(method: .other, path: "")
    var caller = Caller(endpoint: "")
    var exchange = Exchange.unreadable
    /// Whether the body has to arrive and is not looked at.
    var dropsBody = false
    var owesContinue = false
    var knownHost: String?
    var knownAddress: Address?
    var knownClient: Client?
    /// Whether the bytes that were read last completed nothing, and so are part of a head.
    var sawPart = false
    var hasPartialHead = false

    // Those that are complete.
    var turns = CircularBuffer<Turn>(initialCapacity: 0)
    var waitingBytes = 0
    var isReadHeld = false

    // The one that is being carried out.
    var active: ActiveCall?
    var lastTurn: UInt64 = 0
    var performing: UInt64?
    var isAdvancing = false

    // The way out.
    var needsFlush = false
    var answersSent: UInt64 = 0
    var hasPeerClosed = false
    /// Whether the last answer of this connection has been written.
    var isFinished = false
    var isLingering = false

    var watch = Watch()

    init(door: Door, loop: LoopContext) {
        self.door = door
        self.loop = loop
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        loop.add(self)
        let hasRoom = door.countIn()
        if loop.isDraining {
            context.close(promise: nil)
        } else if !hasRoom {
            refuse(.framing(status: 503, reason: "there are too many connections"), .unreadable)
        }
        settle()
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .deaf
        isFinished = true
        turns.removeAll()
        watch.cancel()
        abandonActiveCall()
        if active != nil { door.callEnds() }
        active = nil
        // Last, because whoever ends the server goes on as soon as the last connection is gone.
        door.countOut()
        loop.remove(self)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.inputClosed) = event as? ChannelEvent else { return }
        hasPeerClosed = true
        // A client that only has nothing more to say still gets its answers; one that has gone must get no message.
        abandonActiveCall()
        phase = .deaf
        if isLingering || isQuiet { context.close(promise: nil) }
        settle()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as HTTPParserError: receiveUnreadable(error)
        case is ByteToMessageDecoderError: return
        default: context.close(promise: nil)
        }
    }

    /// Whether nothing is under way.
    var isQuiet: Bool { active == nil && turns.isEmpty && phase != .gathering }

    private func abandonActiveCall() {
        active?.waiting?.abandon()
        active?.waiting = nil
    }
}

/// Ending from outside.
extension ConnectionHandler {
    /// Takes no more requests than those that have arrived or are about to.
    func drain() { settle() }

    func closeNow() { context?.close(promise: nil) }
}
