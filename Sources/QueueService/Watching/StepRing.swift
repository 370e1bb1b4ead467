import QueueStore

/// Counts of the last sixty steps of time, each in its place of a ring.
///
/// A place is cleared when its turn comes again; what has become too old in between is left out when it is read.
struct StepRing: Sendable {
    struct Counts: Sendable {
        var sent = 0
        var received = 0
        var deleted = 0
        var emptyReceives = 0
    }

    private static let count: Int64 = 60

    private let milliseconds: Int64
    private var places: [Counts] = []
    /// The number of the latest step in which something happened, since 1970.
    private var latest: Int64 = 0

    /// - Parameter milliseconds: the length of a step.
    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    mutating func note(at now: Instant, _ note: (inout Counts) -> Void) {
        let step = number(of: now)
        if places.isEmpty {
            places = Array(repeating: Counts(), count: Int(Self.count))
            latest = step
        }
        while latest < step {
            // After a long silence all places are cleared once, and not more often.
            latest = max(latest + 1, step - Self.count + 1)
            places[place(of: latest)] = Counts()
        }
        note(&places[place(of: step)])
    }

    /// The steps up to the one that this moment is in, the oldest first.
    func steps(at now: Instant) -> [ActivityRecord.Step] {
        let current = number(of: now)
        return (current - Self.count + 1...current).map { step in
            var result = ActivityRecord.Step(start: Instant(milliseconds: step * milliseconds))
            guard !places.isEmpty, step <= latest, step > latest - Self.count else { return result }
            let counts = places[place(of: step)]
            result.sent = counts.sent
            result.received = counts.received
            result.deleted = counts.deleted
            result.emptyReceives = counts.emptyReceives
            return result
        }
    }

    private func number(of moment: Instant) -> Int64 { moment.milliseconds / milliseconds }

    private func place(of step: Int64) -> Int { Int(step % Self.count) }
}
