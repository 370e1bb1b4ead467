import Foundation
import Testing
import Vectors

@testable import SQSModel
@testable import SQSWire

@Suite("Replies that real clients understand")
struct ResponseVectorTests {
    struct File: Decodable {
        let responses: [Vector]
    }

    struct Vector: Decodable, CustomTestStringConvertible {
        let action: String
        let `case`: String
        let xml: String
        let json_body: String

        var testDescription: String { "\(action), \(`case`)" }

        /// Ids of this program carry the version of a random UUID; those of the vectors do not.
        func withOurIds(_ text: String) -> String {
            text.replacing("00000000-0000-0000-0000-000000000001", with: requestId.text)
                .replacing("11111111-1111-1111-1111-111111111111", with: ResponseVectorTests.messageId.text)
        }
    }

    static let vectors = (try? Vectors.decoded("wire-responses", as: File.self).responses) ?? []

    static let messageId = MessageId(high: 0x1111_1111_1111_1111, low: 0x1111_1111_1111_1111)
    static let body = MD5Digest(of: "hello")
    static let blue = MessageAttribute(name: "color", dataType: "String", value: .text("blue"))
    static let trace = MessageAttribute(
        name: "AWSTraceHeader",
        dataType: "String",
        value: .text("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
    )
    static let url = "http://localhost:9324/000000000000/q1"

    static let failure = BatchResultErrorEntry(id: "b", error: .invalidReceiptHandle("x"))

    /// The reply of a vector, made of our own types.
    static func response(to vector: Vector) -> AnyResponse? {
        switch (ActionName(rawValue: vector.action), vector.case) {
        case (.addPermission, _), (.changeMessageVisibility, _), (.deleteMessage, _), (.deleteQueue, _),
            (.purgeQueue, _), (.removePermission, _), (.setQueueAttributes, _), (.tagQueue, _), (.untagQueue, _):
            .nothing
        case (.cancelMessageMoveTask, _): .cancelMessageMoveTask(.init(approximateNumberOfMessagesMoved: 42))
        case (.changeMessageVisibilityBatch, _):
            .changeMessageVisibilityBatch(.init(successful: [.init(id: "a")], failed: [failure]))
        case (.deleteMessageBatch, _): .deleteMessageBatch(.init(successful: [.init(id: "a")], failed: [failure]))
        case (.createQueue, _): .createQueue(.init(queueUrl: url))
        case (.getQueueUrl, _): .getQueueUrl(.init(queueUrl: url))
        case (.getQueueAttributes, "none requested"): .getQueueAttributes(.init(attributes: []))
        case (.getQueueAttributes, _):
            .getQueueAttributes(
                .init(attributes: [TextEntry("VisibilityTimeout", "30"), TextEntry("DelaySeconds", "0")])
            )
        case (.listDeadLetterSourceQueues, _):
            .listDeadLetterSourceQueues(.init(queueUrls: [url], nextToken: "t2"))
        case (.listMessageMoveTasks, _): .listMessageMoveTasks(.init(results: [moveTask]))
        case (.listQueueTags, "none"): .listQueueTags(.init(tags: []))
        case (.listQueueTags, _): .listQueueTags(.init(tags: [TextEntry("k", "v")]))
        case (.listQueues, "none"): .listQueues(.init(queueUrls: []))
        case (.listQueues, _):
            .listQueues(.init(queueUrls: [url, "http://localhost:9324/000000000000/q2"], nextToken: "t2"))
        case (.receiveMessage, "empty"): .receiveMessage(.init(messages: []))
        case (.receiveMessage, _): .receiveMessage(.init(messages: [message]))
        case (.sendMessage, _): .sendMessage(.init(sent))
        case (.sendMessageBatch, _):
            .sendMessageBatch(
                .init(
                    successful: [.init(id: "a", receipt: SentMessage(messageId: messageId, md5OfBody: body))],
                    failed: [.init(id: "b", error: SQSError(.invalidMessageContents, "m"))]
                )
            )
        case (.startMessageMoveTask, _): .startMessageMoveTask(.init(taskHandle: "h"))
        case (nil, _): nil
        }
    }

    static var moveTask: ListMessageMoveTasks.Entry {
        var task = ListMessageMoveTasks.Entry(
            status: "RUNNING",
            sourceArn: "arn:aws:sqs:us-east-1:000000000000:dlq",
            moved: 1,
            startedTimestamp: 1_700_000_000_123
        )
        task.taskHandle = "h"
        task.maxNumberOfMessagesPerSecond = 5
        task.approximateNumberOfMessagesToMove = 9
        return task
    }

    static let message = ReceiveMessage.Message(
        messageId: messageId,
        receiptHandle: "rh",
        md5OfBody: body,
        body: "hello",
        attributes: [TextEntry("ApproximateReceiveCount", "1"), TextEntry("SentTimestamp", "1700000000123")],
        md5OfMessageAttributes: MessageAttributes([blue]).md5,
        messageAttributes: [blue]
    )

    static let sent = SentMessage(
        messageId: messageId,
        md5OfBody: body,
        md5OfAttributes: MessageAttributes([blue]).md5,
        md5OfSystemAttributes: MessageAttributes([trace]).md5,
        sequenceNumber: "18881790870905840128"
    )

    @Test func `W-18: there is a reply of each of the 23 actions`() {
        #expect(Set(Self.vectors.map(\.action)) == Set(ActionName.allCases.map(\.rawValue)))
    }

    @Test(arguments: vectors)
    func `W-16 to W-19a: the XML is the recorded one`(vector: Vector) throws {
        let response = try #require(Self.response(to: vector))
        let reply = WireResponse(response, .xml(ActionName(rawValue: vector.action)))
        #expect(reply.status == 200)
        #expect(reply.contentType == "text/xml")
        #expect(reply.queryError == nil)
        let expected = vector.withOurIds(vector.xml)
        if vector.case == "partial" {
            // Which member of a failed entry comes first, and whether a quote is escaped, is free.
            let ours = try XMLElement(parsing: Array(reply.text.utf8)).sorted
            #expect(try ours == XMLElement(parsing: Array(expected.utf8)).sorted)
        } else {
            #expect(reply.text == expected)
        }
    }

    @Test(arguments: vectors)
    func `W-21 to W-24: the JSON is the recorded one`(vector: Vector) throws {
        let response = try #require(Self.response(to: vector))
        let reply = WireResponse(response, .json)
        #expect(reply.status == 200)
        #expect(reply.contentType == "application/x-amz-json-1.0")
        #expect(reply.queryError == nil)
        let expected = vector.withOurIds(vector.json_body)
        if vector.case == "partial" {
            #expect(try jsonObject(Array(reply.text.utf8)) == jsonObject(Array(expected.utf8)))
        } else {
            #expect(reply.text == expected)
        }
    }
}
