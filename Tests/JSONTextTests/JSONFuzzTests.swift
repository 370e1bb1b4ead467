import Foundation
import JSONText
import Testing
import Vectors

@Suite("Damaged JSON")
struct JSONFuzzTests {
    private let texts = [
        #"{"QueueUrl":"http://localhost/000000000000/q","MessageBody":"{\"a\":[1,2,\"é😀\\n\"]}","DelaySeconds":0}"#,
        #"{"Entries":[{"Id":"a","MessageAttributes":{"n":{"DataType":"Number","StringValue":"1.5e3"}}},null,true,[]]}"#,
        #"[1,-2.5e-7,"\ud83d\ude00\u0000",[[[[]]]],{"":{}},false]"#,
    ]

    private let pieces = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "null", "true", "-", "1e999", "0.5", "é",
        "😀",
    ]

    /// Uses everything that a value offers.
    private func walk(_ value: JSONValue) {
        _ = (value.string, value.integer, value.source, value.member("MessageBody"), value.compactText)
        for member in value.members {
            _ = member.name
            walk(member.value)
        }
        for element in value.elements { walk(element) }
    }

    @Test(arguments: [1, 20_261_121] as [UInt64])
    func `Any bytes are read or refused`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<8000 {
            for text in texts {
                let bytes = Array(text.utf8).mutated(with: pieces, using: &generator)
                guard let document = try? JSONDocument(bytes) else { continue }
                walk(document.root)
            }
        }
    }

    @Test func `What is read is what Foundation reads too`() throws {
        var generator = SeededGenerator(seed: 11)
        var accepted = 0
        for _ in 0..<3000 {
            for text in texts {
                let bytes = Array(text.utf8).mutated(with: pieces, using: &generator)
                guard let document = try? JSONDocument(bytes), String(validating: bytes, as: UTF8.self) != nil,
                    let object = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
                else { continue }
                // Foundation refuses lone surrogates, and numbers beyond Double, which JSON allows.
                accepted += 1
                let compact = try JSONSerialization.jsonObject(
                    with: Data(document.root.compactText.utf8),
                    options: .fragmentsAllowed
                )
                #expect((object as? NSObject) == (compact as? NSObject), "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
        #expect(accepted > 200)
    }
}
