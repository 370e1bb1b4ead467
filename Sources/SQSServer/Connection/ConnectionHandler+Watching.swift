internal import NIOCore
internal import SQSWire

/// What a connection is waiting for, and until when.
struct Watch {
    enum Subject {
        case nothing
        /// The next request.
        case request
        /// The rest of a head.
        case head
        /// The rest of a body.
        case body
        /// That the client takes what has been sent to it.
        case reader
        /// That the client sees that it was refused, or that the server is ending.
        case farewell
    }

    var subject = Subject.nothing
    var start = NIODeadline.distantPast
    var deadline = NIODeadline.distantFuture
    /// How many answers had been sent when the wait for the next request began.
    var answers: UInt64 = 0
    fileprivate var timer: Scheduled<Void>?
    fileprivate var timerDeadline = NIODeadline.distantFuture

    mutating func cancel() {
        timer?.cancel()
        timer = nil
        subject = .nothing
        deadline = .distantFuture
    }
}

/// How long a connection of which nothing is under way is kept when the server ends, for requests that were just sent.
private let farewellTime = TimeAmount.milliseconds(250)

/// Time.
extension ConnectionHandler {
    /// Brings everything in line with what has just happened; called at the end of each event.
    func settle() {
        if needsFlush {
            needsFlush = false
            context?.flush()
        }
        guard let context, context.channel.isActive else { return }
        let subject = subjectOfWait(context)
        if subject == watch.subject {
            switch subject {
            case .nothing, .head, .reader, .farewell: return
            case .request: if watch.answers == answersSent { return }
            case .body: break
            }
        } else {
            watch.subject = subject
            if subject != .nothing { watch.start = .now() }
        }
        watch.deadline = deadline(of: subject)
        startTimer()
    }

    private func subjectOfWait(_ context: ChannelHandlerContext) -> Watch.Subject {
        if isLingering { return .farewell }
        if !context.channel.isWritable { return .reader }
        if phase == .gathering { return .body }
        if active != nil { return hasPeerClosed ? .farewell : .nothing }
        if loop.isDraining || isFinished { return .farewell }
        return hasPartialHead ? .head : .request
    }

    private func deadline(of subject: Watch.Subject) -> NIODeadline {
        let configuration = door.configuration
        switch subject {
        case .nothing: return .distantFuture
        case .request:
            if watch.answers != answersSent { watch.start = .now() }
            watch.answers = answersSent
            return watch.start + TimeAmount(configuration.idleTimeout)
        case .head: return watch.start + TimeAmount(configuration.headerTimeout)
        case .body:
            let pieces = 1 + request.body.count >> 20
            return watch.start + TimeAmount(configuration.bodyTimeout) * pieces
        case .reader: return watch.start + TimeAmount(configuration.writeTimeout)
        case .farewell:
            let isOnlyDraining = !isLingering && !isFinished && !hasPeerClosed
            return watch.start + (isOnlyDraining ? farewellTime : TimeAmount(configuration.lingerTimeout))
        }
    }

    /// One timer serves all deadlines: when it goes off and the deadline has moved, it is set again.
    private func startTimer() {
        guard watch.deadline < watch.timerDeadline else { return }
        watch.timer?.cancel()
        watch.timerDeadline = watch.deadline
        watch.timer = loop.eventLoop.assumeIsolated().scheduleTask(deadline: watch.deadline) { self.timerFired() }
    }

    private func timerFired() {
        watch.timer = nil
        watch.timerDeadline = .distantFuture
        guard watch.deadline <= .now() else {
            if watch.deadline != .distantFuture { startTimer() }
            return
        }
        if watch.subject == .body {
            exchange.closes = true
            refuse(.tooSlow, exchange)
            settle()
        } else {
            if watch.subject == .head || watch.subject == .reader { door.observer?.rejected(.timeout) }
            context?.close(promise: nil)
        }
    }
}
