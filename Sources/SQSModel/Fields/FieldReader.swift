/// Where an action reads its members from; each wire protocol has one.
///
/// Reading converts types and does nothing else (step 3 of the order of checks, section 1.6): a member that is absent is
/// `nil` whether it is required or not, because the queue is looked up before anybody may complain about it.
///
/// All methods throw P-TYPE or P-QTYPE where the member is there and has the wrong type.
package protocol FieldReader {
    func string(_ name: FieldName) throws(SQSError) -> String?
    func integer(_ name: FieldName) throws(SQSError) -> Int?
    /// Bytes that travel as base64.
    func data(_ name: FieldName) throws(SQSError) -> [UInt8]?
    func strings(_ name: FieldName) throws(SQSError) -> [String]?
    /// A map of texts, in the caller's order.
    func map(_ name: FieldName) throws(SQSError) -> [TextEntry]?
    /// A list of structures; Query cannot tell an absent list from an empty one and answers `[]`.
    func structures<Element>(
        _ name: FieldName,
        _ read: (Self) throws(SQSError) -> Element
    ) throws(SQSError) -> [Element]?
    /// A map of structures, in the caller's order.
    func structureMap<Element>(
        _ name: FieldName,
        _ read: (String, Self) throws(SQSError) -> Element
    ) throws(SQSError) -> [Element]?
}

/// A name and a text: an entry of a map of attributes or tags.
package struct TextEntry: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
