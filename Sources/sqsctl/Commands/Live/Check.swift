import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell a monitoring system whether all is well.",
        discussion: """
            One line in the form of monitoring plug-ins, and the exit code: 0 well, 1 warning, 2 critical, 3 unknown.

            Examples:
              sqsctl check daemon
              sqsctl check queue orders --age-warn 5m --age-crit 30m --dlq-warn 1
            """,
        subcommands: [CheckDaemon.self, CheckQueue.self]
    )
}

struct CheckDaemon: Command {
    static let configuration = CommandConfiguration(
        commandName: "daemon",
        abstract: "Check sqsd itself: that it answers, is ready, and has room on its disk.",
        discussion: """
            Examples:
              sqsctl check daemon
              sqsctl check daemon --disk-warn 1024MiB --disk-crit 128MiB
            """
    )

    @Option(help: ArgumentHelp("Warn where less is free on the disk.", valueName: "size"))
    var diskWarn: ByteCount?

    @Option(help: ArgumentHelp("Critical where less is free on the disk.", valueName: "size"))
    var diskCrit: ByteCount?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        try await session.report(on: "DAEMON", ifNobodyAnswers: .critical) { report in
            let status = try await session.client().status()
            if status.isDraining {
                report.add(.critical, "\(status.label) is stopping")
            } else if !status.isReady {
                report.add(.critical, "\(status.label) is not ready")
            } else {
                report.remarks.append("\(status.label) is ready, sqsd \(status.version.version)")
            }
            report.add(.init(name: "queues", value: Double(status.queues)), "\(status.queues) queues")
            report.add(
                .init(name: "connections", value: Double(status.connections)),
                "\(status.connections) connections"
            )
            if let free = status.diskFreeBytes {
                report.add(.init(name: "disk_free", value: Double(free), unit: "B"), "\(Humanized.bytes(free)) free")
                if let diskCrit, free < diskCrit.bytes {
                    report.add(.critical, "the disk is full")
                } else if let diskWarn, free < diskWarn.bytes {
                    report.add(.warning, "the disk is getting full")
                }
            }
        }
    }
}

struct CheckQueue: Command {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Check a queue: how old its oldest message is, how many wait, how many are dead letters.",
        discussion: """
            A limit is passed when it is reached. Without any, the queue has to exist and nothing more.

            Examples:
              sqsctl check queue orders --age-warn 5m --age-crit 30m
              sqsctl check queue orders --depth-warn 1000 --depth-crit 10000 --dlq-warn 1
            """
    )

    @Argument(help: "Queue by name, URL or ARN.", completion: .queues)
    var queue: String

    @Option(help: ArgumentHelp("Warn where the oldest message is as old.", valueName: "time"))
    var ageWarn: TimeSpan?

    @Option(help: ArgumentHelp("Critical where the oldest message is as old.", valueName: "time"))
    var ageCrit: TimeSpan?

    @Option(help: ArgumentHelp("Warn where so many messages are visible.", valueName: "count"))
    var depthWarn: Int?

    @Option(help: ArgumentHelp("Critical where so many messages are visible.", valueName: "count"))
    var depthCrit: Int?

    @Option(help: ArgumentHelp("Warn where its dead-letter queue has so many messages.", valueName: "count"))
    var dlqWarn: Int?

    @Option(help: ArgumentHelp("Critical where its dead-letter queue has so many messages.", valueName: "count"))
    var dlqCrit: Int?

    @OptionGroup(title: "Global options") var options: GlobalOptions

    func run(in session: Session) async throws {
        try await session.report(on: "QUEUE", ifNobodyAnswers: .unknown) { report in
            let client = try await session.client()
            let reference = session.queue(queue)
            let summary = try await client.queue(reference).summary
            let depth = summary.approximateNumberOfMessages
            report.add(
                .init(name: "visible", value: Double(depth), threshold: threshold(depthWarn, depthCrit)),
                "\(summary.queueName): \(depth) visible"
            )
            let inFlight = summary.approximateNumberOfMessagesNotVisible
            report.add(.init(name: "in_flight", value: Double(inFlight)), "\(inFlight) in flight")
            let age = summary.approximateAgeOfOldestMessage ?? 0
            let ages = Threshold(warning: ageWarn?.exactSeconds, critical: ageCrit?.exactSeconds)
            report.add(
                .init(name: "age", value: age, unit: "s", threshold: ages),
                depthText(summary.approximateAgeOfOldestMessage)
            )
            try await addDeadLetters(of: summary, reference, client, to: &report)
        }
    }

    private func addDeadLetters(
        of summary: QueueSummary,
        _ reference: QueueReference,
        _ client: AdminClient,
        to report: inout PluginReport
    ) async throws {
        guard let name = summary.deadLetterQueue else {
            if dlqWarn != nil || dlqCrit != nil {
                report.add(.unknown, "\(summary.queueName) has no dead-letter queue")
            }
            return
        }
        let arn = "arn:aws:sqs:\(summary.region):\(summary.account):\(name)"
        let letters = try await client.queue(QueueReference(name.hasPrefix("arn:") ? name : arn)).summary.depth
        report.add(
            .init(name: "dead_letters", value: Double(letters), threshold: threshold(dlqWarn, dlqCrit)),
            "\(letters) dead letters"
        )
    }

    private func depthText(_ age: Double?) -> String {
        age.map { "oldest \(Humanized.duration(seconds: $0))" } ?? "empty"
    }

    private func threshold(_ warning: Int?, _ critical: Int?) -> Threshold {
        Threshold(warning: warning.map(Double.init), critical: critical.map(Double.init))
    }
}

extension TimeSpan {
    fileprivate var exactSeconds: Double { Double(milliseconds) / 1000 }
}

extension Session {
    /// Prints a report and ends with its exit code; what goes wrong on the way is a part of it.
    fileprivate func report(
        on subject: String,
        ifNobodyAnswers condition: Condition,
        _ make: (inout PluginReport) async throws -> Void
    ) async throws {
        var report = PluginReport(subject)
        do {
            try await make(&report)
        } catch {
            let failure = await explain(error)
            let isAway = failure.status == .unavailable || failure.status == .temporary
            // A queue that is to be checked and is not there is as bad as can be.
            report.add(isAway ? condition : failure.status == .data ? .critical : .unknown, failure.message)
        }
        try output.line(printable(report.text))
        if report.condition != .ok { throw ExitCode(report.condition.rawValue) }
    }
}
