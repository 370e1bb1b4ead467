package import QueueStore

/// What a message has to contain, as an operator writes it.
///
/// - `refund`: the body contains this text.
/// - `/refund|chargeback/i`: the body contains something that a regular expression of RE2's finds; `i` takes upper
///   and lower case for the same.
/// - `$.order.lines[0].sku`: the body is JSON and has this path; `$['odd name']` where a name has other characters than
///   letters, digits, `_` and `-`.
/// - `$.amount >= 100`: the value there compares so; also `==`, `!=`, `<`, `<=`, `>`, and `=~ /…/` for a regular
///   expression. Values are written as in JSON, texts between single quotes too.
/// - `attr.tenant == 'acme'`: the same for a message attribute; a number is compared with all that reads as one.
/// - ` && ` and ` || ` combine conditions, of which the first binds tighter; `(…)` and `!(…)` group and negate.
///
/// A comparison holds only where there is something to compare: `$.a != 1` is false where there is no `$.a`, or no JSON,
/// and `!($.a == 1)` is true there. Numbers are compared by what their digits say, of whatever length.
package struct MatchExpression: Sendable {
    /// Bytes that an expression can have.
    package static let lengthLimit = 4096

    /// As it was written.
    package let text: String
    private let condition: MatchCondition

    /// - Throws: why it is no condition, and how one is written.
    package init(_ text: String) throws(Problem) {
        guard text.utf8.count <= Self.lengthLimit else {
            throw Problem("A condition has at most \(Self.lengthLimit) bytes.")
        }
        var parser = MatchParser(text)
        condition = try parser.parse()
        self.text = text
    }

    /// Why a text is no condition: what is wrong where, and how it is written.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String

        init(_ description: String) { self.description = description }
    }

    package func matches(_ message: StoredMessage) -> Bool {
        var subject = MatchSubject(message)
        return condition.holds(for: &subject)
    }
}
