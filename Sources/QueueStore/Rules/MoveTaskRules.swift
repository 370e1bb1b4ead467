package import SQSModel

extension MoveTask {
    /// Why a task cannot begin (MV-2, MV-11).
    ///
    /// - Parameters:
    ///   - source: whose messages are to be moved.
    ///   - running: all tasks that run.
    /// - Returns: K-BUSY, or that the account has too many; `nil` where it can begin.
    package static func refusal(from source: QueueRecord, among running: [MoveTask]) -> SQSError? {
        if running.contains(where: { $0.source == source.id }) { return .moveTaskIsRunning }
        let account = source.address.account
        let ofAccount = running.count { QueueAddress(arn: $0.sourceArn)?.account == account }
        return ofAccount < Limits.moveTasks ? nil : .tooManyMoveTasks
    }

    /// Whether it has run for as long as one may (MV-11).
    package func isOverdue(at now: Instant) -> Bool { now >= startedAt.adding(seconds: Limits.moveTaskSeconds) }
}
