/// A look at the messages of a queue that receives none of them.
///
/// It is not one of the 23 actions and AWS has nothing like it; local queues do, and tests are written with it.
package struct MessageInspection: Hashable, Sendable {
    /// The queue, as it was named.
    package enum Subject: Hashable, Sendable {
        /// By a `QueueUrl`, which may be missing.
        case url(String?)
        case address(QueueAddress)
    }

    package var subject: Subject
    /// Whether messages in flight are shown too.
    package var showsInvisible: Bool
    /// Whether delayed messages are shown too.
    package var showsDelayed: Bool

    package init(_ subject: Subject, showsInvisible: Bool = false, showsDelayed: Bool = false) {
        self.subject = subject
        self.showsInvisible = showsInvisible
        self.showsDelayed = showsDelayed
    }
}
