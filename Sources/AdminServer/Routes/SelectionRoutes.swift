internal import AdminAPI
internal import Hummingbird
internal import NIOCore
internal import QueueService
internal import QueueStore
internal import ServiceLifecycle
import Foundation

/// Hands on many messages.
extension AdminRoutes {
    var selections: [Route] {
        SelectionAction.allCases.map { action in
            Route(.post, "\(AdminPath.queues)/{queue}/messages/\(action.rawValue)") { request in
                try await carryOut(action, request)
            }
        }
    }

    /// What cannot be done at all is refused before the stream begins.
    private func carryOut(_ action: SelectionAction, _ request: AdminRequest) async throws -> Response {
        var request = request
        let queue = try request.queue(among: sources.operating)
        let wanted = try await request.decode(SelectionRequest.self, upTo: configuration.maximumBodyBytes)
        let job = try job(action, wanted, request)
        let operating = sources.operating
        return .stream(ContentType.lines, to: request) { outlet in
            let (lines, source) = AsyncStream.makeStream(
                of: SelectionProgress.self,
                // Whoever reads slowly is told where it stands now.
                bufferingPolicy: .bufferingNewest(1)
            )
            async let work: Void = report(job, on: queue, of: operating, to: source)
            for await line in lines { try await outlet.write(ByteBuffer(line: line)) }
            await work
        }
    }

    private func job(
        _ action: SelectionAction,
        _ wanted: SelectionRequest,
        _ request: AdminRequest
    ) throws -> SelectionJob {
        let destination = try wanted.destination.map { try request.queue($0, among: sources.operating) }
        var job = SelectionJob(try self.action(action, to: destination))
        job.filter = try MessageFilter(wanted.selection, at: sources.clock.now)
        job.maximum = try check(wanted.selection.max, "Max", 1...Int.max)
        job.ratePerSecond = try check(wanted.ratePerSecond, "RatePerSecond", SelectionJob.rates)
        job.isDryRun = wanted.isDryRun ?? false
        job.takesInFlight = wanted.takesInFlight ?? false
        return job
    }

    private func action(
        _ action: SelectionAction,
        to destination: QueueRecord?
    ) throws(AdminProblem) -> SelectionJob.Action {
        switch (action, destination) {
        case (.delete, nil): return .delete
        case (.release, nil): return .release
        case (.requeue, nil): return .requeue
        case (.redrive, nil): return .redrive
        // Dead letters that all go to one queue are messages that move there.
        case (.move, let destination?), (.redrive, let destination?): return .move(to: destination)
        case (.copy, let destination?): return .copy(to: destination)
        case (.move, nil), (.copy, nil):
            throw AdminProblem(.badRequest, "\(action.rawValue) needs a Destination: a queue by name or ARN.")
        case (.delete, _), (.release, _), (.requeue, _):
            throw AdminProblem(.badRequest, "\(action.rawValue) takes no Destination.")
        }
    }

    private func check(_ number: Int?, _ name: String, _ range: ClosedRange<Int>) throws(AdminProblem) -> Int? {
        guard let number else { return nil }
        guard range.contains(number) else {
            let bounds = range.upperBound == .max ? "at least \(range.lowerBound)" : range.inWords
            throw AdminProblem(.badRequest, "\(name) is \(number); give \(bounds).")
        }
        return number
    }
}

/// Carries out a job and tells how far it is; the last line says that it has ended, and why if that was too early.
private func report(
    _ job: SelectionJob,
    on queue: QueueRecord,
    of operating: any QueueOperating,
    to lines: AsyncStream<SelectionProgress>.Continuation
) async {
    let last = LastProgress()
    do {
        try await cancelWhenGracefulShutdown {
            try await operating.carryOut(job, on: queue) { progress in
                last.put(progress)
                lines.yield(SelectionProgress(progress))
            }
        }
        if !last.value.isFinished {
            var line = SelectionProgress(last.value)
            line.isFinished = true
            lines.yield(line)
        }
    } catch {
        var line = SelectionProgress(last.value)
        line.isFinished = true
        line.problem = Failure(error).problem
        lines.yield(line)
    }
    lines.finish()
}
