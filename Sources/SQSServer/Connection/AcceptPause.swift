internal import Logging
internal import NIOCore

/// Makes a listener wait a while where no connection can be accepted, as when no descriptors are left.
///
/// NIO's own handler for this holds back reads and leaves the listener registered; with a connection waiting that spins:
/// measured, two thirds of a core.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = Channel

    private let pause: TimeAmount
    private let logger: Logger

    init(pause: Duration, logger: Logger) {
        self.pause = TimeAmount(pause)
        self.logger = logger
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is IOError, let options = context.channel.syncOptions else { return }
        logger.error("connections cannot be accepted", metadata: ["cause": "\(error)"])
        do {
            try options.setOption(.autoRead, value: false)
        } catch {
            return
        }
        let channel = context.channel
        context.eventLoop.scheduleTask(in: pause) {
            // Fails where the listener is closed by now.
            channel.setOption(.autoRead, value: true).whenFailure { _ in }
        }
    }
}
