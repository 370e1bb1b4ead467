import AdminAPI
import AdminClient
import ArgumentParser
import Foundation

struct Stats: Command {
    static let configuration = CommandConfiguration(
        abstract: "Show what went through queues lately.",
        discussion: """
            sqsd remembers the last hour by minutes and the last minute by seconds; it begins anew when it is started.

            Examples:
              sqsctl stats
              sqsctl stats orders --since 1m
              sqsctl stats orders --since 1h --interval 5m -o csv
              sqsctl stats orders --cloudwatch
            """
    )

    @Argument(help: "Queue by name, URL or ARN; all where none is named.", completion: .queues)
    var queue: String?

    @Option(help: ArgumentHelp("How far back, 1h at most; up to 1m by seconds.", valueName: "time"))
    var since = TimeSpan(seconds: 3600)

    @Option(help: ArgumentHelp("Count in steps of this length.", valueName: "time"))
    var interval: TimeSpan?

    @Flag(help: "Print JSON like CloudWatch's GetMetricData, under AWS's names.")
    var cloudwatch = false

    @OptionGroup var watching: WatchOptions

    @OptionGroup(title: "Global options") var options: GlobalOptions

    private static let hour = 3600

    func validate() throws {
        guard 1...Self.hour ~= (try since.wholeSeconds("--since")) else {
            throw ValidationError("--since takes 1s to 1h: sqsd remembers no more.")
        }
        guard let interval else { return }
        let step = isBySeconds ? 1 : 60
        let seconds = try interval.wholeSeconds("--interval")
        guard seconds >= step, seconds.isMultiple(of: step), seconds <= since.milliseconds / 1000 else {
            throw ValidationError(
                isBySeconds
                    ? "--interval takes whole seconds, not longer than --since."
                    : "--interval takes whole minutes, not longer than --since; up to --since 1m seconds."
            )
        }
    }

    func run(in session: Session) async throws {
        let client = try await session.client()
        try await session.show(watching) { _ in try await show(client, in: session) }
    }

    private var isBySeconds: Bool { since.milliseconds <= 60_000 }

    private func show(_ client: AdminClient, in session: Session) async throws {
        let queues: [QueueSummary]
        if let queue {
            queues = [try await client.queue(session.queue(queue)).summary]
        } else {
            queues = try await client.allQueues()
        }
        var found: [(summary: QueueSummary, activity: QueueActivity)] = []
        for queue in queues {
            let activity = try await client.activity(of: QueueReference(queue.queueArn), bySeconds: isBySeconds)
            let part = activity.since(seconds: since.milliseconds / 1000)
            found.append((queue, interval.map { part.inSteps(of: $0.milliseconds / 1000) } ?? part))
        }
        if cloudwatch {
            return try session.output.line(laidOutJSON(session.printer.json(CloudWatchMetrics(found, now: Date()))))
        }
        // One queue in full, of many what was sent and deleted.
        let measures = found.flatMap { ActivityMeasure.measures(of: $0.activity) }
        let shown = queue == nil ? measures.filter { ["sent", "deleted"].contains($0.measure) } : measures
        let bars = min(60, max(10, (session.printer.width ?? 120) - 60))
        try session.printer.list(shown, as: .activity(bars: bars))
        if queues.isEmpty { session.note("There are no queues. `sqsctl create NAME` makes one.") }
    }
}
