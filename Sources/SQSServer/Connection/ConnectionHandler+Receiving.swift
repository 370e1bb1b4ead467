internal import NIOCore
internal import NIOHTTP1
internal import SQSAccess
internal import SQSModel
internal import SQSWire

/// Bytes of bodies that may wait on a connection before reading from it stops.
private let maximumWaitingBytes = 256 * 1024

/// Gathering requests.
extension ConnectionHandler {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        sawPart = true
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body(let bytes): receive(bytes)
        case .end: receiveEnd()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        hasPartialHead = !sawPart && phase == .betweenRequests
        sawPart = false
        settle()
    }

    /// Reading stops while too much waits; that the peer has closed is seen nevertheless.
    func read(context: ChannelHandlerContext) {
        if isFull { isReadHeld = true } else { context.read() }
    }

    func resumeReading() {
        guard isReadHeld, !isFull else { return }
        isReadHeld = false
        context?.read()
    }

    private var isFull: Bool {
        turns.count >= door.configuration.maximumPipelinedRequests || waitingBytes > maximumWaitingBytes
    }

    private func receive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard phase == .betweenRequests, !isFinished else { return }
        let fields: RequestHead
        do { fields = try RequestHead(head) } catch {
            refuse(error, .unreadable)
            return
        }
        exchange = Exchange(fields)
        do {
            let address = try address(of: fields, context.channel)
            exchange.origin = try door.admit(fields, address: address)
            accept(fields, address, client(fields.userAgent ?? "", context.channel))
        } catch {
            if fields.hasBody { exchange.closes = true }
            if case .preflight = error { exchange.origin = fields.origin }
            refuse(error, exchange)
        }
    }

    private func address(of head: RequestHead, _ channel: any Channel) throws(Refusal) -> Address {
        let host = head.targetAuthority ?? head.host
        if let knownAddress, host == knownHost { return knownAddress }
        let address = try door.address(of: host, on: channel)
        knownHost = host
        knownAddress = address
        return address
    }

    /// Who is at the other end; the same one until it calls itself otherwise.
    private func client(_ userAgent: String, _ channel: any Channel) -> Client {
        if let knownClient, knownClient.calledItself(userAgent) { return knownClient }
        let client = Client(
            address: knownClient?.address ?? channel.remoteAddress?.addressAndPort ?? "",
            userAgent: userAgent
        )
        knownClient = client
        return client
    }

    private func accept(_ head: RequestHead, _ address: Address, _ client: Client) {
        phase = .gathering
        caller = Caller(
            authorization: head.authorization,
            query: head.query,
            endpoint: address.endpoint,
            client: client,
            home: door.configuration.home
        )
        request = WireRequest(method: head.method, path: head.path, query: head.query)
        request.contentType = head.contentType
        request.target = head.target
        request.accept = head.accept
        request.traceHeader = head.traceHeader
        dropsBody = !head.mayBeCall
        if let length = head.contentLength { request.body.reserveCapacity(length) }
        if head.expectsContinue, head.hasBody, !head.isHTTP10 {
            owesContinue = true
            continueIfOwed()
        }
    }

    private func receive(_ bytes: ByteBuffer) {
        guard phase == .gathering else { return }
        owesContinue = false
        guard request.body.count + bytes.readableBytes <= door.configuration.maximumBodyBytes else {
            exchange.closes = true
            refuse(.bodyTooLarge, exchange)
            return
        }
        bytes.withUnsafeReadableBytes { request.body.append(contentsOf: $0) }
    }

    private func receiveEnd() {
        switch phase {
        case .gathering:
            phase = .betweenRequests
            if dropsBody { request.body = [] }
            waitingBytes += request.body.count
            turns.append(Turn(content: .call(request, caller), exchange: exchange))
            // The turn owns the body from here on.
            request.body = []
            advance()
        case .skipping: phase = .betweenRequests
        case .betweenRequests, .deaf: break
        }
    }

    func receiveUnreadable(_ error: HTTPParserError) {
        guard phase != .deaf else { return }
        switch error {
        case .headerOverflow: refuse(.headTooLarge, .unreadable)
        case .invalidEOFState:
            phase = .deaf
            if isQuiet { context?.close(promise: nil) }
        case .invalidVersion: refuse(.framing(status: 505, reason: "this server speaks HTTP/1.1 and 1.0"), .unreadable)
        default: refuse(.badRequest("the request is not valid HTTP"), .unreadable)
        }
    }

    /// Puts a refusal in the request's place.
    func refuse(_ refusal: Refusal, _ exchange: Exchange) {
        var exchange = exchange
        if case .framing = refusal { exchange.closes = true }
        phase = exchange.closes ? .deaf : .skipping
        request.body = []
        turns.append(Turn(content: .refusal(refusal), exchange: exchange))
        advance()
    }

    /// Asks for the body of a request whose head was accepted, when all answers before it are out.
    func continueIfOwed() {
        guard owesContinue, phase == .gathering, active == nil, turns.isEmpty, let context else { return }
        owesContinue = false
        var buffer = context.channel.allocator.buffer(capacity: 32)
        buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        context.write(wrapOutboundOut(buffer), promise: nil)
        needsFlush = true
    }
}
