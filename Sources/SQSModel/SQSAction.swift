/// A call as it came in: its members with their types, nothing required, nothing checked.
///
/// The members are listed once, in `init(from:)`, and serve both protocols. Checks follow in the service, after the queue
/// was found, in the order of section 1.6.
package protocol SQSAction: Hashable, Sendable {
    static var name: ActionName { get }

    /// - Throws: P-TYPE, P-QTYPE.
    init(from fields: some FieldReader) throws(SQSError)
}

/// A reply to an action, written in the member order of the service model.
package protocol SQSResponse: Hashable, Sendable {
    func write(to fields: inout some FieldWriter)
}
