/// A message attribute as a caller sends it: types read, nothing checked yet.
package struct MessageAttributeValue: Hashable, Sendable {
    package let name: String
    package let dataType: String?
    package let stringValue: String?
    package let binaryValue: [UInt8]?
    /// Whether one of the two list values is there and not empty.
    package let hasListValues: Bool

    package init(
        name: String,
        dataType: String?,
        stringValue: String? = nil,
        binaryValue: [UInt8]? = nil,
        hasListValues: Bool = false
    ) {
        self.name = name
        self.dataType = dataType
        self.stringValue = stringValue
        self.binaryValue = binaryValue
        self.hasListValues = hasListValues
    }

    init(name: String, from fields: some FieldReader) throws(SQSError) {
        self.name = name
        dataType = try fields.string("DataType")
        stringValue = try fields.string("StringValue")
        binaryValue = try fields.data("BinaryValue")
        let texts = try fields.strings(FieldName("StringListValues", query: "StringListValue"))
        let blobs = try fields.strings(FieldName("BinaryListValues", query: "BinaryListValue"))
        hasListValues = !(texts ?? []).isEmpty || !(blobs ?? []).isEmpty
    }

    /// Checks name, type and value (MSG-3 … MSG-7).
    ///
    /// - Throws: S-ATTRNAME0, S-ATTRLONG, S-ATTRRES, S-ATTRNAME, S-LISTS, S-ATTREMPTY, S-ATTRTLONG, S-ATTRTYPE,
    ///   S-ATTRCHARS, S-ATTRNUM.
    package func checked() throws(SQSError) -> MessageAttribute {
        try checkName()
        guard !hasListValues else { throw .listValuesAreNotSupported }
        let type = try checkedType()
        switch type {
        case .string, .number:
            guard let text = stringValue, !text.isEmpty, binaryValue == nil else {
                throw .emptyMessageAttribute(name, type: type.rawValue)
            }
            guard holdsMessageCharactersOnly(text) else { throw .invalidMessageAttributeCharacters(name) }
            guard type == .string || isMessageAttributeNumber(text) else { throw .invalidMessageAttributeNumber(name) }
            return MessageAttribute(name: name, dataType: dataType ?? "", value: .text(text))
        case .binary:
            guard let data = binaryValue, !data.isEmpty, stringValue == nil else {
                throw .emptyMessageAttribute(name, type: type.rawValue)
            }
            return MessageAttribute(name: name, dataType: dataType ?? "", value: .binary(data))
        }
    }

    private enum BaseType: String {
        case string = "String"
        case number = "Number"
        case binary = "Binary"
    }

    private func checkName() throws(SQSError) {
        guard !name.isEmpty else { throw .emptyMessageAttributeName }
        guard name.utf8.count <= Limits.messageAttributeNameBytes else { throw .messageAttributeNameTooLong }
        let lowercase = name.lowercased()
        guard !lowercase.hasPrefix("aws."), !lowercase.hasPrefix("amazon.") else {
            throw .reservedMessageAttributeName
        }
        guard isDottedName(name) else { throw .invalidMessageAttributeName(name) }
    }

    private func checkedType() throws(SQSError) -> BaseType {
        guard let dataType, !dataType.isEmpty else { throw .invalidMessageAttributeType(name) }
        guard dataType.utf8.count <= Limits.messageAttributeTypeBytes else { throw .messageAttributeTypeTooLong }
        let parts = dataType.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let type = BaseType(rawValue: String(first)), isDottedName(dataType) else {
            throw .invalidMessageAttributeType(name)
        }
        return type
    }
}

/// Whether a text is letters, digits, `_`, `-` and single dots inside (MSG-3).
///
/// Letters of all scripts are, as AWS was seen to accept them.
private func isDottedName(_ text: String) -> Bool {
    guard !text.hasPrefix("."), !text.hasSuffix("."), !text.contains("..") else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
        guard scalar.isASCII else { return scalar.properties.isAlphabetic || scalar.properties.numericType != nil }
        return scalar == "." || isNameByte(UInt8(truncatingIfNeeded: scalar.value))
    }
}

/// Whether a text is a decimal number of at most 38 digits whose magnitude is 0 or 10^-128 … 10^126 (MSG-7).
private func isMessageAttributeNumber(_ text: String) -> Bool {
    var rest = Substring(text)
    if let sign = rest.first, sign == "-" || sign == "+" { rest.removeFirst() }
    let mantissa = rest.prefix { $0 != "e" && $0 != "E" }
    var exponent = 0
    if mantissa.endIndex < rest.endIndex {
        guard let given = Int(rest[rest.index(after: mantissa.endIndex)...]), given.magnitude < 1000 else {
            return false
        }
        exponent = given
    }
    let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first else { return false }
    let fraction = parts.count == 2 ? parts[1] : ""
    let digits = whole + fraction
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    let leadingZeros = digits.prefix { $0 == "0" }.count
    guard leadingZeros < digits.count else { return true }
    let trailingZeros = digits.reversed().prefix { $0 == "0" }.count
    let magnitude = whole.count - leadingZeros - 1 + exponent
    return digits.count - leadingZeros - trailingZeros <= Limits.numberPrecision
        && Limits.numberMagnitude.contains(magnitude)
}
