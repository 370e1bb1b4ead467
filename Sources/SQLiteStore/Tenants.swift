import QueueStore

/// How busy the tenants of a standard queue keep its receivers: what fair queues decide by (FAIR-3).
///
/// Kept in memory and approximate, as AWS's own figures are; a restart forgets it.
struct Tenants {
    private static let noisyInFlight = 30
    private static let noisyReceives = 30
    /// A tenant is noisy with more than one tenth.
    private static let noisyShare = 10
    /// Figures of what is in flight are counted again at most so often: timeouts end unseen.
    private static let recountMilliseconds: Int64 = 100
    /// After so long what was received counts half.
    private static let halfLifeMilliseconds: Int64 = 10_000

    /// No fewer than are in flight, by tenant.
    private var inFlight: [Int64: Int] = [:]
    /// Messages received of late, by tenant; older ones count less.
    private var received: [Int64: Int] = [:]
    private var receivedByAll = 0
    /// Tenants of whom one figure has reached its threshold: the few that may be noisy.
    private var conspicuous: Set<Int64> = []
    private var halvedAt = Instant(milliseconds: 0)
    private var recountedAt = Instant(milliseconds: 0)

    mutating func enterFlight(_ tenant: Int64) {
        inFlight[tenant, default: 0] += 1
        if inFlight[tenant, default: 0] == Self.noisyInFlight { conspicuous.insert(tenant) }
    }

    mutating func leaveFlight(_ tenant: Int64) {
        guard let count = inFlight[tenant] else { return }
        inFlight[tenant] = count > 1 ? count - 1 : nil
    }

    mutating func forget(_ tenant: Int64) {
        inFlight[tenant] = nil
        received[tenant] = nil
        conspicuous.remove(tenant)
    }

    /// Notes a receive, of a message without tenant too.
    mutating func noteReceive(of tenant: Int64?, at now: Instant) {
        if now >= halvedAt.adding(milliseconds: Self.halfLifeMilliseconds) { halve(at: now) }
        receivedByAll += 1
        guard let tenant else { return }
        received[tenant, default: 0] += 1
        if received[tenant, default: 0] == Self.noisyReceives { conspicuous.insert(tenant) }
    }

    private mutating func halve(at now: Instant) {
        received = received.mapValues { $0 / 2 }.filter { $0.value > 0 }
        inFlight = inFlight.filter { $0.value >= Self.noisyInFlight || received[$0.key] != nil }
        receivedByAll /= 2
        halvedAt = now
        conspicuous = conspicuous.filter {
            inFlight[$0, default: 0] >= Self.noisyInFlight || received[$0, default: 0] >= Self.noisyReceives
        }
    }

    /// Tenants whose figure in flight has to be counted before it is relied on; none while the last count is fresh.
    func suspects(at now: Instant) -> Set<Int64> {
        guard now >= recountedAt.adding(milliseconds: Self.recountMilliseconds) else {
            return []
        }
        return conspicuous.filter { inFlight[$0, default: 0] >= Self.noisyInFlight }
    }

    mutating func recounted(_ counts: [Int64: Int], at now: Instant) {
        for (tenant, count) in counts { inFlight[tenant] = count > 0 ? count : nil }
        recountedAt = now
    }

    /// The noisy ones, the one with the fewest messages in flight first (FAIR-4).
    ///
    /// - Parameter total: messages of the whole queue that are in flight.
    /// - Returns: their groups.
    func noisy(total: Int) -> [Int64] {
        let noisy = conspicuous.filter { tenant in
            let inFlight = inFlight[tenant, default: 0]
            let received = received[tenant, default: 0]
            return inFlight >= Self.noisyInFlight && inFlight > total / Self.noisyShare
                || received >= Self.noisyReceives && received > receivedByAll / Self.noisyShare
        }
        return noisy.sorted { (inFlight[$0] ?? 0, received[$0] ?? 0, $0) < (inFlight[$1] ?? 0, received[$1] ?? 0, $1) }
    }
}
