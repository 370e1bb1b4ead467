/// A member of a request or reply in its several spellings.
///
/// Most members are called the same everywhere and are written as a plain string literal. Lists and maps have a singular
/// name in the Query protocol, and the parts of a map's entry have names of their own there (sections 1.2 and 1.3 of the
/// behaviour description).
package struct FieldName: Sendable, ExpressibleByStringLiteral {
    /// Member name in AWS JSON.
    package let json: StaticString
    /// Parameter or element name in Query.
    package let query: StaticString
    /// Another parameter name that Query callers use.
    package let queryAlias: StaticString?
    /// Member name in the JSON that Query answers to `Accept: application/json` (W-19b).
    package let queryJSON: StaticString
    /// What Query calls the key and the value of a map's entry.
    package let entry: Entry

    package struct Entry: Sendable {
        package let key: StaticString
        package let value: StaticString

        package static let nameAndValue = Entry(key: "Name", value: "Value")
        package static let keyAndValue = Entry(key: "Key", value: "Value")
    }

    package init(
        _ json: StaticString,
        query: StaticString,
        alias: StaticString? = nil,
        queryJSON: StaticString? = nil,
        entry: Entry = .nameAndValue
    ) {
        self.json = json
        self.query = query
        self.queryAlias = alias
        self.queryJSON = queryJSON ?? json
        self.entry = entry
    }

    package init(stringLiteral name: StaticString) {
        self.init(name, query: name)
    }
}

/// Names that several actions share.
extension FieldName {
    package static let attributes = FieldName("Attributes", query: "Attribute")
    package static let attributeNames = FieldName("AttributeNames", query: "AttributeName")
    package static let messageAttributes = FieldName(
        "MessageAttributes",
        query: "MessageAttribute",
        alias: "MessageAttributes"
    )
    package static let messageSystemAttributes = FieldName("MessageSystemAttributes", query: "MessageSystemAttribute")
    package static let queueUrls = FieldName("QueueUrls", query: "QueueUrl")
    package static let tags = FieldName("Tags", query: "Tag", entry: .keyAndValue)
}
