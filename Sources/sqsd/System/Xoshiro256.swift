/// Numbers for message ids: fast, seeded by the system, with a period that no number of messages exhausts (xoshiro256**).
struct Xoshiro256: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    init(seededBy generator: inout some RandomNumberGenerator) {
        // A state of zeros only would give zeros for ever.
        state = (generator.next(), generator.next(), generator.next(), generator.next() | 1)
    }

    mutating func next() -> UInt64 {
        let result = rotated(state.1 &* 5, by: 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = rotated(state.3, by: 45)
        return result
    }
}

private func rotated(_ word: UInt64, by bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
