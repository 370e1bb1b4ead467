internal import JSONText
package import SQSModel

/// Reads the members of a JSON object: the body of a call, or a structure inside it (W-20).
///
/// A member that is `null` counts as absent, also as an element of a list or a map.
package struct JSONFieldReader: FieldReader {
    private let object: JSONValue
    /// What stands for an absent `QueueUrl` (W-11); `nil` inside structures.
    private let queuePath: String?

    /// - Parameters:
    ///   - body: the whole body; none is the empty object.
    ///   - queuePath: the path where it names a queue.
    /// - Throws: P-MALFORMED.
    package init(body: [UInt8], queuePath: String? = nil) throws(SQSError) {
        do {
            object = try JSONDocument(body.isEmpty ? Array("{}".utf8) : body).root
        } catch {
            throw .malformedBody("The request body is not valid JSON: \(error.text).")
        }
        guard object.kind == .object else { throw .malformedBody("The request body is not a JSON object.") }
        self.queuePath = queuePath
    }

    private init(_ object: JSONValue) throws(SQSError) {
        guard object.kind == .object else { throw .notAStructure(object.kind) }
        self.object = object
        queuePath = nil
    }

    package func string(_ name: FieldName) throws(SQSError) -> String? {
        guard let value = member(name) else {
            return queuePath != nil && name.json.description == "QueueUrl" ? queuePath : nil
        }
        return try text(of: value)
    }

    package func integer(_ name: FieldName) throws(SQSError) -> Int? {
        guard let value = member(name) else { return nil }
        guard let integer = value.integer else { throw .wrongType(value.kind, wanted: "an Integer") }
        return integer
    }

    package func data(_ name: FieldName) throws(SQSError) -> [UInt8]? {
        guard let value = member(name) else { return nil }
        guard let text = value.string else { throw .wrongType(value.kind, wanted: "a Blob") }
        guard let data = Base64.decode(text.utf8) else {
            throw .wrongType("STRING_VALUE can not be converted to a Blob: \(name.json) is not base64")
        }
        return data
    }

    package func strings(_ name: FieldName) throws(SQSError) -> [String]? {
        guard let list = try list(name) else { return nil }
        var texts: [String] = []
        for element in list.elements where element.kind != .null { texts.append(try text(of: element)) }
        return texts
    }

    package func map(_ name: FieldName) throws(SQSError) -> [TextEntry]? {
        guard let map = try object(name) else { return nil }
        var entries: [TextEntry] = []
        for member in map.members where member.value.kind != .null {
            entries.append(TextEntry(member.name, try text(of: member.value)))
        }
        return lastOfEachName(entries, names: entries.map { $0.name })
    }

    package func structures<Element>(
        _ name: FieldName,
        _ read: (Self) throws(SQSError) -> Element
    ) throws(SQSError) -> [Element]? {
        guard let list = try list(name) else { return nil }
        var elements: [Element] = []
        for element in list.elements where element.kind != .null { elements.append(try read(Self(element))) }
        return elements
    }

    package func structureMap<Element>(
        _ name: FieldName,
        _ read: (String, Self) throws(SQSError) -> Element
    ) throws(SQSError) -> [Element]? {
        guard let map = try object(name) else { return nil }
        var names: [String] = []
        var elements: [Element] = []
        for member in map.members where member.value.kind != .null {
            let name = member.name
            names.append(name)
            elements.append(try read(name, Self(member.value)))
        }
        return lastOfEachName(elements, names: names)
    }

    private func member(_ name: FieldName) -> JSONValue? {
        guard let value = object.member(name.json), value.kind != .null else { return nil }
        return value
    }

    private func text(of value: JSONValue) throws(SQSError) -> String {
        guard let text = value.string else { throw .wrongType(value.kind, wanted: "a String") }
        return text
    }

    private func list(_ name: FieldName) throws(SQSError) -> JSONValue? {
        guard let value = member(name) else { return nil }
        guard value.kind == .array else { throw .notACollection(value.kind) }
        return value
    }

    private func object(_ name: FieldName) throws(SQSError) -> JSONValue? {
        guard let value = member(name) else { return nil }
        guard value.kind == .object else { throw .notAStructure(value.kind) }
        return value
    }
}
