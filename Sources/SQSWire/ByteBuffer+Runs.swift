internal import NIOCore

/// Several pieces for the price of one: each write of NIO's own looks anew whether the buffer is shared and large enough.
extension ByteBuffer {
    /// Writes three literals.
    mutating func write(_ first: StaticString, _ second: StaticString, _ third: StaticString) {
        let count = first.utf8CodeUnitCount + second.utf8CodeUnitCount + third.utf8CodeUnitCount
        writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            let afterFirst = copy(first, to: target, at: 0)
            let afterSecond = copy(second, to: target, at: afterFirst)
            return copy(third, to: target, at: afterSecond)
        }
    }

    /// Writes a part of a text and, where one is given, a byte behind it.
    mutating func write(_ run: Slice<UnsafeBufferPointer<UInt8>>, and last: UInt8? = nil) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: run.count + 1) { target in
            target.copyBytes(from: UnsafeBufferPointer(rebasing: run))
            guard let last else { return run.count }
            target[run.count] = last
            return run.count + 1
        }
    }
}

/// Copies a literal and returns the offset behind it.
private func copy(_ literal: StaticString, to target: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    literal.withUTF8Buffer { bytes in
        UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyBytes(from: bytes)
        return offset + bytes.count
    }
}
