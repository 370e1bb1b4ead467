/// Characters of Unicode's that may stand at one place of a text.
struct ScalarSet: Sendable {
    /// Parts of the set, of which a character has to be in one.
    struct Members: Sendable {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var kinds: [(kind: ScalarKind, isNegated: Bool)] = []

        fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar) } || kinds.contains { $0.kind.contains(scalar) != $0.isNegated }
        }
    }

    private let members: Members
    private let isNegated: Bool
    private let ignoresCase: Bool
    /// The answer for each of the first 128 characters, which nearly all texts consist of.
    let ascii: ASCIISet

    init(_ members: Members, isNegated: Bool = false, ignoresCase: Bool) {
        self.members = members
        self.isNegated = isNegated
        self.ignoresCase = ignoresCase
        ascii = ASCIISet { Self.isIn(members, $0, ignoresCase: ignoresCase) != isNegated }
    }

    init(_ scalar: Unicode.Scalar, ignoresCase: Bool) {
        self.init(Members(ranges: [scalar...scalar]), ignoresCase: ignoresCase)
    }

    /// What a dot stands for: all but line ends.
    static let noLineEnd = ScalarSet(
        Members(ranges: ["\u{0A}"..."\u{0D}", "\u{85}"..."\u{85}", "\u{2028}"..."\u{2029}"]),
        isNegated: true,
        ignoresCase: false
    )

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ascii.contains(scalar) ?? (Self.isIn(members, scalar, ignoresCase: ignoresCase) != isNegated)
    }

    private static func isIn(_ members: Members, _ scalar: Unicode.Scalar, ignoresCase: Bool) -> Bool {
        if members.contains(scalar) { return true }
        guard ignoresCase else { return false }
        let upper = scalar.single(scalar.properties.uppercaseMapping)
        // Some have two lower-case forms, such as the sigma.
        return [
            upper, scalar.single(scalar.properties.lowercaseMapping), upper.single(upper.properties.lowercaseMapping),
        ]
        .contains { members.contains($0) }
    }
}

/// Some of the first 128 characters, a bit for each.
struct ASCIISet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(where isIn: (Unicode.Scalar) -> Bool) {
        for bit in 0..<64 as Range<UInt8> {
            if isIn(Unicode.Scalar(bit)) { low |= 1 << UInt64(bit) }
            if isIn(Unicode.Scalar(64 + bit)) { high |= 1 << UInt64(bit) }
        }
    }

    /// Whether a character is in it; `nil` of those that it says nothing about.
    func contains(_ scalar: Unicode.Scalar) -> Bool? {
        switch scalar.value {
        case 0..<64: low >> UInt64(scalar.value) & 1 == 1
        case 64..<128: high >> UInt64(scalar.value - 64) & 1 == 1
        default: nil
        }
    }
}

/// Kinds of characters that have an escape of their own.
enum ScalarKind: Sendable {
    /// `\d`.
    case digit
    /// `\w`: letters and what belongs to them, digits, and `_`.
    case word
    /// `\s`.
    case space

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .digit: return scalar.properties.generalCategory == .decimalNumber
        case .space: return scalar.properties.isWhitespace
        case .word:
            switch scalar.properties.generalCategory {
            case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
            default: return scalar.properties.isAlphabetic
            }
        }
    }
}

extension Unicode.Scalar {
    /// The one character that a mapping consists of; this one where it consists of several.
    fileprivate func single(_ mapping: String) -> Unicode.Scalar {
        let scalars = mapping.unicodeScalars
        guard let first = scalars.first, scalars.count == 1 else { return self }
        return first
    }
}
