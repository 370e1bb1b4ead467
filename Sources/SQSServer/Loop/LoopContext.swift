internal import NIOCore
internal import SQSModel

/// What all connections of one event loop share.
///
/// `@unchecked Sendable`: everything but `mailbox` and `eventLoop` is touched on the event loop only, which each access in
/// a debug build asserts.
final class LoopContext: @unchecked Sendable {
    let eventLoop: any EventLoop
    let mailbox: ReplyMailbox

    private(set) var isDraining = false
    private var connections: [ObjectIdentifier: ConnectionHandler] = [:]
    private var whenEmpty: [EventLoopPromise<Void>] = []
    private var generator = SplitMix64(seed: .random(in: .min ... .max))
    private var date: HTTPDate

    /// - Parameters:
    ///   - eventLoop: where the connections live.
    ///   - secondsSince1970: the wall clock, for the `Date` of answers.
    init(eventLoop: any EventLoop, secondsSince1970: @escaping @Sendable () -> Int) {
        self.eventLoop = eventLoop
        mailbox = ReplyMailbox(eventLoop: eventLoop)
        date = HTTPDate(secondsSince1970: secondsSince1970)
    }

    func makeRequestId() -> RequestId {
        eventLoop.assertInEventLoop()
        return RequestId(using: &generator)
    }

    /// The present time as `Date` spells it.
    func dateBytes() -> [UInt8] {
        eventLoop.assertInEventLoop()
        return date.bytes()
    }

    func add(_ connection: ConnectionHandler) {
        eventLoop.assertInEventLoop()
        connections[ObjectIdentifier(connection)] = connection
    }

    func remove(_ connection: ConnectionHandler) {
        eventLoop.assertInEventLoop()
        connections[ObjectIdentifier(connection)] = nil
        guard connections.isEmpty else { return }
        for promise in whenEmpty { promise.succeed() }
        whenEmpty = []
    }
}

/// Ending.
extension LoopContext {
    /// Lets connections finish what is under way and take nothing new.
    func drain() {
        eventLoop.assertInEventLoop()
        isDraining = true
        for connection in connections.values { connection.drain() }
    }

    /// Succeeds when there is no connection left.
    func emptied() -> EventLoopFuture<Void> {
        eventLoop.assertInEventLoop()
        guard !connections.isEmpty else { return eventLoop.makeSucceededVoidFuture() }
        let promise = eventLoop.makePromise(of: Void.self)
        whenEmpty.append(promise)
        return promise.futureResult
    }

    func closeAll() {
        eventLoop.assertInEventLoop()
        for connection in connections.values { connection.closeNow() }
    }
}
