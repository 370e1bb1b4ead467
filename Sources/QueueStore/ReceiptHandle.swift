/// What names one receive of one message: the content of the opaque text that a receiver gets (LC-12).
package struct ReceiptHandle: Hashable, Sendable {
    package let queue: QueueID
    package let message: MessageSequence
    /// The message's receive count at this receive: a higher one in the queue means that the handle is an older one.
    package let receive: Int
    /// Begin of the twelve hours (CMV-3).
    package let receivedAt: Instant

    package init(queue: QueueID, message: MessageSequence, receive: Int, receivedAt: Instant) {
        self.queue = queue
        self.message = message
        self.receive = receive
        self.receivedAt = receivedAt
    }
}
