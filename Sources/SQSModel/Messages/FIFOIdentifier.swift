/// A MessageGroupId, MessageDeduplicationId or ReceiveRequestAttemptId: 1 … 128 characters of U+21 … U+7E (DED-6).
package struct FIFOIdentifier: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// - Parameters:
    ///   - text: what the caller gave.
    ///   - parameter: the member that it stands in, for the message.
    /// - Throws: S-FIFOID.
    package init(_ text: String, parameter: String) throws(SQSError) {
        guard Limits.fifoIdLength.contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidFIFOId(text, parameter: parameter)
        }
        self.text = text
    }

    /// An id that was checked when it came in.
    package init(stored text: String) { self.text = text }

    package var description: String { text }
}
