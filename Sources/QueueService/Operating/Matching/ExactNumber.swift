/// A decimal number of any length: what its digits say, where a `Double` would round.
///
/// Its value is 0.d₁d₂d₃… × 10^scale, with the sign in front; the digits neither begin nor end with 0.
struct ExactNumber: Hashable, Sendable {
    private let isNegative: Bool
    private let digits: [UInt8]
    private let scale: Int

    /// Exponents beyond are taken for this one: nobody means them.
    private static let exponents = -1_000_000_000...1_000_000_000

    /// Reads a number such as `-12.50e+3`; `nil` where a text is anything else.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        let sign = rest.first == UInt8(ascii: "-")
        if sign || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = Self.takeDigits(from: &rest)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = Self.takeDigits(from: &rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty, let exponent = Self.exponent(rest) else { return nil }
        let all = whole + fraction
        let significant = all.drop { $0 == UInt8(ascii: "0") }
        let end = significant.lastIndex { $0 != UInt8(ascii: "0") }
        digits = end.map { Array(significant[...$0]) } ?? []
        isNegative = sign && !digits.isEmpty
        scale = digits.isEmpty ? 0 : whole.count - (all.count - significant.count) + exponent
    }

    private static func takeDigits(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        return digits
    }

    /// What stands behind the digits: nothing, or `e`, a sign perhaps, and digits; `nil` where it is anything else.
    private static func exponent(_ rest: ArraySlice<UInt8>) -> Int? {
        guard let letter = rest.first else { return 0 }
        var rest = rest.dropFirst()
        guard letter | 0x20 == UInt8(ascii: "e") else { return nil }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let digits = takeDigits(from: &rest)
        guard !digits.isEmpty, rest.isEmpty else { return nil }
        let magnitude = digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), exponents.upperBound) }
        return isNegative ? -magnitude : magnitude
    }
}

extension ExactNumber: Comparable {
    static func < (left: ExactNumber, right: ExactNumber) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? right.isSmallerInMagnitude(than: left) : left.isSmallerInMagnitude(than: right)
    }

    private func isSmallerInMagnitude(than other: ExactNumber) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        if scale != other.scale { return scale < other.scale }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
