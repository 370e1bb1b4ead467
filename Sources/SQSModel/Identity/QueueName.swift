/// A queue's name: 1 … 80 of `[A-Za-z0-9_-]`, for a FIFO queue with the suffix `.fifo` counted in (ID-1).
package struct QueueName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    private static let fifoSuffix = ".fifo"

    /// Whether the name is that of a FIFO queue; the name alone decides it.
    package var isFIFO: Bool { text.hasSuffix(Self.fifoSuffix) }

    /// Any valid name; `nil` where no queue can be called so.
    package init?(_ text: some StringProtocol) {
        guard Limits.queueNameLength.contains(text.utf8.count) else { return nil }
        let stem = text.hasSuffix(Self.fifoSuffix) ? text.dropLast(Self.fifoSuffix.count) : text[...]
        guard !stem.isEmpty, stem.utf8.allSatisfy(isNameByte) else { return nil }
        self.text = String(text)
    }

    /// The name of a queue to be created.
    ///
    /// - Parameters:
    ///   - text: what the caller gave as `QueueName`.
    ///   - isFIFO: whether `FifoQueue=true` is among the attributes.
    /// - Throws: Q-NAMEMISSING, Q-NAMEEMPTY, Q-NAME, Q-NAMEFIFO.
    package init(creating text: String?, isFIFO: Bool) throws(SQSError) {
        guard let text else { throw .missingQueueName }
        guard !text.isEmpty else { throw .emptyQueueName }
        guard let name = QueueName(text), name.isFIFO == isFIFO else {
            throw isFIFO ? .invalidFIFOQueueName : .invalidQueueName
        }
        self = name
    }

    package static func < (left: QueueName, right: QueueName) -> Bool { left.text < right.text }

    package var description: String { text }
}

/// Whether a byte is one of `[A-Za-z0-9_-]`, of which names, labels and batch entry ids consist.
func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
    default:
        false
    }
}

/// Whether a text can be the label of a permission: 1 … 80 of `[A-Za-z0-9_-]` (PRM-1).
package func isLabel(_ text: String) -> Bool {
    Limits.labelLength.contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte)
}
