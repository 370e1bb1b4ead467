import JSONText
import SQSModel

/// What a value is tested for.
enum MatchTest: Sendable {
    case comparison(Comparison, with: Literal)
    case pattern(MatchPattern)

    enum Comparison: String, CaseIterable, Sendable {
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case less = "<"
        case greaterOrEqual = ">="
        case greater = ">"

        /// Whether it asks for an order, which only numbers and texts have.
        var needsOrder: Bool { self != .equal && self != .notEqual }

        func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch self {
            case .equal: left == right
            case .notEqual: left != right
            case .lessOrEqual: left <= right
            case .less: left < right
            case .greaterOrEqual: left >= right
            case .greater: left > right
            }
        }
    }

    /// A value as it is written in a condition.
    enum Literal: Hashable, Sendable {
        case number(ExactNumber)
        case text(String)
        case truth(Bool)
        case null
    }

    /// Values of different kinds are not equal, and neither of them comes before the other.
    func holds(for value: MatchedValue) -> Bool {
        switch self {
        case .pattern(let pattern): value.text.map { pattern.occurs(in: $0) } ?? false
        case .comparison(let comparison, with: .number(let number)):
            value.number.map { comparison.holds($0, number) } ?? (comparison == .notEqual)
        case .comparison(let comparison, with: .text(let text)):
            value.isText
                ? value.text.map { comparison.holds($0, text) } ?? false
                : comparison == .notEqual
        case .comparison(let comparison, with: .truth(let truth)):
            (value.kind == (truth ? .true : .false)) == (comparison == .equal)
        case .comparison(let comparison, with: .null): (value.kind == .null) == (comparison == .equal)
        }
    }
}

/// A value of a message, seen as what tests compare it with.
struct MatchedValue {
    /// `nil` of binary attributes; an attribute's text counts as a string.
    let kind: JSONDocument.Kind?
    /// Strings as they read; numbers, `true`, `false` and `null` as they are written.
    let text: String?
    /// What it says as a number, where it does.
    var number: ExactNumber? {
        guard kind == .number || isAttribute else { return nil }
        return text.flatMap { ExactNumber($0) }
    }
    var isText: Bool { kind == .string }
    private let isAttribute: Bool

    init(_ value: JSONValue) {
        kind = value.kind
        isAttribute = false
        switch value.kind {
        case .object, .array: text = nil
        case .string: text = value.string
        case .number, .true, .false, .null: text = String(decoding: value.source, as: UTF8.self)
        }
    }

    init(_ value: MessageAttribute.Value) {
        isAttribute = true
        switch value {
        case .text(let text):
            kind = .string
            self.text = text
        case .binary:
            kind = nil
            text = nil
        }
    }
}
