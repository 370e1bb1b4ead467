/// Where a reply writes its members to; each wire protocol has one.
///
/// Empty lists and maps are left out (W-23): a reply hands over what it has and need not ask.
package protocol FieldWriter {
    mutating func string(_ name: FieldName, _ value: String)
    mutating func integer(_ name: FieldName, _ value: Int)
    mutating func boolean(_ name: FieldName, _ value: Bool)
    /// Bytes that travel as base64.
    mutating func data(_ name: FieldName, _ value: [UInt8])
    mutating func strings(_ name: FieldName, _ values: [String])
    mutating func map(_ name: FieldName, _ entries: [TextEntry])
    mutating func structures<Element>(
        _ name: FieldName,
        _ elements: [Element],
        _ write: (Element, inout Self) -> Void
    )
    /// A map of structures; `key` tells what each is called.
    mutating func structureMap<Element>(
        _ name: FieldName,
        _ elements: [Element],
        key: (Element) -> String,
        _ write: (Element, inout Self) -> Void
    )
}

extension FieldWriter {
    /// Writes a text that may be absent.
    package mutating func string(_ name: FieldName, ifPresent value: String?) {
        if let value { string(name, value) }
    }

    /// Writes a number that may be absent.
    package mutating func integer(_ name: FieldName, ifPresent value: Int?) {
        if let value { integer(name, value) }
    }
}
