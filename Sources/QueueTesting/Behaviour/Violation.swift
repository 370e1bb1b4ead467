package import QueueStore
package import SQSModel

/// A promise that a store has broken.
package struct Violation: Error, CustomStringConvertible {
    package let description: String

    package init(_ sentence: String, file: StaticString = #fileID, line: UInt = #line) {
        description = "\(sentence) (\(file):\(line))"
    }
}

/// Requires two values to be equal.
package func same<Value: Equatable>(
    _ actual: Value,
    _ expected: Value,
    _ sentence: String = "",
    file: StaticString = #fileID,
    line: UInt = #line
) throws {
    guard actual == expected else {
        throw Violation("\(sentence) expected \(expected) but found \(actual)", file: file, line: line)
    }
}

/// Requires something to hold.
package func holds(
    _ condition: Bool,
    _ sentence: String,
    file: StaticString = #fileID,
    line: UInt = #line
) throws {
    guard condition else { throw Violation("not so: \(sentence)", file: file, line: line) }
}

/// Requires a command to be refused with one row of the catalogue.
package func refused(
    _ outcome: Outcome,
    _ error: SQSError,
    file: StaticString = #fileID,
    line: UInt = #line
) throws {
    guard case .refused(let actual) = outcome else {
        throw Violation("expected a refusal but found \(outcome)", file: file, line: line)
    }
    try same(actual, error, file: file, line: line)
}
