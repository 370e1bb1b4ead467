import NIOCore
import SQSModel
import Testing

@testable import SQSWire

/// Chance that repeats itself (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

extension [UInt8] {
    /// These bytes with one to six places changed: bytes replaced, taken out, doubled, or put there from a list.
    func mutated(with pieces: [String], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = self
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let end = Swift.min(bytes.count, place + Int.random(in: 0...8, using: &generator))
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.replaceSubrange(place..<end, with: [UInt8.random(in: 0...255, using: &generator)])
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            default: bytes.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: place)
            }
        }
        return bytes
    }
}

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
            "&Action=", "MessageAttribute.1.Value.", "AttributeName", "Tag.", ".Name", ".Value", "1e-9223372036854775808",
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
