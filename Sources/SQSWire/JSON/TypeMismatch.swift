internal import JSONText
internal import SQSModel

/// The texts of P-TYPE, by what was found and what was wanted (W-20). Two of them end without a full stop in AWS too.
extension SQSError {
    /// A scalar was wanted, which is named with its article.
    static func wrongType(_ found: JSONDocument.Kind, wanted type: String) -> SQSError {
        switch found {
        case .object: .wrongType("Start of structure or map found where not expected.")
        case .array: .wrongType("Start of list found where not expected")
        case .string: .wrongType("STRING_VALUE can not be converted to \(type)")
        case .number: .wrongType("NUMBER_VALUE can not be converted to \(type)")
        case .true: .wrongType("TRUE_VALUE can not be converted to \(type)")
        case .false: .wrongType("FALSE_VALUE can not be converted to \(type)")
        case .null: .wrongType("NULL_VALUE can not be converted to \(type)")
        }
    }

    /// A list was wanted.
    static func notACollection(_ found: JSONDocument.Kind) -> SQSError {
        found == .object ? wrongType(found, wanted: "a List") : unrecognizedCollection(found)
    }

    /// A structure or a map was wanted.
    static func notAStructure(_ found: JSONDocument.Kind) -> SQSError {
        found == .array ? wrongType(found, wanted: "a Map") : unrecognizedCollection(found)
    }

    private static func unrecognizedCollection(_ found: JSONDocument.Kind) -> SQSError {
        switch found {
        case .number: .wrongType("Unrecognized collection type class java.lang.Integer")
        case .true, .false: .wrongType("Unrecognized collection type class java.lang.Boolean")
        default: .wrongType("Unrecognized collection type class java.lang.String")
        }
    }
}

extension JSONSyntaxError {
    /// The error as part of a sentence.
    var text: String {
        switch reason {
        case .unexpectedByte: "unexpected character at offset \(offset)"
        case .endOfText: "unexpected end of text"
        case .tooDeep: "objects and lists nest too deeply at offset \(offset)"
        case .tooManyValues: "it holds too many values"
        case .trailingBytes: "unexpected text behind the value at offset \(offset)"
        }
    }
}
