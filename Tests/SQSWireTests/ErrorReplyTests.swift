import NIOCore
import SQSModel
import Testing
import Vectors

@testable import SQSWire

@Suite("Errors on the wire")
struct ErrorReplyTests {
    /// Written out once more, since the escapes of the module are under test.
    private func xml(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private func json(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }

    @Test(arguments: ErrorSample.all)
    func `W-26: every error as XML`(sample: ErrorSample) {
        let error = sample.error
        let reply = WireResponse(error, .xml(nil))
        #expect(reply.status == error.code.status)
        #expect(reply.contentType == "text/xml")
        #expect(reply.queryError == nil)
        #expect(
            reply.text == """
                <?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error>\
                <Type>\(error.code.status >= 500 ? "Receiver" : "Sender")</Type><Code>\(error.code.query)</Code>\
                <Message>\(xml(error.queryMessage))</Message><Detail/></Error>\
                <RequestId>\(requestId.text)</RequestId></ErrorResponse>
                """
        )
    }

    @Test(arguments: ErrorSample.all)
    func `W-27: every error as JSON, with its Query code in the header`(sample: ErrorSample) {
        let error = sample.error
        let reply = WireResponse(error, .json)
        #expect(reply.status == error.code.status)
        #expect(reply.contentType == "application/x-amz-json-1.0")
        #expect(reply.queryError == "\(error.code.query);\(error.code.status >= 500 ? "Receiver" : "Sender")")
        #expect(reply.text == #"{"__type":"\#(error.code.json)","message":"\#(json(error.message))"}"#)
    }

    @Test(arguments: ErrorSample.all)
    func `W-19b: every error as the JSON of Query`(sample: ErrorSample) {
        let error = sample.error
        let reply = WireResponse(error, .queryJSON(.sendMessage))
        #expect(reply.status == error.code.status)
        #expect(reply.contentType == "application/json")
        #expect(reply.queryError == nil)
        #expect(
            reply.text == """
                {"Error":{"Code":"\(error.code.query)","Message":"\(json(error.queryMessage))",\
                "Type":"\(error.code.status >= 500 ? "Receiver" : "Sender")"},"RequestId":"\(requestId.text)"}
                """
        )
    }

    @Test func `W-29: a missing queue is told differently in Query`() throws {
        let query = WireResponse(SQSError.queueDoesNotExist, .xml(.sendMessage))
        #expect(query.text.contains("<Message>The specified queue does not exist for this wsdl version.</Message>"))
        let json = WireResponse(SQSError.queueDoesNotExist, .json)
        #expect(
            json.text == """
                {"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}
                """
        )
        #expect(json.queryError == "AWS.SimpleQueueService.NonExistentQueue;Sender")
    }

    @Test func `W-26: what XML cannot hold is replaced in a message`() throws {
        let reply = WireResponse(SQSError.invalidReceiptHandle("a\u{0}b\u{1B}\u{FFFF}\u{FFFE}\u{FFFD}\r\n"), .xml(nil))
        let message = try XMLElement(parsing: Array(reply.text.utf8)).child("Error")?.child("Message")?.text
        #expect(
            message == """
                The input receipt handle "a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\r\n" is not a valid receipt handle.
                """
        )
    }

    @Test func `W-8: Query without an action is 404 and one empty element`() {
        let reply = WireResponse(WireFailure.noAction)
        #expect(reply.status == 404)
        #expect(reply.contentType == "text/xml")
        #expect(reply.text == "<UnknownOperationException/>")
        #expect(reply.queryError == nil)
    }

    @Test func `W-14: another method is 405 and nothing`() {
        let reply = WireResponse(WireFailure.methodNotAllowed)
        #expect(reply.status == 405)
        #expect(reply.contentType == nil)
        #expect(reply.body.readableBytes == 0)
    }

    @Test func `A refused call is answered in the format that it was refused in`() {
        let reply = WireResponse(WireFailure.refused(.unknownOperation, .json))
        #expect(reply.queryError == "InvalidAction;Sender")
        #expect(reply.contentType == "application/x-amz-json-1.0")
        #expect(WireResponse(WireFailure.refused(.invalidAction("X"), .xml(nil))).contentType == "text/xml")
    }
}
