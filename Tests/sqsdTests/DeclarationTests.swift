import Foundation
import Glibc
import Testing

/// Declared queues, with the program as a whole.
@Suite("Declared queues", .serialized)
struct DeclarationTests {
    private let folder = NSTemporaryDirectory() + "sqsd-\(UInt64.random(in: .min ... .max))"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func start(_ text: String, _ flags: [String] = []) throws -> RunningDaemon {
        try write(text)
        return try RunningDaemon(
            ["--config", "\(folder)/sqsd.conf", "--data-dir", "\(folder)/data", "--port", "0"] + flags
        )
    }

    private func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/sqsd.conf"))
    }

    private func attributes(of queue: String, port: Int, region: String = "us-east-1") async throws -> [String: String]
    {
        let answer = try await call("GetQueueAttributes", ["QueueUrl": queue, "AttributeNames": ["All"]], port, region)
        return try #require(answer["Attributes"] as? [String: String])
    }

    private func call(
        _ action: String,
        _ fields: [String: Any],
        _ port: Int,
        _ region: String = "us-east-1"
    ) async throws -> [String: Any] {
        let body = try JSONSerialization.data(withJSONObject: fields)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        let credential = "x/20261121/\(region)/sqs/aws4_request"
        process.arguments = [
            "-s", "-m", "120", "-H", "X-Amz-Target: AmazonSQS.\(action)", "-H",
            "Content-Type: application/x-amz-json-1.0",
            "-H", "Authorization: AWS4-HMAC-SHA256 Credential=\(credential), SignedHeaders=host, Signature=0",
            "-d", String(decoding: body, as: UTF8.self), "http://127.0.0.1:\(port)/",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func end(_ daemon: RunningDaemon) async throws {
        kill(daemon.pid, SIGTERM)
        #expect(try await daemon.exitCode() == 0)
    }

    private static let yaml = """
        queues:
          orders:
            visibility-timeout: 45s
            dead-letter: {queue: orders-dlq, max-receive-count: 5}
            tags: {team: shop}
          orders-dlq: {retention: 14d, redrive-allow: [orders]}
          moves.fifo: {content-based-deduplication: true}
        """

    @Test func `Declared queues are there when it is ready, and a second start changes nothing`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try start(Self.yaml, ["--queue", "extra,delay=3s"])
        let port = try #require(try await first.port())
        let orders = try await attributes(of: "orders", port: port)
        #expect(orders["VisibilityTimeout"] == "45")
        #expect(orders["RedrivePolicy"]?.contains("arn:aws:sqs:us-east-1:000000000000:orders-dlq") == true)
        #expect(try await attributes(of: "orders-dlq", port: port)["MessageRetentionPeriod"] == "1209600")
        #expect(try await attributes(of: "moves.fifo", port: port)["ContentBasedDeduplication"] == "true")
        #expect(try await attributes(of: "extra", port: port)["DelaySeconds"] == "3")
        let tags = try await call("ListQueueTags", ["QueueUrl": "orders"], port)
        #expect(tags["Tags"] as? [String: String] == ["team": "shop"])
        #expect(first.log.contains("declared queues are in place changed=0 created=4 unchanged=0"))
        try await end(first)
        let second = try start(Self.yaml, ["--queue", "extra,delay=3s"])
        _ = try #require(try await second.port())
        #expect(second.log.contains("declared queues are in place changed=0 created=0 unchanged=4"))
        try await end(second)
        let third = try start(Self.yaml.replacing("45s", with: "50s").replacing("shop", with: "store"))
        _ = try #require(try await third.port())
        let arn = "queue=arn:aws:sqs:us-east-1:000000000000:orders"
        #expect(third.log.contains("changes=\"VisibilityTimeout: 45 → 50, tag team: store\" \(arn)"))
        #expect(third.log.contains("declared queues are in place changed=1 created=0 unchanged=2"))
        try await end(third)
    }

    @Test func `SIGHUP adds and changes queues and the log level; a file with mistakes changes nothing`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let daemon = try start(Self.yaml)
        let port = try #require(try await daemon.port())
        try write("log-level: debug\nidle-timeout: 5s\n" + Self.yaml.replacing("45s", with: "60s") + "\n  new:\n")
        kill(daemon.pid, SIGHUP)
        try #require(try await daemon.says("the configuration was read again"))
        #expect(daemon.log.contains("queue created queue=arn:aws:sqs:us-east-1:000000000000:new"))
        #expect(daemon.log.contains("VisibilityTimeout: 45 → 60"))
        #expect(daemon.log.contains("setting changed key=log-level new=debug old=info"))
        #expect(daemon.log.contains("the setting has changed and needs a restart key=idle-timeout new=5s old=75s"))
        #expect(try await attributes(of: "orders", port: port)["VisibilityTimeout"] == "60")
        try write("queues:\n  another:\n  orders: {visibility-timeout: 61s}\n  bad: {dely: 1s}\n")
        kill(daemon.pid, SIGHUP)
        try #require(try await daemon.says("sqsd goes on with the one that it had"))
        #expect(
            daemon.log.contains("sqsd.conf, line 4, column 9: 'dely' is no attribute of a queue; did you mean delay?")
        )
        try write("queues:\n  another:\n  orders: {dead-letter: \"nowhere:1\"}\n")
        kill(daemon.pid, SIGHUP)
        try #require(try await daemon.says("sqsd goes on with the one that it had", times: 2))
        #expect(
            daemon.log.contains("The queue orders has nowhere as its dead-letter queue, which is neither declared nor")
        )
        #expect(try await attributes(of: "orders", port: port)["VisibilityTimeout"] == "60")
        #expect(try await call("GetQueueUrl", ["QueueName": "another"], port)["QueueUrl"] == nil)
        #expect(try await call("GetQueueUrl", ["QueueName": "moves.fifo"], port)["QueueUrl"] != nil)
        try await end(daemon)
    }

    @Test(
        arguments: [
            ("queues: {a: {dead-letter: \"nowhere:5\"}}", "nowhere"), ("queues: {a: {policy: \"{}\"}}", "The queue a"),
            ("queues: {a: {move-to: b}}", "move-to"), ("queues: {a: {dely: 1s}}", "delay"),
        ]
    )
    func `Declarations that cannot be carried out end the start with 78`(yaml: String, text: String) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let daemon = try start(yaml)
        #expect(try await daemon.exitCode() == 78)
        #expect(daemon.log.contains(text))
    }

    @Test func `An ElasticMQ file starts it on its port, with its queues`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let free = Int.random(in: 20_000...30_000)
        try write(
            """
            include classpath("application.conf")
            node-address { host = "*" }
            rest-sqs { bind-port = \(free), bind-hostname = "127.0.0.1", sqs-limits = strict }
            queues {
              orders {
                defaultVisibilityTimeout = 10 seconds
                deadLettersQueue { name = "orders-dead", maxReceiveCount = 3 }
                tags { team = "shop" }
              }
              orders-dead { delay = 5 seconds }
              lane { fifo = true, contentBasedDeduplication = true }
            }
            aws { region = eu-west-1, accountId = 000000000000 }
            """
        )
        let daemon = try RunningDaemon(["--config", "\(folder)/sqsd.conf", "--durability", "memory"])
        #expect(try await daemon.port() == free)
        let orders = try await attributes(of: "orders", port: free, region: "eu-west-1")
        #expect(orders["VisibilityTimeout"] == "10")
        #expect(orders["RedrivePolicy"]?.contains("orders-dead") == true)
        // ElasticMQ does not ask for the region.
        let lane = try await attributes(of: "lane.fifo", port: free, region: "sa-east-1")
        #expect(lane["ContentBasedDeduplication"] == "true")
        #expect(daemon.log.contains("sqsd.conf, line 1, column 1: include classpath"))
        #expect(daemon.log.contains("AWS_REGION=eu-west-1"))
        try await end(daemon)
    }

    @Test
    func `Queues are made when they are used, as the template says; messages go on to where they are declared to go`()
        async throws
    {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let yaml = """
            queues:
              orders: {copy-to: audit}
              audit:
              old: {move-to: audit}
            auto-create:
              enabled: true
              template: {visibility-timeout: 77s, content-based-deduplication: true, tags: {origin: template}}
            """
        let daemon = try start(yaml)
        let port = try #require(try await daemon.port())
        #expect(daemon.log.contains("declared queues are in place changed=0 created=3 unchanged=0"))
        #expect(try await attributes(of: "orders", port: port)["VisibilityTimeout"] == "30")
        #expect(try await attributes(of: "used", port: port)["VisibilityTimeout"] == "77")
        #expect(try await attributes(of: "used.fifo", port: port)["ContentBasedDeduplication"] == "true")
        for queue in ["orders", "old"] {
            _ = try await call("SendMessage", ["QueueUrl": queue, "MessageBody": "hello"], port)
        }
        func count(_ queue: String) async throws -> String? {
            try await attributes(of: queue, port: port)["ApproximateNumberOfMessages"]
        }
        #expect(try await [count("orders"), count("old"), count("audit")] == ["1", "0", "2"])
        try write(yaml.replacing(" {copy-to: audit}", with: ""))
        kill(daemon.pid, SIGHUP)
        try #require(try await daemon.says("the configuration was read again"))
        _ = try await call("SendMessage", ["QueueUrl": "orders", "MessageBody": "hello"], port)
        #expect(try await [count("orders"), count("audit")] == ["2", "2"])
        try write(yaml.replacing("77s", with: "88s"))
        kill(daemon.pid, SIGHUP)
        try #require(try await daemon.says("the configuration was read again", times: 2))
        #expect(try await attributes(of: "later", port: port)["VisibilityTimeout"] == "88")
        #expect(try await attributes(of: "used", port: port)["VisibilityTimeout"] == "77", "it is there already")
        try write(yaml.replacing("enabled: true", with: "enabled: false"))
        kill(daemon.pid, SIGHUP)
        try #require(try await daemon.says("the configuration was read again", times: 3))
        let refused = try await call("SendMessage", ["QueueUrl": "never", "MessageBody": "hello"], port)
        #expect((refused["__type"] as? String)?.contains("QueueDoesNotExist") == true)
        try await end(daemon)
    }

    @Test func `The configuration is checked and shown without a start`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(Self.yaml)
        let good = try RunningDaemon(["config", "validate", "--config", "\(folder)/sqsd.conf"])
        #expect(try await good.exitCode() == 0)
        try write("queues: {a: {dely: 1s}}\nprot: 1\n")
        let bad = try RunningDaemon(["config", "validate", "--config", "\(folder)/sqsd.conf"])
        #expect(try await bad.exitCode() == 78)
        #expect(bad.log.contains("did you mean delay?") && bad.log.contains("did you mean port?"))
        let show = try RunningDaemon(["config", "show", "--origin"])
        #expect(try await show.exitCode() == 0)
    }
}
