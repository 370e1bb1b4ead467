package import AdminAPI

/// Why a call of the admin API brought nothing.
package enum ClientFailure: Error, Hashable, Sendable {
    /// Nobody listens there, or the way is cut.
    case unreachable(address: String, reason: String)
    /// No answer in time.
    case timedOut(address: String)
    /// Somebody answers who is no daemon of ours, or one of another time.
    case notThisAPI(address: String, reason: String)
    /// The answer ended in its middle.
    case brokenOff(address: String, reason: String)
    /// The daemon would not do it. `queue`: the one that the call was about.
    case refused(AdminProblem, status: Int, queue: QueueReference?)
}
