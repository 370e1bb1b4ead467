import Crypto

/// An MD5 as SQS shows it: of a body, or of a set of attributes (section 6.1).
package struct MD5Digest: Hashable, Sendable, CustomStringConvertible {
    /// The digest's sixteen bytes.
    package private(set) var bytes: [UInt8]

    /// The digest of some bytes.
    package init(of bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        self.init(bytes)
    }

    package init(of bytes: [UInt8]) { self.init(bytes) }

    /// The digest of a text's UTF-8 bytes.
    package init(of text: String) {
        var text = text
        self.bytes = text.withUTF8 { Array(Insecure.MD5.hash(data: UnsafeRawBufferPointer($0))) }
    }

    private init(_ data: [UInt8]) {
        bytes = data.withUnsafeBytes { Array(Insecure.MD5.hash(data: $0)) }
    }

    /// A digest read from where it was kept; `nil` unless there are sixteen bytes.
    package init?(stored bytes: [UInt8]) {
        guard bytes.count == Insecure.MD5.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Sixteen zero bytes, which nobody knows a text for.
    package static let ofNothing: MD5Digest = {
        var digest = MD5Digest(of: [])
        digest.bytes = [UInt8](repeating: 0, count: Insecure.MD5.byteCount)
        return digest
    }()

    /// The 32 lower-case hexadecimal digits.
    package var hex: String { hexText(bytes) }

    package var description: String { hex }
}

/// Bytes as lower-case hexadecimal digits.
package func hexText(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
        for (index, byte) in bytes.enumerated() {
            buffer[2 * index] = hexDigits[Int(byte >> 4)]
            buffer[2 * index + 1] = hexDigits[Int(byte & 15)]
        }
        return bytes.count * 2
    }
}
