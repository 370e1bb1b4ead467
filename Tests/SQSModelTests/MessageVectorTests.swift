import Foundation
import SQSModel
import Testing
import Vectors

/// An attribute as the vectors spell it.
struct AttributeVector: Decodable {
    let DataType: String
    let StringValue: String?
    let BinaryValue: Data?

    func value(named name: String) -> MessageAttributeValue {
        MessageAttributeValue(
            name: name,
            dataType: DataType,
            stringValue: StringValue,
            binaryValue: BinaryValue.map { [UInt8]($0) }
        )
    }
}

extension [String: AttributeVector] {
    /// The attributes, checked; their order is as chance has it.
    func checked() throws -> [MessageAttribute] { try map { try $1.value(named: $0).checked() } }
}

@Suite("Digests and sizes of messages")
struct MessageVectorTests {
    struct Bodies: Decodable {
        struct Case: Decodable {
            let body: String
            let utf8_bytes: Int
            let md5: String
        }

        let cases: [Case]
    }

    struct Attributes: Decodable {
        struct Case: Decodable {
            let attributes: [String: AttributeVector]
            let stream_hex: String
            let md5: String
        }

        let cases: [Case]
    }

    struct Sizes: Decodable {
        struct Case: Decodable {
            let body: String
            let attributes: [String: AttributeVector]
            let size: Int
        }

        let cases: [Case]
    }

    @Test func `Section 6.1: the MD5 of a body`() throws {
        let cases = try Vectors.decoded("md5-body", as: Bodies.self).cases
        #expect(!cases.isEmpty)
        for vector in cases {
            #expect(vector.body.utf8.count == vector.utf8_bytes)
            #expect(MD5Digest(of: vector.body).hex == vector.md5)
            #expect(MD5Digest(of: Array(vector.body.utf8)).hex == vector.md5)
        }
    }

    @Test func `Section 6.1: the MD5 of attributes, over the stream that is kept`() throws {
        let cases = try Vectors.decoded("md5-attributes", as: Attributes.self).cases
        #expect(cases.count > 20)
        for vector in cases {
            let checked = try vector.attributes.checked()
            let attributes = MessageAttributes(checked)
            #expect(hexText(attributes.stream) == vector.stream_hex)
            #expect(attributes.md5?.hex == vector.md5)
            let names = vector.attributes.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
            #expect(attributes.all?.map(\.name) == names)
            #expect(attributes.all.map(Set.init) == Set(checked))
        }
    }

    @Test func `SND-10: without attributes there is no MD5`() {
        #expect(MessageAttributes([]).md5 == nil)
        #expect(MessageAttributes.none.isEmpty)
        #expect(MessageAttributes.none.all == [])
    }

    @Test func `A damaged stream is noticed`() throws {
        let attribute = MessageAttribute(name: "color", dataType: "String", value: .text("blue"))
        let stream = MessageAttributes([attribute]).stream
        for count in 1..<stream.count { #expect(MessageAttributes(stream: Array(stream.prefix(count))).all == nil) }
        var other = stream
        other[19] = 3
        #expect(MessageAttributes(stream: other).all == nil)
        #expect(MessageAttributes(stream: [0xFF, 0xFF, 0xFF, 0xFF]).all == nil)
    }

    @Test func `MSG-10: the size of a message is its body and its attributes`() throws {
        for vector in try Vectors.decoded("message-size", as: Sizes.self).cases {
            let attributes = try vector.attributes.checked()
            #expect(attributes.reduce(vector.body.utf8.count) { $0 + $1.bytes } == vector.size)
            #expect(vector.body.utf8.count + MessageAttributes(attributes).bytes == vector.size)
        }
    }

    @Test func `MSG-10: of attributes that are damaged all counts from the damage on`() {
        let sound = MessageAttributes([MessageAttribute(name: "n", dataType: "Number", value: .text("42"))])
        #expect(MessageAttributes.none.bytes == 0)
        #expect(sound.bytes == 9)
        for count in 0..<sound.stream.count {
            #expect(MessageAttributes(stream: Array(sound.stream.prefix(count))).bytes == count)
            #expect(MessageAttributes(stream: sound.stream + sound.stream.prefix(count)).bytes == 9 + count)
        }
        #expect(MessageAttributes(stream: [UInt8](repeating: 0xFF, count: 20)).bytes == 20)
    }

    @Test func `A digest can be kept as sixteen bytes`() {
        let digest = MD5Digest(of: "hello")
        #expect(MD5Digest(stored: digest.bytes) == digest)
        #expect(MD5Digest(stored: Array(digest.bytes.dropLast())) == nil)
        #expect(digest.description == "5d41402abc4b2a76b9719d911017c592")
    }
}

@Suite("Characters of messages")
struct MessageCharacterTests {
    struct File: Decodable {
        struct Character: Decodable {
            let name: String
            let codepoint: String

            var text: String? {
                UInt32(codepoint.dropFirst(2), radix: 16).flatMap { Unicode.Scalar($0) }.map { String($0) }
            }
        }

        let valid: [Character]
        let invalid: [Character]
    }

    @Test func `MSG-1: the recorded characters, at the start, in the middle and at the end`() throws {
        let file = try Vectors.decoded("message-characters", as: File.self)
        for (characters, isValid) in [(file.valid, true), (file.invalid, false)] {
            for character in characters {
                let text = try #require(character.text, "\(character.name)")
                for body in [text, "a" + text, text + "a", "é\(text)日"] {
                    #expect(holdsMessageCharactersOnly(body) == isValid, "\(character.name)")
                }
            }
        }
    }

    @Test func `MSG-1: every other code point is as its range says`() {
        for code in UInt32(0)...0x1_1000 {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let isValid = code == 9 || code == 10 || code == 13 || code >= 0x20 && code != 0xFFFE && code != 0xFFFF
            #expect(holdsMessageCharactersOnly(String(scalar)) == isValid)
        }
        #expect(holdsMessageCharactersOnly(""))
    }
}
