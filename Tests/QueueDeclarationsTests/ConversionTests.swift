import Testing

@testable import QueueDeclarations

@Suite("Conversion")
struct ConversionTests {
    @Test func `GoAWS: queues with the defaults of all, and what has no place here`() throws {
        let file = read(
            """
            Local:
              Host: goaws.test
              Port: 4100
              Region: eu-west-1
              AccountId: "100010001000"
              QueueAttributeDefaults:
                VisibilityTimeout: 10
                ReceiveMessageWaitTimeSeconds: 2
              Queues:
                - Name: one
                - Name: two
                  VisibilityTimeout: 60
                  MaximumMessageSize: 2048
                  RedrivePolicy: '{"maxReceiveCount": 4, "deadLetterTargetArn":"arn:aws:sqs:eu-west-1:100010001000:one"}'
                - Nmae: three
              Topics:
                - Name: topic
            Dev:
              Port: 1
            """
        )
        #expect(file.format == .goAWS)
        #expect(file.settings.map(\.key) == ["port", "region", "account-id"])
        let queues = file.declarations.queues
        #expect(queues.map(\.name) == ["one", "two"])
        #expect(queues[0].definition.attributes == [.visibilityTimeout: "10", .receiveWait: "2"])
        #expect(
            queues[1].definition.attributes == [
                .visibilityTimeout: "60", .receiveWait: "2", .maximumMessageSize: "2048",
            ]
        )
        #expect(queues[1].definition.deadLetter?.queueName == "one")
        #expect(file.mistakes.map(\.place.line) == [15])
        #expect(file.notes.contains { $0.text.contains("SNS") })
        #expect(file.notes.contains { $0.text.contains("Dev") })
    }

    private static let sources = [
        "port: 1\nallowed-hosts: [\"*\", b.test]\nqueues:\n  a: {visibility-timeout: 90s, max-message-size: 256KiB}\n",
        "queues {\n  a { delay = 5s, tags { n = \"null\", t = \"a: b # c\", e = \"\", z = 007, u = \"ü\\n\" } }\n b {} }",
        "auto-create-queues { enabled = true, template { delay = 2s } }\naws { region = eu-west-1, accountId = 000000000000 }",
        "auto-create-queues.enabled = false",
        """
        queues:
          d.fifo: {dead-letter: "e.fifo:7", redrive-allow: [a, b], policy: {Id: "a 'b' \\"c\\""}, tags: {yes: no}}
          e.fifo: {redrive-allow: all, account: "000000000000", region: eu-west-1, copy-to: x, move-to: y}
        auto-create: {enabled: yes, template: {retention: 1d, tags: {a: b}}}
        """,
        "Local:\n  Port: 1\n  Queues:\n    - Name: \"123\"\n    - Name: \"0x1\"\n    - Name: \"on\"\n    - Name: 1e3\n",
    ]

    @Test(arguments: sources)
    func `What is written is read again as the same, and written the same again`(text: String) {
        let file = read(text)
        #expect(file.mistakes.isEmpty)
        let yaml = file.yaml()
        let again = read(yaml)
        #expect(again.format == .sqsd)
        #expect(again.mistakes.isEmpty)
        #expect(again.declarations == file.declarations)
        func values(_ file: DeclarationFile) -> [String] { file.settings.map { "\($0.key)=\($0.value)" }.sorted() }
        #expect(values(again) == values(file))
        let body = yaml.split(separator: "\n", omittingEmptySubsequences: false).drop {
            $0.hasPrefix("#") || $0.isEmpty
        }
        #expect(again.yaml() == body.joined(separator: "\n"))
    }

    @Test func `What was left out stands in comments`() {
        let yaml = read("queues { a { } }\nmessages-storage { enabled = true }\ncolour = red").yaml()
        #expect(yaml.hasPrefix("# Converted from a configuration of ElasticMQ.\n"))
        #expect(yaml.contains("# FILE, line 2, column 1: messages-storage is left out"))
        #expect(yaml.contains("# FILE, line 3, column 1: 'colour'"))
        #expect(yaml.hasSuffix("queues:\n  a: {}\n"))
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `No text makes it crash`(seed: UInt64) {
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet = Array("{}[]\"$?=:,+#/\\.&*|>-!'% \n\t\u{0}\u{FEFF}ü0a~".unicodeScalars)
        var read = 0
        for _ in 0..<400 {
            var scalars = Array(Self.sources[random(Self.sources.count)].unicodeScalars)
            for _ in 0...random(6) {
                let at = random(scalars.count)
                switch random(4) {
                case 0: scalars.remove(at: at)
                case 1: scalars.insert(alphabet[random(alphabet.count)], at: at)
                case 2: scalars[at] = alphabet[random(alphabet.count)]
                default: scalars += scalars[at...]
                }
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            let file = DeclarationFile(text: String(text), name: "FILE")
            if file.mistakes.isEmpty { _ = file.yaml() }
            read += 1
        }
        #expect(read == 400)
    }
}
