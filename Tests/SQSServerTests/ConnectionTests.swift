import SQSModel
import SQSServer
import Testing

/// One request after the other on one connection, and how it ends.
@Suite("Connection")
struct ConnectionTests {
    @Test("The head of an answer: id, date, type, length", arguments: [StubHandler.Manner.atOnce, .fromElsewhere])
    func head(manner: StubHandler.Manner) async throws {
        let handler = StubHandler(manner) { _ in
            .success(.getQueueUrl(GetQueueUrl.Response(queueUrl: "http://localhost/1/a")))
        }
        try await withServer(handler) { server in
            let client = try server.connect()
            try await client.send(awsRequest("GetQueueUrl"))
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer.body == #"{"QueueUrl":"http://localhost/1/a"}"#)
            #expect(answer.headers["content-type"] == "application/x-amz-json-1.0")
            #expect(answer.headers["date"] == "Sun, 06 Nov 1994 08:49:37 GMT")
            #expect(answer.headers["x-amzn-requestid"]?.count == 36)
            #expect(answer.headers["connection"] == nil)
            #expect(answer.headers.keys.filter { $0.hasPrefix("access-control") }.isEmpty)
        }
    }

    @Test("The id in the head is the one in the body")
    func requestId() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send("GET /?Action=PurgeQueue HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let answer = try await client.answer()
            let id = try #require(answer.headers["x-amzn-requestid"])
            #expect(answer.body.contains("<RequestId>\(id)</RequestId>"))
        }
    }

    @Test("An error of the service is spelled in the caller's protocol")
    func error() async throws {
        let handler = StubHandler { _ in .failure(.internalFailure) }
        try await withServer(handler) { server in
            let client = try server.connect()
            try await client.send(awsRequest("PurgeQueue"))
            let json = try await client.answer()
            #expect(json.status == 500)
            #expect(json.headers["x-amzn-query-error"] == "InternalFailure;Receiver")
            try await client.send("GET /?Action=PurgeQueue HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await client.answer().body.contains("<Code>InternalFailure</Code>"))
        }
    }

    @Test("Requests that are sent ahead are carried out and answered in their order")
    func pipelining() async throws {
        try await withServer(
            StubHandler { action in
                guard case .getQueueUrl(let action) = action else { return .success(.nothing) }
                return .success(.getQueueUrl(GetQueueUrl.Response(queueUrl: action.queueName ?? "")))
            }
        ) { server in
            let client = try server.connect()
            let names = (0..<500).map { "q\($0)" }
            try await client.send(names.map { awsRequest("GetQueueUrl", #"{"QueueName":"\#($0)"}"#) }.joined())
            for name in names {
                #expect(try await client.answer().body == #"{"QueueUrl":"\#(name)"}"#)
            }
        }
    }

    @Test("A request waits for the answer to the one before it")
    func oneAtATime() async throws {
        try await withServer(StubHandler(.held)) { server in
            let client = try server.connect()
            try await client.send(awsRequest("PurgeQueue") + awsRequest("DeleteQueue"))
            let first = try await server.handler.calls(1)
            try await Task.sleep(for: .milliseconds(20))
            #expect(server.handler.calls.count == 1)
            first[0].answer()
            #expect(try await client.answer().status == 200)
            let both = try await server.handler.calls(2)
            both[1].answer()
            #expect(try await client.answer().status == 200)
        }
    }

    @Test(
        "How long a connection lasts",
        arguments: [
            ("1.1", [], nil), ("1.1", ["Connection: close"], "close"), ("1.1", ["Connection: Close"], "close"),
            ("1.1", ["Connection: keep-alive"], nil), ("1.0", [], "close"),
            ("1.0", ["Connection: keep-alive"], "keep-alive"), ("1.1", ["Upgrade: h2c"], "close"),
        ] as [(String, [String], String?)]
    )
    func keepAlive(version: String, headers: [String], expected: String?) async throws {
        try await withServer { server in
            let client = try server.connect()
            let request = awsRequest(headers: headers).replacing("HTTP/1.1", with: "HTTP/\(version)")
            try await client.send(request)
            let answer = try await client.answer()
            #expect(answer.headers["connection"] == expected)
            if expected == "close" {
                #expect(try await client.isClosedByServer())
            } else {
                try await client.send(request)
                #expect(try await client.answer().status == 200)
            }
        }
    }

    @Test("Other methods", arguments: ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
    func methods(method: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            for _ in 0..<2 {
                try await client.send("\(method) / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let answer = try await client.answer()
                #expect(answer.status == 405)
                #expect(answer.headers["allow"] == "GET, POST")
                #expect(answer.body.isEmpty)
            }
        }
    }

    @Test("W-8: a GET that is no call", arguments: ["/", "/favicon.ico", "/robots.txt", "/000000000000/q"])
    func notFound(path: String) async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 404)
            #expect(answer.body == "<UnknownOperationException/>")
        }
    }

    @Test("A client that has nothing more to say still gets its answer")
    func halfClose() async throws {
        try await withServer { server in
            let client = try server.connect()
            try await client.send(awsRequest())
            try await client.endSending()
            #expect(try await client.answer().status == 200)
            #expect(try await client.isClosedByServer())
        }
    }

    @Test("Row 25: a client that goes while it waits is noticed within 100 ms", arguments: [false, true])
    func abandoned(hasMoreToRead: Bool) async throws {
        var fastest = Duration.seconds(60)
        // A busy machine may take its time now and then, but not always.
        for _ in 0..<20 where fastest > .milliseconds(100) {
            try await withServer(StubHandler(.held)) { server in
                let client = try server.connect()
                try await client.send(awsRequest("ReceiveMessage", #"{"WaitTimeSeconds":20}"#))
                let call = try #require(try await server.handler.calls(1).first)
                if hasMoreToRead {
                    // So much that the server stops to read.
                    try await client.send(String(repeating: awsRequest(), count: 200))
                }
                try await Task.sleep(for: .milliseconds(10))
                #expect(!call.waiting.isAbandoned)
                let start = ContinuousClock.now
                try await client.close()
                #expect(try await call.waiting.isAbandonedAtLast())
                fastest = min(fastest, ContinuousClock.now - start)
                call.answer()
            }
        }
        #expect(fastest <= .milliseconds(100))
    }

    @Test("Answers of many connections and threads each find their own")
    func manyConnections() async throws {
        let handler = StubHandler { action in
            guard case .getQueueUrl(let action) = action else { return .success(.nothing) }
            return .success(.getQueueUrl(GetQueueUrl.Response(queueUrl: action.queueName ?? "")))
        }
        try await withServer(handler, loops: 2) { server in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for connection in 0..<16 {
                    group.addTask {
                        let client = try server.connect()
                        var right = 0
                        for number in 0..<50 {
                            let name = "c\(connection)-\(number)"
                            try await client.send(awsRequest("GetQueueUrl", #"{"QueueName":"\#(name)"}"#))
                            if try await client.answer().body == #"{"QueueUrl":"\#(name)"}"# { right += 1 }
                        }
                        return right
                    }
                }
                for try await right in group { #expect(right == 50) }
            }
        }
    }
}
