internal import NIOCore
internal import QueueService
internal import Synchronization

/// Brings answers from other threads to an event loop, all that have gathered with one hop.
final class ReplyMailbox: Sendable {
    private struct Delivery: Sendable {
        let answer: Answer
        let connection: NIOLoopBound<ConnectionHandler>
        let turn: UInt64
    }

    private let eventLoop: any EventLoop
    private let deliveries = Mutex<[Delivery]>([])

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Hands over an answer, on any thread.
    func deliver(_ answer: Answer, to connection: NIOLoopBound<ConnectionHandler>, turn: UInt64) {
        if eventLoop.inEventLoop, connection.value.isPerforming(turn) {
            connection.value.answered(answer, turn: turn)
            return
        }
        let wasEmpty = deliveries.withLock { deliveries in
            deliveries.append(Delivery(answer: answer, connection: connection, turn: turn))
            return deliveries.count == 1
        }
        if wasEmpty { eventLoop.execute { self.handOut() } }
    }

    private func handOut() {
        let gathered = deliveries.withLock { deliveries in
            defer { deliveries = [] }
            return deliveries
        }
        for delivery in gathered { delivery.connection.value.answered(delivery.answer, turn: delivery.turn) }
        for delivery in gathered { delivery.connection.value.flushIfNeeded() }
    }
}
