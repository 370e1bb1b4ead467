import Foundation
import NIOCore
import SQSModel
import Testing
import Vectors

@testable import SQSWire

@Suite("Text that survives the wire")
struct EscapingTests {
    /// All characters that MSG-1 allows, in texts of 4096.
    private static let allowed: [String] = {
        let ranges: [ClosedRange<UInt32>] = [
            0x9...0xA, 0xD...0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF,
        ]
        var texts: [String] = []
        var text = String.UnicodeScalarView()
        for code in ranges.joined() {
            guard let scalar = Unicode.Scalar(code) else { continue }
            text.append(scalar)
            if text.count == 4096 {
                texts.append(String(text))
                text = .init()
            }
        }
        return texts + [String(text)]
    }()

    private func received(_ body: String) -> AnyResponse {
        .receiveMessage(
            .init(
                messages: [
                    ReceiveMessage.Message(
                        messageId: requestId,
                        receiptHandle: "rh",
                        md5OfBody: MD5Digest(of: body),
                        body: body
                    )
                ]
            )
        )
    }

    private func bytes(_ reply: WireResponse) -> [UInt8] { Array(reply.body.readableBytesView) }

    @Test func `MSG-1, W-19a: every character of a body comes back through XML`() throws {
        for body in Self.allowed {
            let document = try XMLElement(parsing: bytes(WireResponse(received(body), .xml(.receiveMessage))))
            let text = document.child("ReceiveMessageResult")?.child("Message")?.child("Body")?.text
            #expect(text.map { Array($0.utf8) } == Array(body.utf8))
        }
    }

    @Test func `MSG-1, W-24: every character of a body comes back through JSON`() throws {
        for body in Self.allowed {
            for format in [ReplyFormat.json, .queryJSON(.receiveMessage)] {
                var object: NSDictionary? = try jsonObject(bytes(WireResponse(received(body), format)))
                if format != .json {
                    object = object?["ReceiveMessageResponse"] as? NSDictionary
                    object = object?["ReceiveMessageResult"] as? NSDictionary
                }
                let messages = (object?["Messages"] ?? object?["messages"]) as? [NSDictionary]
                let text = messages?.first?["Body"] as? String
                #expect(text.map { Array($0.utf8) } == Array(body.utf8))
            }
        }
    }

    @Test func `Escapes stand where they are needed, at every place in a word of eight bytes`() {
        let escapes: [(character: String, json: String, xml: String)] = [
            ("\"", #"\""#, "&quot;"), ("\\", #"\\"#, "\\"), ("<", "<", "&lt;"), (">", ">", "&gt;"), ("&", "&", "&amp;"),
            ("\r", #"\r"#, "&#xD;"), ("\n", #"\n"#, "\n"), ("\t", #"\t"#, "\t"), ("/", "/", "/"),
            ("\u{7F}", "\u{7F}", "\u{7F}"),
            ("\u{8}", #"\b"#, "\u{FFFD}"), ("\u{C}", #"\f"#, "\u{FFFD}"), ("\u{1F}", #"\u001f"#, "\u{FFFD}"),
            ("\u{0}", #"\u0000"#, "\u{FFFD}"), ("\u{FFFF}", "\u{FFFF}", "\u{FFFD}"),
            ("\u{FFFD}", "\u{FFFD}", "\u{FFFD}"),
            ("\u{FB01}", "\u{FB01}", "\u{FB01}"), ("\u{2028}", "\u{2028}", "\u{2028}"), ("é", "é", "é"),
            ("😀", "😀", "😀"),
        ]
        for (character, json, xml) in escapes {
            for before in 0..<18 {
                for after in [0, 1, 7, 9] {
                    let (head, tail) = (String(repeating: "a", count: before), String(repeating: "!", count: after))
                    let text = head + character + tail + character
                    var buffer = ByteBuffer()
                    buffer.writeJSONString(text)
                    #expect(String(buffer: buffer) == "\"\(head)\(json)\(tail)\(json)\"")
                    buffer.clear()
                    buffer.writeXMLText(text)
                    #expect(String(buffer: buffer) == "\(head)\(xml)\(tail)\(xml)")
                }
            }
        }
    }

    @Test func `Names of attributes and tags are escaped as their values are`() throws {
        let tags = AnyResponse.listQueueTags(.init(tags: [TextEntry("a\"<b", "c&\\d")]))
        #expect(WireResponse(tags, .json).text == #"{"Tags":{"a\"<b":"c&\\d"}}"#)
        #expect(
            WireResponse(tags, .xml(.listQueueTags)).text
                .contains("<Tag><Key>a&quot;&lt;b</Key><Value>c&amp;\\d</Value></Tag>")
        )
    }

    @Test func `MSG-8: binary values go out as base64`() throws {
        let attributes = [
            MessageAttribute(name: "b", dataType: "Binary.x", value: .binary([0xFB, 0xFF, 0xBF, 0])),
            MessageAttribute(name: "s", dataType: "String", value: .text("t")),
        ]
        let message = ReceiveMessage.Message(
            messageId: requestId,
            receiptHandle: "rh",
            md5OfBody: MD5Digest(of: "b"),
            body: "b",
            messageAttributes: attributes
        )
        let response = AnyResponse.receiveMessage(.init(messages: [message]))
        #expect(
            WireResponse(response, .json).text.contains(
                """
                "MessageAttributes":{"b":{"BinaryValue":"+/+/AA==","DataType":"Binary.x"},\
                "s":{"StringValue":"t","DataType":"String"}}
                """
            )
        )
        #expect(
            WireResponse(response, .xml(.receiveMessage)).text.contains(
                """
                <MessageAttribute><Name>b</Name><Value><BinaryValue>+/+/AA==</BinaryValue><DataType>Binary.x</DataType>\
                </Value></MessageAttribute>
                """
            )
        )
    }
}

@Suite("Base64")
struct Base64Tests {
    @Test func `Whatever is encoded is decoded, as Foundation does it`() {
        var generator = SeededGenerator(seed: 7)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Base64.encode(bytes)
            #expect(text == Array(Data(bytes).base64EncodedString().utf8))
            #expect(Base64.decode(text) == bytes)
        }
    }
}
