import Foundation
import FoundationXML

/// An XML element as an independent parser reads it.
struct XMLElement: Equatable {
    let name: String
    var text = ""
    var children: [XMLElement] = []

    /// The root of a document.
    init(parsing bytes: [UInt8]) throws {
        let parser = XMLParser(data: Data(bytes))
        let builder = Builder()
        parser.delegate = builder
        guard parser.parse(), let root = builder.root else {
            throw parser.parserError ?? CocoaError(.propertyListReadCorrupt)
        }
        self = root
    }

    private init(name: String) { self.name = name }

    func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The same with the children of each element sorted, since their order is free (W-19).
    var sorted: XMLElement {
        var copy = self
        copy.children = children.map(\.sorted).sorted { ($0.name, "\($0)") < ($1.name, "\($1)") }
        return copy
    }

    private final class Builder: NSObject, XMLParserDelegate {
        var root: XMLElement?
        private var open: [XMLElement] = []

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String] = [:]
        ) {
            open.append(XMLElement(name: name))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            guard let last = open.indices.last else { return }
            open[last].text += text
        }

        func parser(
            _ parser: XMLParser,
            didEndElement name: String,
            namespaceURI: String?,
            qualifiedName: String?
        ) {
            guard let element = open.popLast() else { return }
            if let parent = open.indices.last { open[parent].children.append(element) } else { root = element }
        }
    }
}

/// A JSON object as an independent parser reads it.
func jsonObject(_ bytes: [UInt8]) throws -> NSDictionary {
    guard let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary else {
        throw CocoaError(.propertyListReadCorrupt)
    }
    return object
}
