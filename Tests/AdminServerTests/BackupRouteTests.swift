import AdminAPI
import AsyncHTTPClient
import Foundation
import NIOHTTP1
import QueueService
import SQSModel
import Testing

@Suite("Backups over HTTP")
struct BackupRouteTests {
    private let directory = FileManager.default.temporaryDirectory.path

    @Test(.timeLimit(.minutes(1)))
    func `A backup is given up when its client hangs up`() async throws {
        let (steps, step) = AsyncStream.makeStream(of: String.self)
        var stand = StubOperator()
        stand.backup = { _ async throws(SQSError) in
            step.yield("begun")
            // Until it is cancelled.
            let (forever, never) = AsyncStream.makeStream(of: Void.self)
            for await _ in forever {}
            never.finish()
            step.yield(Task.isCancelled ? "cancelled" : "ended")
            throw .unavailable("It was given up.")
        }
        try await AdminTrial.run(operating: stand, backupDirectory: directory) { trial in
            let asking = Task { try await trial.send(.GET, AdminPath.backup) }
            var told = steps.makeAsyncIterator()
            #expect(await told.next() == "begun")
            asking.cancel()
            #expect(await told.next() == "cancelled")
            await #expect(throws: (any Error).self) { try await asking.value }
            // The server goes on.
            let after = try await trial.send(.GET, AdminPath.version)
            #expect(after.status == 200)
        }
    }

    @Test func `Why there is no backup is told, and the next call is answered`() async throws {
        var stand = StubOperator()
        stand.backup = { _ async throws(SQSError) in throw .unavailable("The disk is full.") }
        try await AdminTrial.run(operating: stand, backupDirectory: directory) { trial in
            for _ in 0..<3 {
                let answer = try await trial.send(.GET, AdminPath.backup)
                #expect(answer.status == 503)
                #expect(answer.body.contains("The disk is full."))
            }
        }
    }
}
