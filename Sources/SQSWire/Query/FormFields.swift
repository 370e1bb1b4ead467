internal import JSONText
internal import SQSModel

/// The parameters of a Query request, decoded, sorted by name.
///
/// Sorted, the parameters of a list, of one of its entries, or of a structure inside that lie side by side, so each of them
/// is a range found by binary search and nobody goes through the whole list twice. A class, because each of these readers
/// points to it.
final class FormFields: Sendable {
    /// Where a decoded parameter lies in `bytes`; its value follows its name at once.
    struct Field: Sendable {
        let nameStart: Int
        let nameEnd: Int
        let valueEnd: Int
    }

    /// A batch of ten messages with ten attributes each has 340.
    static let maximumCount = 2000

    let bytes: [UInt8]
    let fields: [Field]

    /// Reads a body and a query string; where both have a parameter, and where one repeats it, the first counts (W-4).
    ///
    /// - Throws: P-MALFORMED where there are too many.
    init(body: [UInt8], query: String) throws(SQSError) {
        var fields: [Field] = []
        fields.reserveCapacity(16)
        let bytes = [UInt8](capacity: body.count + query.utf8.count) { bytes in
            appendFields(of: body.span, to: &fields, and: &bytes)
            if !query.isEmpty { appendFields(of: query.utf8.span, to: &fields, and: &bytes) }
        }
        guard fields.count <= Self.maximumCount else {
            throw .malformedBody("The request holds more than \(Self.maximumCount) parameters.")
        }
        fields.sort { precedes($0, $1, in: bytes) }
        self.bytes = bytes
        self.fields = fields
    }
}

/// One pass over `name=value&name=value`, up to one field more than there may be.
///
/// Only `&` and the first `=` divide, so that values which were not encoded, such as the JSON that API Gateway's templates
/// put there, come through (W-13).
private func appendFields(
    of source: Span<UInt8>,
    to fields: inout [FormFields.Field],
    and bytes: inout OutputSpan<UInt8>
) {
    var nameStart = bytes.count
    var nameEnd: Int?
    var offset = 0
    while fields.count <= FormFields.maximumCount {
        let isAtEnd = offset >= source.count
        let byte = isAtEnd ? UInt8(ascii: "&") : source[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "&"):
            if bytes.count > nameStart {
                fields.append(.init(nameStart: nameStart, nameEnd: nameEnd ?? bytes.count, valueEnd: bytes.count))
            }
            guard !isAtEnd else { return }
            nameStart = bytes.count
            nameEnd = nil
        case UInt8(ascii: "=") where nameEnd == nil: nameEnd = bytes.count
        case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
        case UInt8(ascii: "%"):
            // A percent sign that begins no escape stands for itself.
            let escaped = escapedByte(in: source, at: offset)
            bytes.append(escaped ?? byte)
            offset += escaped == nil ? 0 : 2
        default: bytes.append(byte)
        }
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
