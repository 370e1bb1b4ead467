import NIOCore
import SQSModel
import Testing
import Vectors

@testable import SQSWire

@Suite("Any bytes get an answer")
struct FuzzTests {
    /// Reads a request and writes what it is answered with, and what its texts would be answered with.
    private func exchange(_ request: WireRequest) {
        do {
            let call = try WireCall(reading: request)
            var error = SQSError.unknownAttribute("\(call.action)")
            _ = WireResponse(error, call.format)
            guard case .sendMessage(let send) = call.action else { return }
            do {
                for attribute in send.message.messageAttributes ?? [] { _ = try attribute.checked() }
            } catch let refusal {
                error = refusal
            }
            _ = WireResponse(error, call.format)
        } catch {
            _ = WireResponse(error)
        }
    }

    @Test(arguments: [1, 20_261_121] as [UInt64])
    func `Query requests with damage never stop the server`(seed: UInt64) {
        let pieces = [
            "&", "=", ".", "%", "%zz", "%00", "%FF", "+", ".1", ".1.", ".0", ".-1", ".99999999999999999999", "..",
            "&Action=", "MessageAttribute.1.Value.", "AttributeName", "Tag.", ".Name", ".Value",
            "1e-9223372036854775808",
        ]
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            for vector in RequestVectorTests.vectors {
                let body = Array(vector.form.utf8).mutated(with: pieces, using: &generator)
                exchange(.form(bytes: body, path: Bool.random(using: &generator) ? "/" : "/000000000000/q"))
            }
        }
    }

    @Test(arguments: [1, 20_261_121] as [UInt64])
    func `JSON requests with damage never stop the server`(seed: UInt64) {
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "null", "true", "-", "1e999", "0.5",
            "9223372036854775807", "{}", "[]", "\"\":", "\u{0}", "1e-9223372036854775808",
        ]
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            for vector in RequestVectorTests.vectors {
                exchange(.json(vector.action, bytes: vector.json.mutated(with: pieces, using: &generator)))
            }
        }
    }

    @Test func `Noise never stops the server`() {
        var generator = SeededGenerator(seed: 3)
        let letters = Array("&=.%+1Action{}[]\":,\\u0 \u{0}\u{FF}".utf8)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                letters.randomElement(using: &generator) ?? 0
            }
            exchange(.form(bytes: Array("Action=SendMessage&".utf8) + bytes))
            exchange(.json("SendMessage", bytes: bytes))
            exchange(.get(String(decoding: bytes, as: UTF8.self), path: String(decoding: bytes, as: UTF8.self)))
        }
    }
}
