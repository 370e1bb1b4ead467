package import NIOCore
package import SQSModel

/// Writes members as XML elements straight into a buffer; lists repeat their element without one around it (W-19).
package struct XMLFieldWriter: FieldWriter {
    var buffer: ByteBuffer

    package init(to buffer: ByteBuffer) { self.buffer = buffer }

    package mutating func string(_ name: FieldName, _ value: String) { text(name.query, value) }

    package mutating func integer(_ name: FieldName, _ value: Int) {
        element(name.query) { $0.buffer.writeString(String(value)) }
    }

    package mutating func boolean(_ name: FieldName, _ value: Bool) {
        element(name.query) { $0.buffer.writeStaticString(value ? "true" : "false") }
    }

    package mutating func data(_ name: FieldName, _ value: [UInt8]) {
        element(name.query) { $0.buffer.writeBytes(Base64.encode(value)) }
    }

    package mutating func strings(_ name: FieldName, _ values: [String]) {
        for value in values { text(name.query, value) }
    }

    package mutating func map(_ name: FieldName, _ entries: [TextEntry]) {
        for entry in entries {
            element(name.query) { fields in
                fields.text(name.entry.key, entry.name)
                fields.text(name.entry.value, entry.value)
            }
        }
    }

    package mutating func structures<Element>(
        _ name: FieldName,
        _ elements: [Element],
        _ write: (Element, inout Self) -> Void
    ) {
        for item in elements {
            element(name.query) { write(item, &$0) }
        }
    }

    package mutating func structureMap<Element>(
        _ name: FieldName,
        _ elements: [Element],
        key: (Element) -> String,
        _ write: (Element, inout Self) -> Void
    ) {
        for item in elements {
            element(name.query) { fields in
                fields.text(name.entry.key, key(item))
                fields.element(name.entry.value) { write(item, &$0) }
            }
        }
    }

    package mutating func text(_ name: StaticString, _ value: String) {
        element(name) { $0.buffer.writeXMLText(value) }
    }

    /// Writes an element; its content comes from `write`.
    package mutating func element(_ name: StaticString, _ write: (inout Self) -> Void) {
        startTag(name)
        write(&self)
        endTag(name)
    }

    private mutating func startTag(_ name: StaticString) {
        buffer.write("<", name, ">")
    }

    private mutating func endTag(_ name: StaticString) {
        buffer.write("</", name, ">")
    }
}
