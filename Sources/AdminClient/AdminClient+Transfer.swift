package import AdminAPI
internal import AsyncHTTPClient
package import Foundation
internal import NIOCore

/// Of what an export consists.
package struct ExportQuery: Hashable, Sendable {
    /// All where empty.
    package var queues: [QueueReference] = []
    package var hasDefinitions = true
    package var hasMessages = true

    package init() {}
}

extension AdminClient {
    /// Lines of `TransferLine`, each with its line end, in pieces as they come.
    package func export(_ query: ExportQuery) async throws -> AnswerBytes {
        var request = AdminRequest(AdminPath.export)
        for queue in query.queues { request.add("queue", queue.name) }
        request.queue = query.queues.first
        request.add("definitions", query.hasDefinitions ? "true" : "false")
        request.add("messages", query.hasMessages ? "true" : "false")
        return try await open(request)
    }

    /// Sends lines of `TransferLine`.
    ///
    /// - Parameters:
    ///   - pieces: the lines; where one of them ends does not matter.
    ///   - hasNewIds: whether messages get new ids.
    ///   - ignoresMissingDLQ: whether a queue comes without its RedrivePolicy where the dead-letter queue is nowhere.
    ///   - isDryRun: whether it is only checked and counted.
    ///   - report: told how far it has come.
    /// - Returns: what was imported.
    /// - Throws: what the daemon says ended it early, too.
    package func `import`<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces,
        hasNewIds: Bool,
        ignoresMissingDLQ: Bool,
        isDryRun: Bool,
        report: (ImportProgress) throws -> Void
    ) async throws -> ImportProgress where Pieces.Element == Data {
        var request = AdminRequest(AdminPath.import, by: .post)
        request.add("newIds", hasNewIds ? "true" : nil)
        request.add("ignoreMissingDlq", ignoresMissingDLQ ? "true" : nil)
        request.add("dryRun", isDryRun ? "true" : nil)
        request.contentType = "application/x-ndjson"
        request.shownBody = "(lines of a file)"
        request.body = .stream(pieces.map { ByteBuffer(bytes: $0) }, length: .unknown)
        let lines: AnswerValues<ImportProgress> = try await values(request)
        var last: ImportProgress?
        for try await progress in lines {
            try report(progress)
            if let problem = progress.problem { throw ClientFailure.refused(problem, status: 400, queue: nil) }
            last = progress
        }
        guard let last, last.isFinished else {
            throw ClientFailure.brokenOff(address: address, reason: "\(last?.lines ?? 0) lines were read by then")
        }
        return last
    }
}
