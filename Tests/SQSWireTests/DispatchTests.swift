import SQSModel
import Testing

@testable import SQSWire

@Suite("Which protocol, which action, which queue")
struct DispatchTests {
    private let path = "/123456789012/q1"

    @Test(arguments: [
        "application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json",
        "application/json; charset=utf-8", "Application/X-AMZ-JSON-1.0", " application/json ;charset=utf-8",
    ])
    func `W-2, W-5: a JSON content type with a target is the JSON protocol`(contentType: String) throws {
        let call = try WireCall(reading: .json("ListQueues", "{}", contentType: contentType))
        #expect(call.format == .json)
        #expect(call.action == .listQueues(ListQueues()))
    }

    @Test(arguments: ["application/x-www-form-urlencoded", "text/plain", "application/jsonp", "", nil])
    func `W-3, W-3a: any other content type is Query, whatever the target`(contentType: String?) throws {
        var request = WireRequest.form("Action=ListQueues&QueueNamePrefix=q")
        request.contentType = contentType
        request.target = "AmazonSQS.SendMessage"
        let call = try WireCall(reading: request)
        var list = ListQueues()
        list.queueNamePrefix = "q"
        #expect(call == WireCall(action: .listQueues(list), format: .xml(.listQueues)))
    }

    @Test(arguments: [
        nil, "", "AmazonSQS", "AmazonSQS.", "AmazonSQS.Nothing", "AmazonSQS.listQueues", "amazonsqs.ListQueues",
        "DynamoDB_20120810.ListQueues", "ListQueues",
    ])
    func `W-9, W-10: a target that names no action is P-UNKNOWN-JSON`(target: String?) {
        var request = WireRequest.json("ListQueues", "{}")
        request.target = target
        #expect(request.result == .failure(.refused(.unknownOperation, .json)))
    }

    @Test(arguments: ["SendMessages", "sendMessage", "", "Send\u{0}Message", "ListQueues "])
    func `W-7, W-10: an unknown Query action is P-ACTION`(action: String) {
        let request = WireRequest.form("Version=2012-11-05&Action=" + action.replacing("\u{0}", with: "%00"))
        #expect(request.result == .failure(.refused(.invalidAction(action), .xml(nil))))
    }

    @Test(arguments: [ActionName.createQueue, .listQueues])
    func `W-7: an action about no queue is P-ACTION on a queue path, and only in Query`(action: ActionName) throws {
        let parameters = "Action=\(action.rawValue)&QueueName=q1"
        let refused = WireFailure.refused(.invalidAction(action.rawValue), .xml(action))
        #expect(WireRequest.form(parameters, path: path).result == .failure(refused))
        #expect(WireRequest.get(parameters, path: path).result == .failure(refused))
        #expect(throws: Never.self) { try WireRequest.json(action.rawValue, "{}", path: path).result.get() }
    }

    @Test func `W-7: GetQueueUrl is accepted on a queue path, for any queue`() throws {
        var expected = GetQueueUrl()
        expected.queueName = "other"
        let request = WireRequest.form("Action=GetQueueUrl&QueueName=other", path: path)
        #expect(try request.result.get() == .getQueueUrl(expected))
    }

    @Test(arguments: ["/", "/123456789012/q1", "/health"])
    func `W-8: Query without an action is answered so on any path and by any method`(path: String) {
        #expect(WireRequest.get("", path: path).result == .failure(.noAction))
        #expect(WireRequest.get("QueueName=q1", path: path).result == .failure(.noAction))
        #expect(WireRequest.form("", path: path).result == .failure(.noAction))
        #expect(WireRequest.form("{}", path: path).result == .failure(.noAction))
        var json = WireRequest.get("", path: path)
        json.accept = "application/json"
        #expect(json.result == .failure(.noAction))
    }

    @Test func `W-14: GET never speaks JSON, and other methods nothing`() {
        var get = WireRequest.json("ListQueues", "{}")
        get.method = .get
        #expect(get.result == .failure(.noAction))
        var put = WireRequest.json("ListQueues", "{}")
        put.method = .other
        #expect(put.result == .failure(.methodNotAllowed))
    }

    @Test func `W-6: the version may be absent or any`() throws {
        for version in ["", "&Version=2012-11-05", "&Version=2009-02-01", "&Version="] {
            #expect(try WireRequest.form("Action=ListQueues" + version).result.get() == .listQueues(ListQueues()))
        }
    }

    @Test func `W-15: parameters of signatures and unknown ones are ignored`() throws {
        let signature = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00&AWSAccessKeyId=a&Expires=1&Foo.1.Bar=2"
        #expect(try WireRequest.get("Action=ListQueues&" + signature).result.get() == .listQueues(ListQueues()))
    }

    @Test func `W-4: body and query string are merged, and the body wins`() throws {
        let request = WireRequest.form(
            "Action=ListQueues&QueueNamePrefix=body",
            query: "Action=CreateQueue&QueueNamePrefix=query&MaxResults=7"
        )
        var expected = ListQueues()
        expected.queueNamePrefix = "body"
        expected.maxResults = 7
        #expect(try request.result.get() == .listQueues(expected))
    }

    @Test(arguments: [
        (accept: nil, isJSON: false), ("*/*", false), ("text/xml", false), ("application/json", true),
        ("application/JSON; charset=utf-8", true), ("application/json, text/plain, */*", true),
        ("application/xml, application/json", false), ("text/xml,application/json", false), ("", false), (",", false),
        ("text/html, application/json;q=0.5", true),
    ])
    func `W-19b: Query answers in JSON where that is asked for before XML`(accept: String?, isJSON: Bool) throws {
        let call = try WireCall(reading: .form("Action=ListQueues", accept: accept))
        #expect(call.format == (isJSON ? .queryJSON(.listQueues) : .xml(.listQueues)))
        let refused = WireRequest.form("Action=No", accept: accept)
        #expect(refused.result == .failure(.refused(.invalidAction("No"), isJSON ? .queryJSON(nil) : .xml(nil))))
    }
}

@Suite("The queue that a path stands for")
struct QueuePathTests {
    private func purged(_ request: WireRequest) throws -> String? {
        guard case .purgeQueue(let purge) = try request.result.get() else { return nil }
        return purge.queueUrl
    }

    @Test(arguments: ["/123456789012/q1", "/123456789012/q1.fifo", "/123456789012/q1/"])
    func `W-11: without a parameter the queue comes from the path`(path: String) throws {
        #expect(try purged(.form("Action=PurgeQueue", path: path)) == path)
        #expect(try purged(.get("Action=PurgeQueue", path: path)) == path)
        #expect(try purged(.json("PurgeQueue", "{}", path: path)) == path)
        #expect(try purged(.json("PurgeQueue", "", path: path)) == path)
        #expect(try purged(.json("PurgeQueue", #"{"QueueUrl":null}"#, path: path)) == path)
        let address = try #require(QueueAddress(url: path, for: Caller(endpoint: "http://localhost")))
        #expect(address.account.text == "123456789012")
    }

    @Test func `W-11: a parameter overrides the path`() throws {
        let path = "/123456789012/q1"
        #expect(try purged(.form("Action=PurgeQueue&QueueUrl=q2", path: path)) == "q2")
        #expect(try purged(.form("Action=PurgeQueue", path: path, query: "QueueUrl=q2")) == "q2")
        #expect(try purged(.json("PurgeQueue", #"{"QueueUrl":"q2"}"#, path: path)) == "q2")
        #expect(try purged(.form("Action=PurgeQueue&QueueUrl=", path: path)) == "")
    }

    @Test(arguments: ["/", "/q1", "/queue/q1", "/12345678901/q1", "/a/123456789012/q1", "//", "", "/123456789012"])
    func `W-11: other paths name no queue`(path: String) throws {
        #expect(try purged(.form("Action=PurgeQueue", path: path)) == nil)
        #expect(try purged(.json("PurgeQueue", "{}", path: path)) == nil)
    }

    @Test func `W-11: the path stands for nothing inside the entries of a batch`() throws {
        let request = WireRequest.form(
            "Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.1.Id=a",
            path: "/123456789012/q1"
        )
        guard case .deleteMessageBatch(let batch) = try request.result.get() else { throw WireFailure.noAction }
        #expect(batch.queueUrl == "/123456789012/q1")
        #expect(batch.entries?.map(\.id) == ["a"])
        #expect(batch.entries?.map(\.receiptHandle) == [nil])
    }

    @Test func `AGW-2: what API Gateway posts, nothing encoded`() throws {
        var request = WireRequest(
            method: .post,
            path: "/000000000000/q1",
            body: Array(#"Action=SendMessage&MessageBody={"foo": "bar", "n": [1, 50%, 100%zz]}"#.utf8)
        )
        request.contentType = "application/x-www-form-urlencoded"
        guard case .sendMessage(let send) = try request.result.get() else { throw WireFailure.noAction }
        #expect(send.message.messageBody == #"{"foo": "bar", "n": [1, 50%, 100%zz]}"#)
        #expect(send.queueUrl == "/000000000000/q1")
    }

    @Test func `AGW-5: JSON posted to the queue's path`() throws {
        let request = WireRequest.json("SendMessage", #"{"MessageBody":"b"}"#, path: "/000000000000/q1")
        guard case .sendMessage(let send) = try request.result.get() else { throw WireFailure.noAction }
        #expect(send.queueUrl == "/000000000000/q1")
    }
}
