internal import Logging
internal import NIOCore
internal import QueueService
internal import SQSModel
internal import SQSWire

/// Carrying out requests and sending their answers.
extension ConnectionHandler {
    /// Takes the next turns until one is not answered at once.
    func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        while active == nil, !isFinished, context?.channel.isWritable == true, let turn = turns.popFirst() {
            begin(turn)
        }
        continueIfOwed()
        resumeReading()
    }

    private func begin(_ turn: Turn) {
        let requestId = loop.makeRequestId()
        switch turn.content {
        case .refusal(let refusal): answer(refusal, requestId, turn.exchange)
        case .call(let request, let caller):
            waitingBytes -= request.body.count
            let began = door.observer == nil ? nil : NIODeadline.now()
            do {
                if let side = try SideRequest(reading: request) {
                    answer(side, for: caller, requestId, turn.exchange)
                } else {
                    perform(try WireCall(reading: request), for: caller, requestId, turn.exchange, began)
                }
            } catch {
                send(reply(error, requestId: requestId, allocator: allocator), requestId, turn.exchange)
                if case .refused(let error, let format) = error {
                    log(error, action: format.action?.rawValue, requestId)
                    observe(request.action ?? format.action, format, error: error.code, began)
                }
            }
        }
    }

    private func perform(
        _ call: WireCall,
        for caller: Caller,
        _ requestId: RequestId,
        _ exchange: Exchange,
        _ began: NIODeadline?
    ) {
        carryOut(call.action.name, call.format, requestId, exchange, began) { handler, reply in
            handler.perform(call.action, for: caller, reply: reply)
        }
    }

    private func answer(_ side: SideRequest, for caller: Caller, _ requestId: RequestId, _ exchange: Exchange) {
        switch side {
        case .health:
            let health = WireResponse.health(isDraining: loop.isDraining, adminPort: door.configuration.adminPort)
            send(health, requestId, exchange)
        case .localStackHealth:
            send(.localStackHealth(version: door.configuration.version), requestId, exchange)
        case .messages(let inspection, let format):
            carryOut(nil, format, requestId, exchange, nil) { handler, reply in
                handler.inspect(inspection, for: caller, reply: reply)
                return nil
            }
        }
    }

    private func carryOut(
        _ action: ActionName?,
        _ format: ReplyFormat,
        _ requestId: RequestId,
        _ exchange: Exchange,
        _ began: NIODeadline?,
        _ body: (any CallHandling & Inspecting, @escaping @Sendable (Answer) -> Void) -> (any WaitingCall)?
    ) {
        lastTurn += 1
        let turn = lastTurn
        active = ActiveCall(
            turn: turn,
            action: action,
            began: began,
            requestId: requestId,
            format: format,
            exchange: exchange
        )
        door.callBegins()
        performing = turn
        let waiting = body(door.handler) { [mailbox = loop.mailbox, reference] answer in
            mailbox.deliver(answer, to: reference, turn: turn)
        }
        performing = nil
        active?.waiting = waiting
        if hasPeerClosed, active != nil { waiting?.abandon() }
    }

    /// Whether the handler has not returned yet from being given this turn's call.
    func isPerforming(_ turn: UInt64) -> Bool { performing == turn }

    func answered(_ answer: Answer, turn: UInt64) {
        guard let call = active, call.turn == turn else { return }
        active = nil
        door.callEnds()
        switch answer.finish() {
        case .success(let response):
            let wire = reply(response, format: call.format, requestId: call.requestId, allocator: allocator)
            send(wire, call.requestId, call.exchange)
            if door.logsAllCalls { log(call, status: wire.status) }
            observe(call.action, call.format, error: nil, call.began)
        case .failure(let error):
            let wire = reply(error, format: call.format, requestId: call.requestId, allocator: allocator)
            send(wire, call.requestId, call.exchange)
            log(error, action: call.name, call.requestId)
            observe(call.action, call.format, error: error.code, call.began)
        }
        advance()
    }

    private func answer(_ refusal: Refusal, _ requestId: RequestId, _ exchange: Exchange) {
        if let reason = refusal.reason { door.observer?.rejected(reason) }
        switch refusal {
        case .call(let error, _):
            let format = exchange.speaksJSON ? ReplyFormat.json : .xml(nil)
            send(reply(error, format: format, requestId: requestId, allocator: allocator), requestId, exchange)
            log(error, action: nil, requestId)
        case .framing(let status, let reason):
            let body = ByteBuffer(string: reason + "\n")
            send(WireResponse(status: status, contentType: "text/plain", body: body), requestId, exchange)
            log(status: status, reason: reason, requestId)
        case .preflight:
            send(WireResponse(status: 204, contentType: nil, body: ByteBuffer()), requestId, exchange)
        }
    }

    private func observe(_ action: ActionName?, _ format: ReplyFormat, error: SQSError.Code?, _ began: NIODeadline?) {
        guard let observer = door.observer, let began else { return }
        let nanoseconds = (NIODeadline.now() - began).nanoseconds
        observer.answered(
            AnsweredCall(
                action: action,
                spelling: format.isJSON ? .json : .query,
                error: error,
                duration: .nanoseconds(nanoseconds)
            )
        )
    }

    private var allocator: ByteBufferAllocator { context?.channel.allocator ?? ByteBufferAllocator() }
}

/// The way out.
extension ConnectionHandler {
    private func send(_ wire: WireResponse, _ requestId: RequestId, _ exchange: Exchange) {
        guard let context else { return }
        let isLast = turns.isEmpty && phase != .gathering && (loop.isDraining || hasPeerClosed)
        let response = Response(
            wire: wire,
            requestId: requestId,
            exchange: exchange,
            closes: exchange.closes || isLast
        )
        let (head, body) = response.encoded(date: loop.dateBytes(), allocator: allocator)
        context.write(wrapOutboundOut(head), promise: nil)
        if let body { context.write(wrapOutboundOut(body), promise: nil) }
        needsFlush = true
        answersSent += 1
        if response.closes { finish(context) }
    }

    /// Ends the connection when what has been written is out.
    private func finish(_ context: ChannelHandlerContext) {
        isFinished = true
        turns.removeAll()
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.endOutput() }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// Where the client may still be sending, closing at once would make the system throw away what it has not read yet.
    private func endOutput() {
        guard let context else { return }
        guard phase == .deaf, !hasPeerClosed else {
            context.close(promise: nil)
            return
        }
        isLingering = true
        context.close(mode: .output, promise: nil)
        settle()
    }

    func flushIfNeeded() {
        if needsFlush {
            needsFlush = false
            context?.flush()
        }
        settle()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { advance() }
        flushIfNeeded()
    }
}

/// What the log says of a call; never bodies, never credentials.
extension ConnectionHandler {
    private func log(_ call: ActiveCall, status: Int) {
        door.logger.debug(
            "call",
            metadata: ["requestId": "\(call.requestId)", "action": "\(call.name)", "status": "\(status)"]
        )
    }

    private func log(_ error: SQSError, action: String?, _ requestId: RequestId) {
        door.logger.log(
            level: error.code.isSenderFault ? .info : .error,
            "call failed",
            metadata: [
                "requestId": "\(requestId)", "action": "\(action ?? "-")", "code": "\(error.code.query)",
                "status": "\(error.code.status)",
            ]
        )
    }

    private func log(status: Int, reason: String, _ requestId: RequestId) {
        door.logger.info(
            "request refused",
            metadata: ["requestId": "\(requestId)", "status": "\(status)", "reason": "\(reason)"]
        )
    }
}

extension WireRequest {
    /// The action that a call in JSON names in its head.
    fileprivate var action: ActionName? {
        guard let target, target.hasPrefix("AmazonSQS.") else { return nil }
        return ActionName(rawValue: String(target.dropFirst("AmazonSQS.".count)))
    }
}

extension ReplyFormat {
    fileprivate var isJSON: Bool { self == .json }

    fileprivate var action: ActionName? {
        switch self {
        case .json: nil
        case .xml(let action), .queryJSON(let action): action
        }
    }
}
