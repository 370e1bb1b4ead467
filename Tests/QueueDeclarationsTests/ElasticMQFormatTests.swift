import Testing

@testable import QueueDeclarations

@Suite("ElasticMQ's format")
struct ElasticMQFormatTests {
    /// What ElasticMQ's documentation shows, in words of our own.
    private static let documented = """
        include classpath("application.conf")

        // Where it is seen from outside.
        node-address {
          protocol = http
          host = "sqs.test"   # not a star
          port = 9324
          context-path = ""
        }
        rest-sqs {
          enabled = true
          bind-port = 9324
          bind-hostname = "0.0.0.0"
          sqs-limits = strict
        }
        rest-stats { enabled = true, bind-port = 9325, bind-hostname = "0.0.0.0" }
        generate-node-address = false
        queues {
          queue1 {
            defaultVisibilityTimeout = 10 seconds
            delay = 5 seconds
            receiveMessageWait = 0 seconds
            deadLettersQueue {
              name = "queue1-dead-letters"
              maxReceiveCount = 3 // from 1 to 1000
            }
            fifo = false
            contentBasedDeduplication = false
            copyTo = "audit-queue-name"
            moveTo = "redirect-queue-name"
            tags {
              tag1 = "tagged1"
              tag2 = "tagged2"
            }
          }
          queue1-dead-letters { }
          audit-queue-name { }
          redirect-queue-name { }
          lane { fifo = true, contentBasedDeduplication = true, deadLettersQueue { name = lane-dlq, maxReceiveCount = 1 } }
          lane-dlq { fifo = true }
        }
        aws {
          region = us-west-2
          accountId = 000000000000
        }
        auto-create-queues {
          enabled = true
          template { defaultVisibilityTimeout = 1 minute }
        }
        queues-storage { enabled = true, path = "/data/queues.conf" }
        messages-storage {
          enabled = true
          uri = "jdbc:h2:/data/elasticmq"
        }
        akka.http.server.request-timeout = 21 s
        """

    @Test func `A file as the documentation shows it`() throws {
        let file = read(Self.documented)
        #expect(file.format == .elasticMQ)
        #expect(file.mistakes.isEmpty)
        #expect(file.unknownKeys.isEmpty)
        #expect(
            file.settings.map { "\($0.key) \($0.value)" } == [
                #"external-url texts(["http://sqs.test:9324"])"#, #"port texts(["9324"])"#,
                #"host texts(["0.0.0.0"])"#, #"admin-port texts(["9325"])"#,
                #"region texts(["us-west-2"])"#, #"account-id texts(["000000000000"])"#,
                #"auto-create texts(["true"])"#, #"single-region texts(["true"])"#,
            ]
        )
        let queues = file.declarations.queues
        #expect(
            queues.map(\.name) == [
                "queue1", "queue1-dead-letters", "audit-queue-name", "redirect-queue-name", "lane.fifo",
                "lane-dlq.fifo",
            ]
        )
        let first = try #require(queues.first?.definition)
        #expect(first.attributes == [.visibilityTimeout: "10", .delay: "5", .receiveWait: "0"])
        #expect(first.deadLetter == .init(queue: "queue1-dead-letters", maxReceiveCount: 3))
        #expect(first.copyTo == "audit-queue-name" && first.moveTo == "redirect-queue-name")
        #expect(first.tags == ["tag1": "tagged1", "tag2": "tagged2"])
        #expect(queues[4].definition.deadLetter?.queue == "lane-dlq.fifo")
        #expect(queues[4].definition.attributes == [.contentBasedDeduplication: "true"])
        #expect(file.declarations.template.attributes == [.visibilityTimeout: "60"])
        let notes = file.notes.map(\.description)
        #expect(notes.contains { $0.hasPrefix("FILE, line 1, column 1: include classpath") })
        for word in ["queues-storage", "admin-host", "messages-storage", "akka", "lane.fifo"] {
            #expect(notes.contains { $0.contains(word) })
        }
    }

    @Test(
        arguments: [
            ("10 seconds", "10"), ("5s", "5"), ("500 ms", "1"), ("30000", "30"), ("2 minutes", "120"), ("1h", "3600"),
            ("\"10 seconds\"", "10"), ("0", "0"), ("0.5 seconds", "1"),
        ]
    )
    func `Times; a bare number means milliseconds`(text: String, seconds: String) {
        let file = read("queues { a { defaultVisibilityTimeout = \(text) } }")
        #expect(file.mistakes.isEmpty)
        #expect(file.declarations.queues.first?.definition.attributes[.visibilityTimeout] == seconds)
        let isWhole = !["500 ms", "0.5 seconds"].contains(text)
        #expect(file.notes.contains { $0.text.contains("whole seconds") } == !isWhole)
    }

    @Test(
        arguments: [
            "queues.a.delay = 5s", "queues { a { delay = 5s, }, }",
            "{ queues { a.delay = 5s } }",
            "queues { a { delay = 1s } }\nqueues { a { delay = 5s } }", "d = 5\nqueues.a.delay = ${d} s",
            "base { delay = 5s }\nqueues { a = ${base} { tags { x = y } } }", "queues { \"a\" { delay = ${WAIT} } }",
            "queues.a.delay = 5s\nqueues.a.delay = ${?NOTHING}", "queues.a { delay = 1s\n delay = ${?WAIT} }",
            "queues { a {\n delay =\n 5s # so long\n } }", #"queues.a.delay = \"""5s\""" "#,
            "include \"more.conf\"\nqueues {}", "include file(\"more.conf\")",
        ]
    )
    func `Spellings of one and the same queue`(text: String) {
        let text = text.replacing(#"\""""#, with: "\"\"\"")
        let file = read(text, environment: ["WAIT": "5s"], files: ["more.conf": "queues.a.delay = 5s"])
        #expect(file.format == .elasticMQ)
        #expect(file.mistakes.isEmpty)
        #expect(file.declarations.queues.map(\.name) == ["a"])
        #expect(file.declarations.queues.first?.definition.attributes[.delay] == "5")
    }

    @Test(
        arguments: [
            ("queues {\n a {\n", 2), ("queues {\n a = [1\n", 2), ("queues { a b }", 1),
            ("queues {\n a { delay = \"5s\n } }", 2),
            ("queues {\n a { delay = ${WAIT} } }", 2), ("queues { a { delay = 5 parsecs } }", 1),
            ("x = 1\nqueues { a { delay = 1 hour } }", 2), ("queues { \"a b\" {} }", 1), ("queues { a {} } }", 1),
            ("queues { a { deadLettersQueue { name = a, maxReceiveCount = 1 } } }", 1),
            ("queues { a { deadLettersQueue { name = b } } }", 1), ("queues { a { fifo = sometimes } }", 1),
            ("queues { a { fifo = true }, a.fifo { } }", 1), ("queues { a = ${b}, b = ${queues.a} }", 1),
            ("include required(\"none.conf\")\nqueues {}", 1), ("include \"loop.conf\"\nqueues {}", 1),
        ]
    )
    func `Mistakes with their lines`(text: String, line: Int) throws {
        let file = read(text, files: ["loop.conf": "include \"loop.conf\""])
        let mistake = try #require(file.mistakes.first)
        #expect(mistake.place.line == line)
    }

    @Test func `Unknown keys are told with their lines, and with what was probably meant`() {
        let file = read(
            """
            queues {
              a { defaultVisibiltyTimeout = 1s, deadLettersQueue { name = b, maxReceiveCount = 1, x = 1 } }
            }
            rest-sqs { bind-prot = 1 }
            colour = red
            """
        )
        #expect(file.mistakes.isEmpty)
        #expect(
            file.unknownKeys.map(\.description) == [
                "FILE, line 4, column 12: 'bind-prot' is no key that is known here; did you mean bind-port?",
                "FILE, line 5, column 1: 'colour' is no key that is known here.",
                """
                FILE, line 2, column 7: 'defaultVisibiltyTimeout' is no attribute that is known here; did you mean \
                defaultVisibilityTimeout?
                """,
                "FILE, line 2, column 87: 'x' is no key of deadLettersQueue.",
            ]
        )
    }

    @Test func `References of references end in a mistake, not in memory`() {
        var text = "a0 = [x, x]\n"
        for level in 1..<40 { text += "a\(level) = ${a\(level - 1)} ${a\(level - 1)}\n" }
        #expect(!read(text + "queues {}").mistakes.isEmpty)
    }

    @Test(arguments: ["a += 1\n", "a = ${?NONE}\n", "a += 1\na = ${?NONE}\n"])
    func `A key that is added to without end is a mistake`(line: String) {
        #expect(read("a = [0]\n" + String(repeating: line, count: 200)).mistakes.isEmpty)
        #expect(!read("a = [0]\n" + String(repeating: line, count: 100_000)).mistakes.isEmpty)
    }

    @Test func `Files that include others many times, which do the same, are a mistake`() {
        var files = ["file7": ""]
        for level in 1..<7 {
            files["file\(level)"] = String(repeating: "include \"file\(level + 1)\"\n", count: 10)
        }
        let file = read("include \"file1\"\nqueues {}", files: files)
        #expect(file.mistakes.map(\.description).contains { $0.contains("too often") })
    }

    @Test func `A star as host, or a generated address, leave queue URLs to the caller`() {
        for text in ["node-address.host = \"*\"", "generate-node-address = true\nnode-address { host = x }"] {
            #expect(!read(text).settings.contains { $0.key == "external-url" })
        }
    }
}
