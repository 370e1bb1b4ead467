import JSONText
import SQSModel
import Testing
import Vectors

@testable import SQSWire

@Suite("Requests of real clients")
struct RequestVectorTests {
    struct Vector: CustomTestStringConvertible {
        let action: String
        let form: String
        let json: [UInt8]

        var testDescription: String { action }
    }

    static let vectors: [Vector] = {
        do {
            let document = try JSONDocument(try Vectors.bytes(of: "wire-requests"), tokens: 100_000)
            return (document.root.member("requests")?.elements).map(Array.init)?.compactMap { request in
                guard let action = request.member("action")?.string,
                    let form = request.member("query")?.member("body")?.string,
                    let json = request.member("json")?.member("body")?.compactText
                else { return nil }
                return Vector(action: action, form: form, json: Array(json.utf8))
            } ?? []
        } catch {
            return []
        }
    }()

    @Test func `W-1: there is one request of each of the 23 actions`() {
        #expect(Set(Self.vectors.map(\.action)) == Set(ActionName.allCases.map(\.rawValue)))
    }

    @Test(arguments: vectors)
    func `W-2, W-3: a call is the same action in both protocols`(vector: Vector) throws {
        let query = try WireCall(reading: .form(vector.form))
        let json = try WireCall(reading: .json(vector.action, bytes: vector.json))
        #expect(query.action == json.action)
        let name = try #require(ActionName(rawValue: vector.action))
        #expect(query.format == .xml(name))
        #expect(json.format == .json)
    }

    @Test(arguments: vectors)
    func `W-3: a GET with all parameters in the query string is the same action`(vector: Vector) throws {
        #expect(try WireRequest.get(vector.form).result.get() == WireRequest.form(vector.form).result.get())
    }

    private func action(_ name: String) throws -> AnyAction {
        let vector = try #require(Self.vectors.first { $0.action == name })
        return try WireCall(reading: .form(vector.form)).action
    }

    @Test func `SND: SendMessage has all its members`() throws {
        guard case .sendMessage(let send) = try action("SendMessage") else { throw WireFailure.noAction }
        #expect(send.queueUrl == "http://sqs.us-east-1.localhost:9324/000000000000/q1.fifo")
        #expect(send.message.messageBody == "héllo & <b>")
        #expect(send.message.delaySeconds == 0)
        #expect(
            send.message.messageAttributes == [
                MessageAttributeValue(name: "s", dataType: "String", stringValue: "v"),
                MessageAttributeValue(name: "n", dataType: "Number.int", stringValue: "42"),
                MessageAttributeValue(name: "b", dataType: "Binary", binaryValue: [1, 2, 3]),
            ]
        )
        #expect(send.message.messageSystemAttributes?.map(\.name) == ["AWSTraceHeader"])
        #expect(send.message.messageDeduplicationId == "d1")
        #expect(send.message.messageGroupId == "g1")
    }

    @Test func `BAT: SendMessageBatch has its entries in order, each with what it gave`() throws {
        guard case .sendMessageBatch(let batch) = try action("SendMessageBatch") else { throw WireFailure.noAction }
        let entries = try #require(batch.entries)
        #expect(entries.map(\.id) == ["a", "b"])
        #expect(entries[0].message.messageAttributes?.map(\.stringValue) == ["v"])
        #expect(entries[0].message.delaySeconds == nil)
        #expect(entries[1].message.messageAttributes == nil)
        #expect(entries[1].message.delaySeconds == 3)
    }

    @Test func `RCV: ReceiveMessage has its lists and numbers`() throws {
        guard case .receiveMessage(let receive) = try action("ReceiveMessage") else { throw WireFailure.noAction }
        #expect(receive.attributeNames == ["SentTimestamp"])
        #expect(receive.messageAttributeNames == ["All", "pre.*"])
        #expect(receive.messageSystemAttributeNames == nil)
        #expect(receive.maxNumberOfMessages == 10)
        #expect(receive.visibilityTimeout == 0)
        #expect(receive.waitTimeSeconds == 20)
        #expect(receive.receiveRequestAttemptId == "att-1")
    }

    @Test func `CQ: CreateQueue has its attributes and its lower-case tags`() throws {
        guard case .createQueue(let create) = try action("CreateQueue") else { throw WireFailure.noAction }
        #expect(create.attributes == [TextEntry("FifoQueue", "true"), TextEntry("VisibilityTimeout", "45")])
        #expect(create.tags == [TextEntry("env", "dev")])
    }
}
