internal import AdminAPI
internal import Hummingbird
internal import NIOCore
import Foundation

/// Lines of an export come back.
extension AdminRoutes {
    /// Batches of messages between two lines of progress.
    private static let batchesPerLine = 20

    /// Whatever is wrong with a line stands in the last line of the answer, as the head is out by then.
    func importing(_ request: AdminRequest) throws -> Response {
        var options = ImportOptions()
        options.makesNewIds = try request.query.flag("newIds", otherwise: false)
        options.isDryRun = try request.query.flag("dryRun", otherwise: false)
        options.ignoresMissingDeadLetterQueues = try request.query.flag("ignoreMissingDlq", otherwise: false)
        let run = ImportRun(sources: sources, options: options)
        let lineLimit = configuration.maximumLineBytes
        return .stream(ContentType.lines, to: request) { body, outlet in
            var run = run
            var lines = LineSplitter(limit: lineLimit)
            do {
                var batches = 0
                for try await bytes in body {
                    try checkForEnd()
                    for line in try lines.take(bytes) { try await run.take(line) }
                    guard run.batches >= batches + Self.batchesPerLine else { continue }
                    batches = run.batches
                    try await outlet.write(ByteBuffer(line: run.progress))
                }
                if let line = lines.rest { try await run.take(line) }
                try await run.finish()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                run.progress.problem = run.problem(error)
            }
            run.progress.isFinished = true
            try await outlet.write(ByteBuffer(line: run.progress))
        }
    }
}
