import QueueStore

/// Lets a job go on no faster than it may: as with move tasks, no second sees more messages than the rate (MV-4).
struct JobPace {
    private let clock: any TimeSource
    private let sleep: @Sendable (Duration) async throws -> Void
    private var pace: Pace
    /// Messages of the present slice that may still be taken, and the time until the next one.
    private var left = 0
    private var gap: Int64 = 0
    private var due: Instant

    /// - Parameters:
    ///   - rate: messages in a second; as fast as it goes when `nil`.
    ///   - clock: says when the next slice is due.
    ///   - sleep: waits by that clock; may end too early.
    init(
        perSecond rate: Int?,
        clock: any TimeSource,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.clock = clock
        self.sleep = sleep
        pace = Pace(perSecond: rate.map { min(max($0, SelectionJob.rates.lowerBound), SelectionJob.rates.upperBound) })
        due = clock.now
    }

    /// Waits until some messages may be taken.
    ///
    /// What was left of a slice when the next one came due is lost: a job that found little for a while does not make up
    /// for it.
    ///
    /// - Parameter wanted: at least 1.
    /// - Returns: how many, at least 1 and at most as many as are wanted.
    /// - Throws: what waiting threw, when the job was cancelled.
    mutating func take(upTo wanted: Int) async throws -> Int {
        if left == 0 || clock.now >= due {
            while clock.now < due {
                try await sleep(.milliseconds(due.milliseconds - clock.now.milliseconds))
            }
            let slice = pace.nextSlice()
            left = slice.messages
            gap = slice.milliseconds
        }
        let taken = min(wanted, left)
        left -= taken
        due = clock.now.adding(milliseconds: gap)
        return taken
    }
}
