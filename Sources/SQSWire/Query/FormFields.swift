internal import JSONText
internal import SQSModel

/// The parameters of a Query request, decoded, sorted by name.
///
/// Sorted, the parameters of a list, of one of its entries, or of a structure inside that lie side by side, so each of them
/// is a range found by binary search and nobody goes through the whole list twice.
struct FormFields: Sendable {
    /// Where a decoded parameter lies in `bytes`; its value follows its name at once.
    struct Field: Sendable {
        let nameStart: Int
        let nameEnd: Int
        let valueEnd: Int
    }

    /// A batch of ten messages with ten attributes each has 340.
    static let maximumCount = 2000

    private(set) var bytes: [UInt8] = []
    private(set) var fields: [Field] = []

    /// Reads a body and a query string; where both have a parameter, and where one repeats it, the first counts (W-4).
    ///
    /// - Throws: P-MALFORMED where there are too many.
    init(body: [UInt8], query: String) throws(SQSError) {
        bytes.reserveCapacity(body.count + query.utf8.count)
        fields.reserveCapacity(16)
        try append(body.span)
        if !query.isEmpty { try append(Array(query.utf8).span) }
        let bytes = bytes
        fields.sort { precedes($0, $1, in: bytes) }
    }

    /// One pass over `name=value&name=value`.
    ///
    /// Only `&` and the first `=` divide, so that values which were not encoded,
    /// such as the JSON that API Gateway's templates put there, come through (W-13).
    private mutating func append(_ source: Span<UInt8>) throws(SQSError) {
        var nameStart = bytes.count
        var nameEnd: Int?
        var offset = 0
        while offset < source.count {
            let byte = source[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "&"):
                try endField(from: nameStart, nameEnd: nameEnd)
                nameStart = bytes.count
                nameEnd = nil
            case UInt8(ascii: "=") where nameEnd == nil: nameEnd = bytes.count
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                // A percent sign that begins no escape stands for itself.
                if let escaped = escapedByte(in: source, at: offset) {
                    bytes.append(escaped)
                    offset += 2
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        try endField(from: nameStart, nameEnd: nameEnd)
    }

    private mutating func endField(from nameStart: Int, nameEnd: Int?) throws(SQSError) {
        guard bytes.count > nameStart else { return }
        guard fields.count < Self.maximumCount else {
            throw .malformedBody("The request holds more than \(Self.maximumCount) parameters.")
        }
        fields.append(Field(nameStart: nameStart, nameEnd: nameEnd ?? bytes.count, valueEnd: bytes.count))
    }
}

/// By the bytes of the name, then in the order of the request.
private func precedes(_ left: FormFields.Field, _ right: FormFields.Field, in bytes: [UInt8]) -> Bool {
    let leftCount = left.nameEnd - left.nameStart
    let rightCount = right.nameEnd - right.nameStart
    for offset in 0..<min(leftCount, rightCount) {
        let (leftByte, rightByte) = (bytes[left.nameStart + offset], bytes[right.nameStart + offset])
        if leftByte != rightByte { return leftByte < rightByte }
    }
    return leftCount == rightCount ? left.nameStart < right.nameStart : leftCount < rightCount
}

/// The byte that two hexadecimal digits stand for; `nil` where there are no two.
private func escapedByte(in source: Span<UInt8>, at offset: Int) -> UInt8? {
    guard offset + 1 < source.count, let high = hexDigit(source[offset]), let low = hexDigit(source[offset + 1]) else {
        return nil
    }
    return UInt8(truncatingIfNeeded: high << 4 | low)
}
