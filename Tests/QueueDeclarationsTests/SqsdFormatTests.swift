import Foundation
import Testing

@testable import QueueDeclarations

func read(_ text: String, environment: [String: String] = [:], files: [String: String] = [:]) -> DeclarationFile {
    DeclarationFile(text: text, name: "FILE", environment: environment) { files[$0] }
}

@Suite("Our own format")
struct SqsdFormatTests {
    @Test func `Queues, settings and the template of one file`() throws {
        let file = read(
            """
            # A comment.
            port: 9324
            allowed-hosts: [a.test, b.test]
            external-url: ""
            queues:
              orders:
                visibility-timeout: 30s
                retention: 4d
                delay: 5s
                receive-wait: 20s
                max-message-size: 256KiB
                dead-letter: {queue: orders-dlq, max-receive-count: 5}
                policy: {Version: "2012-10-17", Statement: []}
                kms-master-key-id: alias/aws/sqs
                kms-data-key-reuse-period: 5m
                tags: {team: shop, "empty": ""}
                copy-to: audit
                region: eu-west-1
                account: "111122223333"
              orders-dlq:
                redrive-allow: [orders]
              audit:
              moves.fifo:
                fifo: true
                content-based-deduplication: true
                deduplication-scope: messageGroup
                fifo-throughput-limit: perMessageGroupId
                sqs-managed-sse: false
                redrive-allow: deny
                move-to: other.fifo
            auto-create:
              enabled: true
              template:
                visibility-timeout: 1m
                dead-letter: unread:3
            """
        )
        #expect(file.format == .sqsd)
        #expect(file.mistakes.isEmpty)
        #expect(
            file.settings.map { "\($0.key) \($0.value)" } == [
                #"port texts(["9324"])"#, #"allowed-hosts texts(["a.test", "b.test"])"#, "external-url nothing",
                #"auto-create texts(["true"])"#,
            ]
        )
        #expect(file.settings.first?.place == Place("FILE", line: 2, column: 1))
        let queues = file.declarations.queues
        #expect(queues.map(\.name) == ["orders", "orders-dlq", "audit", "moves.fifo"])
        let orders = try #require(queues.first)
        #expect(orders.region == "eu-west-1" && orders.account == "111122223333")
        #expect(orders.definition.copyTo == "audit")
        #expect(orders.definition.tags == ["team": "shop", "empty": ""])
        #expect(
            orders.definition.attributes(region: "eu-west-1", account: "111122223333").map { "\($0.name)=\($0.value)" }
                == [
                    "DelaySeconds=5", "KmsDataKeyReusePeriodSeconds=300", "KmsMasterKeyId=alias/aws/sqs",
                    "MaximumMessageSize=262144", "MessageRetentionPeriod=345600",
                    #"Policy={"Version":"2012-10-17","Statement":[]}"#, "ReceiveMessageWaitTimeSeconds=20",
                    #"RedrivePolicy={"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:orders-dlq","#
                        + #""maxReceiveCount":5}"#,
                    "VisibilityTimeout=30",
                ]
        )
        #expect(queues[1].definition.redriveAllow == .only(["orders"]))
        #expect(queues[2].definition == QueueDefaults())
        #expect(queues[3].definition.moveTo == "other.fifo")
        #expect(queues[3].isFIFO)
        #expect(file.declarations.template.attributes == [.visibilityTimeout: "60"])
        #expect(file.declarations.template.deadLetter == .init(queue: "unread", maxReceiveCount: 3))
    }

    @Test func `Attributes in the spelling of SQS`() throws {
        let file = read(
            #"""
            queues:
              orders.fifo:
                VisibilityTimeout: 45
                FifoQueue: "true"
                ContentBasedDeduplication: "true"
                RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dlq.fifo","maxReceiveCount":"3"}'
                RedriveAllowPolicy: {redrivePermission: byQueue, sourceQueueArns: ["arn:aws:sqs:us-east-1:000000000000:a"]}
                Tags: {a: b}
            """#
        )
        #expect(file.mistakes.isEmpty)
        let queue = try #require(file.declarations.queues.first?.definition)
        #expect(queue.attributes == [.visibilityTimeout: "45", .contentBasedDeduplication: "true"])
        #expect(queue.deadLetter?.queueName == "dlq.fifo")
        #expect(queue.deadLetter?.maxReceiveCount == 3)
        #expect(queue.redriveAllow == .only(["arn:aws:sqs:us-east-1:000000000000:a"]))
        #expect(queue.tags == ["a": "b"])
    }

    @Test(
        arguments: [
            ("visibility-timeout: 12h", "43200"), ("visibility-timeout: 0", "0"), ("visibility-timeout: 90", "90"),
            ("visibility-timeout: 5000ms", "5"), ("retention: 14d", "1209600"), ("retention: 1m", "60"),
            ("max-message-size: 1MiB", "1048576"), ("max-message-size: 2048B", "2048"),
            ("max-message-size: 1024", "1024"),
            ("sqs-managed-sse: True", "true"),
        ]
    )
    func `Values in plain units`(line: String, value: String) {
        let file = read("queues:\n  a:\n    \(line)\n")
        #expect(file.mistakes.isEmpty)
        #expect(file.declarations.queues.first?.definition.attributes.values.first == value)
    }

    @Test(
        arguments: [
            "visibility-timeout: 13h", "visibility-timeout: 500ms", "visibility-timeout: 30kg",
            "visibility-timeout: -1",
            "visibility-timeout: [1]", "visibility-timeout:", "retention: 59s", "retention: 15d", "delay: 16m",
            "receive-wait: 21s", "max-message-size: 2MiB", "max-message-size: 256KB", "max-message-size: 1000",
            "sqs-managed-sse: maybe", "dead-letter: orders-dlq", "dead-letter: {queue: x}", "dead-letter: dlq:0",
            "dead-letter: {queue: x, max-receive-count: 1001}", "dead-letter: {max-receive-count: 1}",
            "dead-letter: {queue: x, max-receive-count: 3, y: 1}", "redrive-allow: some", "redrive-allow: []",
            "redrive-allow: [a b]", "tags: [a]", "tags: {\"\": x}", "copy-to: a b", "region: EU", "account: 12",
            "fifo: true", "content-based-deduplication: true", "visibility-timeout: 99999999999999999999s",
        ]
    )
    func `What is not allowed is told with its line`(line: String) throws {
        let file = read("queues:\n  a:\n    \(line)\n")
        let mistake = try #require(file.mistakes.first)
        #expect(file.mistakes.count == 1)
        #expect(mistake.place.line == 3)
        #expect(mistake.text.count > 20)
    }

    @Test func `All mistakes are told, with file, line, column and what was probably meant`() {
        let file = read(
            """
            queues:
              orders:
                visibilty-timeout: 30s
                retention: 4w
              "a b":
              self: {dead-letter: "self:5"}
              kinds.fifo: {dead-letter: "plain:5", fifo: false}
              one: {dead-letter: "two:1"}
              two: {dead-letter: "one:1"}
              double:
                delay: 1s
                DelaySeconds: 1
            auto-create:
              enable: true
              template: {fifo: true}
            """
        )
        #expect(
            file.mistakes.map(\.description) == [
                "FILE, line 3, column 5: 'visibilty-timeout' is no attribute of a queue; did you mean visibility-timeout?",
                """
                FILE, line 4, column 16: retention: '4w' is not allowed; give whole seconds from 1m to 14d, such as 4d.
                """,
                """
                FILE, line 5, column 3: 'a b' cannot be the name of a queue; give 1 to 80 letters, digits, hyphens and \
                underscores, for a FIFO queue with .fifo at the end.
                """,
                "FILE, line 7, column 40: A queue whose name ends in .fifo is a FIFO queue.",
                "FILE, line 12, column 5: delay is given twice, as DelaySeconds too.",
                "FILE, line 14, column 3: 'enable' is no key of auto-create; did you mean enabled?",
                """
                FILE, line 15, column 14: fifo cannot be part of a template: names ending in .fifo decide it.
                """,
                "FILE, line 6, column 3: self cannot be its own dead-letter queue.",
                """
                FILE, line 7, column 3: kinds.fifo is a FIFO queue, and so its dead-letter queue has to be, not plain.
                """,
                "FILE, line 8, column 3: Dead-letter queues lead back to where they began: one → two → one.",
            ]
        )
    }

    @Test(
        arguments: [
            ("queues: [a]", 1), ("- a", 1), ("just words", 1), ("port: [1", 2), ("a: 1\na: 2", 2),
            ("queues: {a: 1}", 1),
            ("queues:\n  a: {}\n  a: {}", 3), ("? [a]\n: b", 1), ("a: &x [*x]", 1),
        ]
    )
    func `A file that is none is told, never half read`(text: String, line: Int) {
        let file = read(text)
        #expect(!file.mistakes.isEmpty)
    }

    @Test func `Nested brackets and aliases of aliases end in a mistake`() {
        #expect(!read(String(repeating: "[", count: 100_000)).mistakes.isEmpty)
        #expect(!read(String(repeating: "a: {", count: 5000)).mistakes.isEmpty)
        #expect(!read(String(repeating: "- ", count: 100_000)).mistakes.isEmpty)
        #expect(!read(String(repeating: "? ", count: 100_000)).mistakes.isEmpty)
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            let alias = "*a\(level - 1)"
            bomb += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ","))]\n"
        }
        #expect(!read(bomb).mistakes.isEmpty)
    }

    @Test func `Dead-letter queues come before those that name them`() {
        let file = read(
            """
            queues:
              a: {dead-letter: "b:1"}
              x:
              c:
              b: {dead-letter: "c:1"}
            """
        )
        #expect(file.declarations.inDependencyOrder.map(\.name) == ["c", "b", "a", "x"])
    }

    @Test func `The example is in order, and explains every key`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("Config/queues.example.yaml"), encoding: .utf8)
        let file = read(text)
        #expect(file.mistakes.isEmpty)
        #expect(file.declarations.queues.count == 6)
        let structured = [
            "dead-letter", "redrive-allow", "tags", "copy-to", "move-to", "region", "account", "template",
        ]
        for key in AttributeKey.allCases.map(\.rawValue) + structured { #expect(text.contains(" \(key):")) }
    }

    @Test func `A flag declares a queue with its attributes`() throws {
        let (found, mistakes) = DeclaredQueue.parse(
            "orders, visibility-timeout=45s,dead-letter=orders-dlq:5 ,tags.team=shop",
            source: "the flag --queue"
        )
        let queue = try #require(found)
        #expect(mistakes.isEmpty)
        #expect(queue.name == "orders")
        #expect(queue.definition.attributes == [.visibilityTimeout: "45"])
        #expect(queue.definition.deadLetter == .init(queue: "orders-dlq", maxReceiveCount: 5))
        #expect(queue.definition.tags == ["team": "shop"])
        #expect(
            DeclaredQueue.parse("a,dely=1s,b", source: "--queue").mistakes.map(\.description) == [
                "--queue: 'b' has no value; give KEY=VALUE, such as visibility-timeout=30s.",
                "--queue: 'dely' is no attribute of a queue; did you mean delay?",
            ]
        )
        #expect(DeclaredQueue.parse("", source: "--queue").queue == nil)
    }
}
