import QueueStore
import SQSModel

/// What the writer keeps in memory of a queue: its row, and figures that can be counted again at any time.
struct QueueState {
    var record: QueueRecord
    var shelf: Int64
    /// Messages on the shelf, expired ones that are still there included.
    var messageCount: Int
    /// What these messages count against MaximumMessageSize, together.
    var byteCount: Int
    /// No fewer than are in flight.
    ///
    /// Visibility timeouts end unseen, so it is counted again when it reaches the limit.
    var inFlightBound: Int
    /// No message on the shelf was enqueued before it; `nil` when the shelf is empty.
    var oldestEnqueuedAt: Instant?

    /// Whether a standard queue has messages with a group; `nil` when that has to be looked up.
    var hasTenants: Bool?
    var tenants = Tenants()

    /// Messages that were enqueued at this moment or before have expired (LC-5).
    func expiryCutoff(at now: Instant) -> Instant {
        now.adding(seconds: -record.attributes.messageRetentionPeriod)
    }

    /// When the oldest message expires.
    var nextExpiry: Instant? { oldestEnqueuedAt?.adding(seconds: record.attributes.messageRetentionPeriod) }
}
