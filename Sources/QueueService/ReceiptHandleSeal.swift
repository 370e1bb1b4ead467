import Crypto
package import QueueStore
import SQSModel

/// Turns receipt handles into texts that only this store can have made, and back.
///
/// A text holds the handle's four numbers and the first eight bytes of their HMAC-SHA256, in hexadecimal digits. Nobody can
/// make one up or point one at another queue, and nothing needs to be remembered: the key lies in the store.
package struct ReceiptHandleSeal: Sendable {
    private static let contentBytes = 28
    private static let tagBytes = 8

    private let key: SymmetricKey

    package init(secret: [UInt8]) { key = SymmetricKey(data: secret) }

    package func text(of handle: ReceiptHandle) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.contentBytes + Self.tagBytes)
        append(UInt64(bitPattern: handle.queue.number), bytes: 8, to: &bytes)
        append(UInt64(bitPattern: handle.message.number), bytes: 8, to: &bytes)
        append(UInt64(truncatingIfNeeded: handle.receive), bytes: 4, to: &bytes)
        append(UInt64(bitPattern: handle.receivedAt.milliseconds), bytes: 8, to: &bytes)
        bytes += tag(of: bytes)
        return hexText(bytes)
    }

    /// - Returns: `nil` where no receive gave this text.
    package func handle(in text: String) -> ReceiptHandle? {
        guard let bytes = bytes(ofHex: text), bytes.count == Self.contentBytes + Self.tagBytes else { return nil }
        let content = Array(bytes[..<Self.contentBytes])
        let difference = zip(tag(of: content), bytes[Self.contentBytes...]).reduce(0) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { return nil }
        return ReceiptHandle(
            queue: QueueID(Int64(bitPattern: number(content[0..<8]))),
            message: MessageSequence(Int64(bitPattern: number(content[8..<16]))),
            receive: Int(number(content[16..<20])),
            receivedAt: Instant(milliseconds: Int64(bitPattern: number(content[20..<28])))
        )
    }

    private func tag(of content: [UInt8]) -> ArraySlice<UInt8> {
        Array(HMAC<SHA256>.authenticationCode(for: content, using: key)).prefix(Self.tagBytes)
    }
}

/// Appends the lowest bytes of a number, most significant first.
private func append(_ number: UInt64, bytes count: Int, to bytes: inout [UInt8]) {
    for index in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
}

private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
}
