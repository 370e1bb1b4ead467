import Foundation
import SQSModel
import Testing

@testable import SQSWire

@Suite("JSON in answer to Query")
struct QueryJSONReplyTests {
    private let metadata = #""ResponseMetadata":{"RequestId":"\#(requestId.text)"}"#

    @Test func `W-19b, AGW-4: a send is what API Gateway's templates look into`() {
        let sent = SentMessage(messageId: ResponseVectorTests.messageId, md5OfBody: MD5Digest(of: "hello"))
        let reply = WireResponse(.sendMessage(.init(sent)), .queryJSON(.sendMessage))
        #expect(reply.status == 200)
        #expect(reply.contentType == "application/json")
        #expect(
            reply.text == """
                {"SendMessageResponse":{"SendMessageResult":{"MD5OfMessageBody":"5d41402abc4b2a76b9719d911017c592",\
                "MessageId":"\(ResponseVectorTests.messageId.text)"},\(metadata)}}
                """
        )
    }

    @Test func `W-19b: received messages are in a list called messages, their maps lists of names and values`() {
        let reply = WireResponse(
            .receiveMessage(.init(messages: [ResponseVectorTests.message])),
            .queryJSON(.receiveMessage)
        )
        #expect(
            reply.text == """
                {"ReceiveMessageResponse":{"ReceiveMessageResult":{"messages":[{\
                "MessageId":"\(ResponseVectorTests.messageId.text)","ReceiptHandle":"rh",\
                "MD5OfBody":"5d41402abc4b2a76b9719d911017c592","Body":"hello",\
                "Attributes":[{"Name":"ApproximateReceiveCount","Value":"1"},\
                {"Name":"SentTimestamp","Value":"1700000000123"}],\
                "MD5OfMessageAttributes":"da1b33cc3cbfe8b1630921e78e6b9880",\
                "MessageAttributes":[{"Name":"color","Value":{"StringValue":"blue","DataType":"String"}}]}]},\
                \(metadata)}}
                """
        )
    }

    @Test func `W-19b: attributes of a queue are a list of names and values`() {
        let response = AnyResponse.getQueueAttributes(.init(attributes: [TextEntry("DelaySeconds", "0")]))
        #expect(
            WireResponse(response, .queryJSON(.getQueueAttributes)).text == """
                {"GetQueueAttributesResponse":{"GetQueueAttributesResult":\
                {"Attributes":[{"Name":"DelaySeconds","Value":"0"}]},\(metadata)}}
                """
        )
    }

    @Test func `W-19b: tags are a list of keys and values`() {
        let response = AnyResponse.listQueueTags(.init(tags: [TextEntry("k", "v"), TextEntry("l", "")]))
        #expect(
            WireResponse(response, .queryJSON(.listQueueTags)).text == """
                {"ListQueueTagsResponse":{"ListQueueTagsResult":\
                {"Tags":[{"Key":"k","Value":"v"},{"Key":"l","Value":""}]},\(metadata)}}
                """
        )
    }

    @Test func `W-18, W-19b: an action without output has no result, one with nothing to tell an empty one`() {
        #expect(
            WireResponse(.nothing, .queryJSON(.deleteMessage)).text == #"{"DeleteMessageResponse":{\#(metadata)}}"#
        )
        #expect(
            WireResponse(.receiveMessage(.init(messages: [])), .queryJSON(.receiveMessage)).text
                == #"{"ReceiveMessageResponse":{"ReceiveMessageResult":{},\#(metadata)}}"#
        )
    }

    @Test(arguments: ResponseVectorTests.vectors)
    func `W-19b: every reply is JSON under the action's name`(vector: ResponseVectorTests.Vector) throws {
        let response = try #require(ResponseVectorTests.response(to: vector))
        let reply = WireResponse(response, .queryJSON(ActionName(rawValue: vector.action)))
        #expect(try jsonObject(Array(reply.text.utf8)).allKeys as? [String] == [vector.action + "Response"])
    }
}
