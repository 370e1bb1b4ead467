/// How many messages a task or a job takes at a time, and how often.
///
/// One with a rate has ten slices a second, among which the messages of a second are spread as evenly as whole numbers
/// can be. Any ten slices in a row hold as many as the rate says, so that no second gets more, wherever it begins.
struct Pace {
    struct Slice {
        let messages: Int
        /// Time until the next slice.
        let milliseconds: Int64
    }

    static let pauseOnFullDisk: Int64 = 1000
    /// Slices of one that may go as fast as it can; small enough that other calls hardly notice.
    private static let fullSlice = 100
    private static let slicesPerSecond = 10

    private let rate: Int?
    private var slice = 0

    init(perSecond rate: Int?) { self.rate = rate }

    /// The next slice that has messages; with less than ten a second some have none and are left out.
    mutating func nextSlice() -> Slice {
        guard let rate, rate > 0 else { return Slice(messages: Self.fullSlice, milliseconds: 0) }
        let messages = messages(of: slice, rate)
        var steps = 0
        repeat {
            slice = (slice + 1) % Self.slicesPerSecond
            steps += 1
        } while self.messages(of: slice, rate) == 0
        return Slice(messages: messages, milliseconds: Int64(steps * 1000 / Self.slicesPerSecond))
    }

    private func messages(of slice: Int, _ rate: Int) -> Int { share(slice + 1, of: rate) - share(slice, of: rate) }

    /// What the first slices of a second hold together, rounded up so that the first one is never empty.
    private func share(_ slices: Int, of rate: Int) -> Int {
        (slices * rate + Self.slicesPerSecond - 1) / Self.slicesPerSecond
    }
}
