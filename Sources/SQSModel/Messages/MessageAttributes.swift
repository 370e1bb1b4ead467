/// The attributes of a message, checked, kept as the one stream of bytes over which their MD5 is taken.
///
/// Per attribute, sorted by the bytes of the name: `u32be(length) name`, `u32be(length) DataType`, one byte that is 1 for
/// text and 2 for binary, `u32be(length) value`. Source: section 6.1. Keeping the stream saves making it again at each
/// receive, where the MD5 of all attributes is the MD5 of the stream.
package struct MessageAttributes: Hashable, Sendable {
    package let stream: [UInt8]

    package static let none = MessageAttributes(stream: [])

    package init(stream: [UInt8]) { self.stream = stream }

    package init(_ attributes: [MessageAttribute]) {
        var stream: [UInt8] = []
        for attribute in attributes.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            attribute.append(to: &stream)
        }
        self.stream = stream
    }

    package var isEmpty: Bool { stream.isEmpty }

    /// What the attributes count against the size of their message: names, types and values (MSG-10).
    ///
    /// Of a stream that is damaged, all from the damage on counts.
    package var bytes: Int {
        let stream = stream.span
        var rest = 0
        var lengths = 0
        while let end = endOfAttribute(in: stream, from: rest) {
            lengths += lengthBytes
            rest = end
        }
        return stream.count - lengths
    }

    /// `nil` where there are no attributes (SND-10).
    package var md5: MD5Digest? { isEmpty ? nil : MD5Digest(of: stream) }

    /// The attributes, sorted by name; `nil` where the stream is damaged.
    package var all: [MessageAttribute]? {
        var attributes: [MessageAttribute] = []
        var rest = stream[...]
        while !rest.isEmpty {
            guard let attribute = MessageAttribute(readingFrom: &rest) else { return nil }
            attributes.append(attribute)
        }
        return attributes
    }
}

/// A message attribute that has passed all checks.
package struct MessageAttribute: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case text(String)
        case binary([UInt8])
    }

    package let name: String
    /// `String`, `Number` or `Binary`, with a label behind a dot where the sender gave one.
    package let dataType: String
    package let value: Value

    package init(name: String, dataType: String, value: Value) {
        self.name = name
        self.dataType = dataType
        self.value = value
    }

    /// What the attribute counts against the size of its message: name, type and value (MSG-10).
    package var bytes: Int {
        let valueBytes =
            switch value {
            case .text(let text): text.utf8.count
            case .binary(let data): data.count
            }
        return name.utf8.count + dataType.utf8.count + valueBytes
    }

    fileprivate func append(to stream: inout [UInt8]) {
        appendField(name.utf8, count: name.utf8.count, to: &stream)
        appendField(dataType.utf8, count: dataType.utf8.count, to: &stream)
        switch value {
        case .text(let text):
            stream.append(1)
            appendField(text.utf8, count: text.utf8.count, to: &stream)
        case .binary(let data):
            stream.append(2)
            appendField(data, count: data.count, to: &stream)
        }
    }

    fileprivate init?(readingFrom stream: inout ArraySlice<UInt8>) {
        guard let name = readField(from: &stream), let type = readField(from: &stream),
            let transport = stream.popFirst(), let value = readField(from: &stream)
        else { return nil }
        self.name = String(decoding: name, as: UTF8.self)
        dataType = String(decoding: type, as: UTF8.self)
        switch transport {
        case 1: self.value = .text(String(decoding: value, as: UTF8.self))
        case 2: self.value = .binary(Array(value))
        default: return nil
        }
    }
}

/// Bytes of an attribute in the stream besides its name, type and value: three lengths, and how the value is carried.
private let lengthBytes = 3 * 4 + 1

/// Where the attribute ends that begins at an index; `nil` at the end of the stream, or where it is damaged.
private func endOfAttribute(in stream: Span<UInt8>, from start: Int) -> Int? {
    guard let name = endOfField(in: stream, from: start), let type = endOfField(in: stream, from: name) else {
        return nil
    }
    return endOfField(in: stream, from: type + 1)
}

private func endOfField(in stream: Span<UInt8>, from start: Int) -> Int? {
    guard stream.count - start >= 4 else { return nil }
    var length = 0
    for index in start..<start + 4 { length = length << 8 | Int(stream[index]) }
    let end = start + 4 + length
    return end <= stream.count ? end : nil
}

/// Appends a length as four bytes, most significant first, and the bytes themselves.
private func appendField(_ bytes: some Sequence<UInt8>, count: Int, to stream: inout [UInt8]) {
    let length = UInt32(truncatingIfNeeded: count)
    for shift in [24, 16, 8, 0] as [UInt32] { stream.append(UInt8(truncatingIfNeeded: length >> shift)) }
    stream.append(contentsOf: bytes)
}

/// Takes a length and that many bytes off the front; `nil` where there are too few.
private func readField(from stream: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard stream.count >= 4 else { return nil }
    let length = stream.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    stream.removeFirst(4)
    guard stream.count >= length else { return nil }
    defer { stream.removeFirst(length) }
    return stream.prefix(length)
}
