/// Chance that can be repeated: SplitMix64 (Steele, Lea, Flood 2014), the same numbers for the same seed on every machine.
///
/// It is fast and has no weak seeds, 0 included; it is no source of secrets.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Whether something happens that does so with this many percent.
    package mutating func happens(percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// One of some values, none of which is preferred.
    package mutating func pick<Value>(_ first: Value, _ others: Value...) -> Value {
        let index = Int.random(in: 0...others.count, using: &self)
        return index == 0 ? first : others[index - 1]
    }
}
