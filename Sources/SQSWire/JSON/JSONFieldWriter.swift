package import NIOCore
package import SQSModel

/// Writes members as JSON straight into a buffer: those of AWS JSON, or those of the JSON that Query can answer with.
package struct JSONFieldWriter: FieldWriter {
    package enum Dialect: Hashable, Sendable {
        /// Maps are objects (W-24).
        case awsJSON
        /// Maps are lists of a name and a value, and some members have another name (W-19b).
        case query
    }

    var buffer: ByteBuffer
    private let dialect: Dialect
    /// Whether the object that is being written has no member yet.
    private var isFirst = true

    package init(_ dialect: Dialect, to buffer: ByteBuffer) {
        self.dialect = dialect
        self.buffer = buffer
    }

    /// Writes an object; its members come from `write`.
    package mutating func object(_ write: (inout Self) -> Void) {
        buffer.writeInteger(UInt8(ascii: "{"))
        isFirst = true
        write(&self)
        buffer.writeInteger(UInt8(ascii: "}"))
        isFirst = false
    }

    package mutating func string(_ name: FieldName, _ value: String) {
        member(name)
        buffer.writeJSONString(value)
    }

    package mutating func integer(_ name: FieldName, _ value: Int) {
        member(name)
        buffer.writeString(String(value))
    }

    package mutating func boolean(_ name: FieldName, _ value: Bool) {
        member(name)
        buffer.writeStaticString(value ? "true" : "false")
    }

    package mutating func data(_ name: FieldName, _ value: [UInt8]) {
        member(name)
        buffer.writeInteger(UInt8(ascii: "\""))
        buffer.writeBytes(Base64.encode(value))
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    package mutating func strings(_ name: FieldName, _ values: [String]) {
        list(name, values) { value, fields in fields.buffer.writeJSONString(value) }
    }

    package mutating func map(_ name: FieldName, _ entries: [TextEntry]) {
        switch dialect {
        case .awsJSON:
            guard !entries.isEmpty else { return }
            member(name)
            object { fields in
                for entry in entries {
                    fields.member(named: entry.name)
                    fields.buffer.writeJSONString(entry.value)
                }
            }
        case .query:
            structures(name, entries) { entry, fields in
                fields.string(FieldName(stringLiteral: name.entry.key), entry.name)
                fields.string(FieldName(stringLiteral: name.entry.value), entry.value)
            }
        }
    }

    package mutating func structures<Element>(
        _ name: FieldName,
        _ elements: [Element],
        _ write: (Element, inout Self) -> Void
    ) {
        list(name, elements) { element, fields in fields.object { write(element, &$0) } }
    }

    package mutating func structureMap<Element>(
        _ name: FieldName,
        _ elements: [Element],
        key: (Element) -> String,
        _ write: (Element, inout Self) -> Void
    ) {
        switch dialect {
        case .awsJSON:
            guard !elements.isEmpty else { return }
            member(name)
            object { fields in
                for element in elements {
                    fields.member(named: key(element))
                    fields.object { write(element, &$0) }
                }
            }
        case .query:
            structures(name, elements) { element, fields in
                fields.string(FieldName(stringLiteral: name.entry.key), key(element))
                fields.member(FieldName(stringLiteral: name.entry.value))
                fields.object { write(element, &$0) }
            }
        }
    }

    /// Writes a member's name; its value has to follow.
    package mutating func member(_ name: FieldName) {
        buffer.write(isFirst ? "\"" : ",\"", dialect == .query ? name.queryJSON : name.json, "\":")
        isFirst = false
    }

    /// Writes a name that is not known beforehand; its value has to follow.
    mutating func member(named name: String) {
        if !isFirst { buffer.writeInteger(UInt8(ascii: ",")) }
        isFirst = false
        buffer.writeJSONString(name)
        buffer.writeInteger(UInt8(ascii: ":"))
    }

    private mutating func list<Element>(
        _ name: FieldName,
        _ elements: [Element],
        _ write: (Element, inout Self) -> Void
    ) {
        guard !elements.isEmpty else { return }
        member(name)
        for (position, element) in elements.enumerated() {
            buffer.writeInteger(UInt8(ascii: position == 0 ? "[" : ","))
            write(element, &self)
        }
        buffer.writeInteger(UInt8(ascii: "]"))
    }
}
