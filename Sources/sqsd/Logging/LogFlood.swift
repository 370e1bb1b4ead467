import Synchronization

/// Keeps a trouble that repeats itself from filling the log, and the disk that it may be about.
///
/// Of lines with the same text only so many are written in a second; the others are counted, and told of by the first
/// trouble of a later second.
final class LogFlood: Sendable {
    private struct State {
        var second = 0
        var counts: [String: Int] = [:]
    }

    /// Lines of one text in a second.
    static let limit = 10

    private let state = Mutex(State())

    /// - Parameters:
    ///   - message: the text, without what is different each time.
    ///   - second: the present one.
    /// - Returns: whether the line is written, and the texts that were held back before, with how often.
    func admits(_ message: String, at second: Int) -> (isWritten: Bool, heldBack: [(message: String, times: Int)]) {
        state.withLock { state in
            var heldBack: [(message: String, times: Int)] = []
            // Threads come by in any order, and a clock can be set back.
            if second > state.second || second < state.second - 1 {
                for (message, count) in state.counts.sorted(by: { $0.key < $1.key }) where count > Self.limit {
                    heldBack.append((message, count - Self.limit))
                }
                state = State(second: second)
            }
            let count = state.counts[message, default: 0] + 1
            state.counts[message] = count
            return (count <= Self.limit, heldBack)
        }
    }
}
