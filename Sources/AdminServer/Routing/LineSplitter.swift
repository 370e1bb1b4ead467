internal import AdminAPI
internal import NIOCore

/// Cuts a stream of bytes into lines.
struct LineSplitter {
    /// Bytes of a line.
    let limit: Int
    private var pending: [UInt8] = []

    init(limit: Int) { self.limit = limit }

    /// - Returns: the lines that end in these bytes.
    /// - Throws: `AdminProblem` where a line is too long.
    mutating func take(_ bytes: ByteBuffer) throws(AdminProblem) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = bytes.readableBytesView
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            try append(rest[..<end])
            lines.append(pending)
            pending = []
            rest = rest[rest.index(after: end)...]
        }
        try append(rest)
        return lines
    }

    private mutating func append(_ bytes: ByteBufferView) throws(AdminProblem) {
        guard pending.count + bytes.count <= limit else {
            throw AdminProblem(.tooLarge, "A line behind this one has more than \(limit) bytes.")
        }
        pending += bytes
    }

    /// What stands behind the last end of a line; `nil` where nothing does.
    var rest: [UInt8]? { pending.isEmpty ? nil : pending }
}
