import AdminAPI
import AdminClient
import ArgumentParser
import Testing

@testable import sqsctl

@Suite("Exit codes")
struct ExitStatusTests {
    @Test func `each failure of a call has its code`() {
        #expect(Failure(ClientFailure.unreachable(address: "a", reason: "r")).status.rawValue == 69)
        #expect(Failure(ClientFailure.timedOut(address: "a")).status.rawValue == 75)
        #expect(Failure(ClientFailure.notThisAPI(address: "a", reason: "r")).status.rawValue == 69)
        #expect(Failure(ClientFailure.brokenOff(address: "a", reason: "r")).status.rawValue == 69)
    }

    @Test(arguments: [
        ("AWS.SimpleQueueService.NonExistentQueue", 400, 65), ("NoSuchMessage", 404, 65), ("BadRequest", 400, 65),
        ("Unauthorized", 401, 77), ("Forbidden", 403, 77), ("AccessDenied", 403, 77), ("NotReady", 503, 69),
        ("OverLimit", 403, 75), ("InternalFailure", 500, 70), ("Whatever", 500, 70), ("Whatever", 503, 69),
        ("AWS.SimpleQueueService.PurgeQueueInProgress", 403, 75),
    ])
    func `each refusal has its code`(code: String, status: Int, exit: Int32) {
        let failure = ClientFailure.refused(AdminProblem(code, "No."), status: status, queue: nil)
        #expect(Failure(failure).status.rawValue == exit)
    }

    @Test(arguments: [["ls", "--bogus"], ["nonsense"], ["peek"], ["send", "q"], ["peek", "q", "-n", "0"]])
    func `a wrong command line exits with 64`(words: [String]) throws {
        let error = try #require(throws: (any Error).self) { try Sqsctl.parseAsRoot(words) }
        #expect(Sqsctl.exitCode(for: error).rawValue == 64)
    }
}
