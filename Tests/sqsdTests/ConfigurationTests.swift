import ArgumentParser
import Foundation
import Logging
import QueueDeclarations
import Testing

@testable import sqsd

@Suite("Configuration")
struct ConfigurationTests {
    /// Reads with a file of this text.
    private func read(
        _ flags: [SettingKey: [String]] = [:],
        _ environment: [String: String] = [:],
        yaml: String? = nil
    ) async throws -> SqsdConfiguration {
        guard let yaml else { return try ConfigurationSources(flags: flags, environment: environment).read() }
        let path = NSTemporaryDirectory() + "sqsd-\(UInt64.random(in: .min ... .max)).yaml"
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        return try ConfigurationSources(flags: flags, environment: environment, file: path).read()
    }

    private func mistakes(
        _ flags: [SettingKey: [String]] = [:],
        _ environment: [String: String] = [:],
        yaml: String? = nil
    ) async throws -> [String] {
        do {
            _ = try await read(flags, environment, yaml: yaml)
            return []
        } catch let problem as ConfigurationProblem {
            return problem.mistakes.map { $0.replacing(/\S*sqsd-\d+\.yaml/, with: "FILE") }
        }
    }

    @Test("Nothing given: the defaults")
    func defaults() async throws {
        #expect(try await read() == SqsdConfiguration())
        #expect(try await read(yaml: "# Nothing but a comment.\n") == SqsdConfiguration())
    }

    @Test("Flags win over variables, variables over the file, the file over the default")
    func precedence() async throws {
        let yaml = "port: 1\nlog-level: error\nidle-timeout: 5s\n"
        let environment = ["SQSD_PORT": "2", "SQSD_LOG_LEVEL": "debug", "HOME": "/root"]
        let configuration = try await read([.port: ["3"]], environment, yaml: yaml)
        #expect(configuration.port == 3)
        #expect(configuration.logLevel == .debug)
        #expect(configuration.idleTimeout == .seconds(5))
        #expect(configuration.headerTimeout == .seconds(10))
    }

    @Test("Every key can be set from every source", arguments: SettingKey.allCases)
    func everySource(key: SettingKey) async throws {
        let other: [SettingKey: String] = [
            .host: "10.0.0.1", .dataDirectory: "/data", .durability: "memory", .damagedLog: "accept",
            .externalURL: "http://sqs.test",
            .allowedHosts: "a.test", .allowedOrigins: "https://a.test", .admin: "off", .adminHost: "10.0.0.1",
            .adminToken: "0123456789abcdef", .limits: "aws", .logLevel: "debug",
            .logFormat: "json", .headerTimeout: "7s", .bodyTimeout: "7s", .idleTimeout: "7s", .writeTimeout: "7s",
            .shutdownTimeout: "7s", .eventLoops: "3",
            .queue: "orders,visibility-timeout=45s", .autoCreate: "true", .region: "eu-west-1",
            .accountId: "012345678901", .singleRegion: "true", .strict: "true",
        ]
        let value = other[key] ?? "4321"
        let expected = try await read([key: [value]])
        #expect(key.setting.text(expected) == value)
        #expect(expected != SqsdConfiguration())
        #expect(try await read([:], [key.environmentName: value]) == expected)
        #expect(try await read(yaml: "\(key.rawValue): \(value)\n") == expected)
        let flags = try Flags.parse([key.flag, value])
        #expect(flags.values == [key: [value]])
    }

    @Test(
        "Lists, with commas or as YAML has them",
        arguments: [
            "host: 10.0.0.1,::1", "host: [10.0.0.1, \"::1\"]", "host:\n  - 10.0.0.1\n  - \"::1\"",
            "host: 10.0.0.1 , ::1",
        ]
    )
    func lists(yaml: String) async throws {
        #expect(try await read(yaml: yaml).hosts == ["10.0.0.1", "::1"])
        #expect(try await read([.host: ["10.0.0.1", "::1"]]).hosts == ["10.0.0.1", "::1"])
        #expect(try await read([:], ["SQSD_HOST": "10.0.0.1,::1"]).hosts == ["10.0.0.1", "::1"])
    }

    @Test(
        "Times",
        arguments: [
            ("250ms", .milliseconds(250)), ("10s", .seconds(10)), ("10", .seconds(10)), ("2m", .seconds(120)),
            ("1h", .seconds(3600)),
        ] as [(String, Duration)]
    )
    func durations(text: String, duration: Duration) async throws {
        #expect(try await read([.idleTimeout: [text]]).idleTimeout == duration)
    }

    @Test("An empty variable counts as absent")
    func emptyVariable() async throws {
        #expect(try await read([:], ["SQSD_PORT": "", "SQSD_CONFIG": ""]) == SqsdConfiguration())
    }

    @Test("What Kubernetes sets for a service called sqsd is not meant for sqsd")
    func cluster() async throws {
        let environment = [
            "SQSD_PORT": "tcp://10.0.0.1:9324", "SQSD_SERVICE_HOST": "10.0.0.1", "SQSD_SERVICE_PORT": "9324",
            "SQSD_PORT_9324_TCP": "tcp://10.0.0.1:9324", "SQSD_PORT_9324_TCP_ADDR": "10.0.0.1",
        ]
        #expect(try await read([:], environment) == SqsdConfiguration())
    }

    static let wrongValues: [(key: SettingKey, values: [String])] = [
        (.port, ["-1"]), (.port, ["65536"]), (.port, ["http"]), (.port, [""]), (.port, ["1", "2"]), (.port, ["1.5"]),
        (.durability, ["fast"]), (.damagedLog, ["ignore"]), (.limits, ["strict"]), (.logLevel, ["loud"]),
        (.logFormat, ["xml"]),
        (.idleTimeout, ["0s"]), (.idleTimeout, ["10 s"]), (.idleTimeout, ["10d"]), (.idleTimeout, ["s"]),
        (.idleTimeout, ["25h"]), (.idleTimeout, ["-1s"]), (.host, [""]), (.host, ["a b"]), (.maximumConnections, ["0"]),
        (.externalURL, ["sqs.test"]), (.externalURL, ["http://"]), (.externalURL, ["http://a/"]),
        (.admin, ["maybe"]), (.adminHost, [""]), (.adminHost, ["a,b"]), (.adminPort, ["65536"]),
        (.metricsQueueLimit, ["-1"]), (.minimumFreeBytes, ["1 MB"]),
        (.externalURL, ["http://a b"]), (.externalURL, ["ftp://a"]), (.eventLoops, ["65"]),
        (.allowedHosts, ["sqs.test:9324"]), (.allowedHosts, ["http://sqs.test"]), (.allowedHosts, ["a.test,*."]),
        (.allowedHosts, ["*sqs.test"]), (.allowedOrigins, ["app.test"]), (.allowedOrigins, ["https://app.test/"]),
        (.allowedOrigins, ["https://"]), (.allowedOrigins, ["://app.test"]), (.allowedOrigins, ["https://*.test/x"]),
    ]

    @Test("A value that is not allowed: key, value, source, what is allowed", arguments: wrongValues)
    func wrongValue(key: SettingKey, values: [String]) async throws {
        let value = values.joined(separator: ", ")
        #expect(
            try await mistakes([key: values]) == [
                "\(key.rawValue): '\(value)' from the flag \(key.flag) is not allowed; give \(key.setting.allowed)."
            ]
        )
    }

    @Test(
        "Names and origins that something can match",
        arguments: [
            (SettingKey.allowedHosts, "*"), (.allowedHosts, "*.sqs.test"), (.allowedHosts, "SQS_1.test."),
            (.allowedOrigins, "*"), (.allowedOrigins, "null"), (.allowedOrigins, "https://app.test:8443"),
            (.allowedOrigins, "chrome-extension://abc"),
        ]
    )
    func browserRules(key: SettingKey, value: String) async throws {
        #expect(key.setting.text(try await read([key: [value]])) == value)
    }

    @Test("A token that is not allowed is not shown")
    func wrongToken() async throws {
        let found = try await mistakes([:], ["SQSD_ADMIN_TOKEN": "too-short"])
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.contains("SQSD_ADMIN_TOKEN") && !$0.contains("too-short") })
    }

    @Test("All mistakes of all sources are told at once, each with its place")
    func allMistakes() async throws {
        let found = try await mistakes(
            [.port: ["x"]],
            ["SQSD_PROT": "1", "SQSD_LOG_LEVEL": "loud", "SQSD_": "1"],
            yaml: """
                # The first line.
                durabilty: full
                host: 127.0.0.1
                nonsense-of-all-kinds: 1
                limits:
                  mode: aws
                durability: fast
                """
        )
        #expect(
            found == [
                "The environment variable SQSD_ is none that sqsd knows.",
                "The environment variable SQSD_PROT is none that sqsd knows; did you mean SQSD_PORT?",
                "FILE, line 2, column 1: 'durabilty' is no key that sqsd knows; did you mean durability?",
                "FILE, line 4, column 1: 'nonsense-of-all-kinds' is no key that sqsd knows.",
                "FILE, line 5, column 1: limits holds neither a text nor a list; give relaxed, aws.",
                "port: 'x' from the flag --port is not allowed; give a whole number, 0 … 65535.",
                "durability: 'fast' from FILE, line 7, column 1 is not allowed; give full, normal, memory.",
                """
                log-level: 'loud' from the environment variable SQSD_LOG_LEVEL is not allowed; \
                give trace, debug, info, notice, warning, error, critical.
                """,
            ]
        )
    }

    @Test(
        "A file that cannot be read, or is no YAML",
        arguments: ["port: [1", "port: 1\nport: 2", "just words", "- a"]
    )
    func unreadable(yaml: String) async throws {
        #expect(try await !mistakes(yaml: yaml).isEmpty)
        #expect(throws: ConfigurationProblem.self) {
            try ConfigurationSources(environment: ["SQSD_CONFIG": "/does/not/exist.yaml"]).read()
        }
    }

    @Test("The example holds every key, each at its default")
    func example() async throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Config/sqsd.example.yaml")
        let text = try String(contentsOf: path, encoding: .utf8)
        let keys = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { String($0.prefix { $0 != ":" }) }
        #expect(Set(keys) == Set(SettingKey.allCases.map(\.rawValue)))
        #expect(keys.count == SettingKey.allCases.count)
        #expect(try await read(yaml: text) == SqsdConfiguration())
    }

    @Test("The help explains every setting with its default")
    func help() {
        let help = Sqsd.helpMessage(columns: 10_000)
        for key in SettingKey.allCases {
            let standard = key.setting.text(SqsdConfiguration())
            #expect(help.contains("\(key.flag) "))
            #expect(
                help.contains(
                    "\(key.setting.help) Give \(key.setting.allowed). (default: \(standard.isEmpty ? "empty" : standard))"
                )
            )
        }
    }

    @Test(
        "Where data lies when nothing is said",
        arguments: [
            (["STATE_DIRECTORY": "/var/lib/sqsd", "HOME": "/root"], "/var/lib/sqsd"),
            (["STATE_DIRECTORY": "/var/lib/sqsd:/var/lib/b"], "/var/lib/sqsd"),
            (["XDG_DATA_HOME": "/x", "HOME": "/root"], "/x/sqsd"), (["HOME": "/root"], "/root/.local/share/sqsd"),
            (["HOME": ""], nil),
        ] as [([String: String], String?)]
    )
    func dataDirectory(environment: [String: String], expected: String?) {
        #expect(standardDataDirectory(environment) == expected)
    }

    @Test("Queues of the file and of flags, which win")
    func queues() throws {
        let yaml = """
            queue: [from-list]
            region: eu-west-1
            queues:
              orders: {visibility-timeout: 10s}
              audit:
            """
        let loaded = try load([.queue: ["orders,visibility-timeout=20s", "new;newer"]], yaml: yaml)
        #expect(loaded.declarations.queues.map(\.name) == ["audit", "orders", "new", "newer"])
        #expect(loaded.declarations.queues[1].definition.attributes == [.visibilityTimeout: "20"])
        #expect(loaded.origins[.queue] == "the flag --queue")
        let fromFile = try load(yaml: yaml)
        #expect(fromFile.declarations.queues.map(\.name) == ["orders", "audit", "from-list"])
        #expect(throws: ConfigurationProblem.self) { try load([.queue: ["a,dely=1s"]]) }
        #expect(throws: ConfigurationProblem.self) { try load([.queue: ["a", "a"]]) }
        #expect(throws: ConfigurationProblem.self) { try load([.queue: ["a,dead-letter=a:1"]]) }
    }

    @Test("An ElasticMQ file sets settings, below flags; keys that are not known are mistakes only where it is strict")
    func elasticMQ() throws {
        let conf =
            "rest-sqs { bind-port = 1234, colour = red }\nqueues { a { delay = 5s } }\nauto-create-queues.enabled = true"
        let loaded = try load(yaml: conf)
        #expect(loaded.configuration.port == 1234)
        #expect(loaded.configuration.createsQueues)
        #expect(loaded.declarations.queues.map(\.name) == ["a"])
        #expect(loaded.notes.contains { $0.contains("line 1, column 30: 'colour'") })
        #expect(try load([.port: ["1"]], yaml: conf).configuration.port == 1)
        #expect(throws: ConfigurationProblem.self) { try load([.strict: ["true"]], yaml: conf) }
    }

    @Test("GoAWS's files are for conversion")
    func goAWS() async throws {
        #expect(try await mistakes(yaml: "Local:\n  Port: 1\n").allSatisfy { $0.contains("sqsctl config convert") })
        #expect(try await mistakes(yaml: "Local:\n  Port: 1\n").count == 1)
    }

    @Test("What is shown can be given, and says where it comes from")
    func show() throws {
        let yaml =
            "port: 1\nallowed-hosts: [\"*\"]\nqueues:\n  a: {delay: 5s}\n"
            + "auto-create: {enabled: true, template: {delay: 6s}}\n"
        let loaded = try load([.logLevel: ["debug"]], yaml: yaml)
        let again = try load(yaml: loaded.yaml(withOrigins: false))
        #expect(again.configuration == loaded.configuration)
        #expect(again.declarations == loaded.declarations)
        let text = loaded.yaml(withOrigins: true)
        #expect(text.contains("log-level: debug  # the flag --log-level\n"))
        #expect(text.contains("yaml, line 1, column 1\n"))
        #expect(text.contains("idle-timeout: 75s  # default\n"))
    }

    private func load(_ flags: [SettingKey: [String]] = [:], yaml: String? = nil) throws -> LoadedConfiguration {
        guard let yaml else { return try ConfigurationSources(flags: flags).load() }
        let path = NSTemporaryDirectory() + "sqsd-\(UInt64.random(in: .min ... .max)).yaml"
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        return try ConfigurationSources(flags: flags, file: path).load()
    }
}
