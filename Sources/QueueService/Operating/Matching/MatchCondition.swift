import JSONText
import QueueStore
import SQSModel

/// A `MatchExpression` as it was understood.
indirect enum MatchCondition: Sendable {
    /// The body contains these bytes.
    case text([UInt8])
    case pattern(MatchPattern)
    /// A value of a JSON body; that it is there where there is no test.
    case path([MatchStep], MatchTest?)
    /// A message attribute; that it is there where there is no test.
    case attribute(String, MatchTest?)
    case all([MatchCondition])
    case any([MatchCondition])
    case not(MatchCondition)

    /// Recursive as deep as the expression is nested, to which its parser sets a limit.
    func holds(for subject: inout MatchSubject) -> Bool {
        switch self {
        case .text(let text): return occurs(text, in: subject.message.content.body)
        case .pattern(let pattern): return pattern.occurs(in: subject.message.content.body)
        case .path(let steps, let test):
            guard let value = subject.document?.root.value(at: steps) else { return false }
            return test?.holds(for: MatchedValue(value)) ?? true
        case .attribute(let name, let test):
            guard let value = subject.attributes.first(where: { $0.name == name })?.value else { return false }
            return test?.holds(for: MatchedValue(value)) ?? true
        case .all(let conditions):
            for condition in conditions where !condition.holds(for: &subject) { return false }
            return true
        case .any(let conditions):
            for condition in conditions where condition.holds(for: &subject) { return true }
            return false
        case .not(let condition): return !condition.holds(for: &subject)
        }
    }
}

/// One step of a path into a JSON text.
enum MatchStep: Hashable, Sendable {
    case member(String)
    /// Counted from 0.
    case element(Int)
}

/// A message that is looked at; what has to be read in it is read once, and only when a condition asks for it.
struct MatchSubject {
    /// As deep as objects and arrays of a body may nest; deeper ones count as no JSON.
    private static let depth = 512
    /// More values than the largest body has room for.
    private static let values = Limits.messageBytes

    let message: StoredMessage
    /// `nil` where the body is no JSON.
    lazy var document = try? JSONDocument(Array(message.content.body.utf8), depth: Self.depth, tokens: Self.values)
    /// None where they are damaged.
    lazy var attributes = message.content.attributes.all ?? []

    init(_ message: StoredMessage) { self.message = message }
}

extension JSONValue {
    fileprivate func value(at steps: [MatchStep]) -> JSONValue? {
        var value = self
        for step in steps {
            let next: JSONValue?
            switch step {
            // Where a name is there twice, the last one counts, as for all who read JSON here.
            case .member(let name): next = value.members.reduce(nil) { $1.name == name ? $1.value : $0 }
            case .element(let index): next = value.elements.dropFirst(index).first { _ in true }
            }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}

/// Whether some bytes occur in a text.
private func occurs(_ wanted: [UInt8], in text: String) -> Bool {
    guard let first = wanted.first else { return true }
    var text = text
    return text.withUTF8 { bytes in
        var start = 0
        while start + wanted.count <= bytes.count {
            if bytes[start] == first, bytes[start..<start + wanted.count].elementsEqual(wanted) { return true }
            start += 1
        }
        return false
    }
}
