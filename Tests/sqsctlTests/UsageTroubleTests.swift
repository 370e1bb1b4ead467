import ArgumentParser
import Testing

@testable import sqsctl

@Suite("What is wrong with a command line")
struct UsageTroubleTests {
    @Test(arguments: [
        (["sned", "orders"], "sned", "`sqsctl send`"), (["context", "lst"], "lst", "`sqsctl context ls`"),
        (["check", "deamon"], "deamon", "`sqsctl check daemon`"),
    ])
    func `an unknown command has a likely one`(words: [String], unknown: String, meant: String) throws {
        let failure = try #require(UsageTrouble.unknownCommand(in: words, tree: .current()))
        #expect(failure.status == .usage)
        #expect(failure.message == "There is no command \(unknown).")
        #expect(failure.hint?.hasPrefix("Did you mean \(meant)?") == true)
    }

    @Test func `a command that is like no other has none`() throws {
        let failure = try #require(UsageTrouble.unknownCommand(in: ["frobnicate"], tree: .current()))
        #expect(failure.hint == "`sqsctl --help` lists the commands.")
    }

    @Test(arguments: [["ls", "--bogus"], ["redrive", "orders", "--bogus"], ["--bogus", "sned"], ["peek"], []])
    func `what is wrong behind a command is another thing`(words: [String]) throws {
        #expect(try UsageTrouble.unknownCommand(in: words, tree: .current()) == nil)
    }

    @Test(arguments: [
        (["send", "q", "x", "--delay", "30x"], "30s, 15m"), (["send", "q", "x", "--rate", "fast"], "50/s"),
        (["send", "q", "x", "--attr", "a"], "name=value"), (["create", "q", "--max-size", "big"], "256KiB"),
        (["create", "q", "--dlq", "d:none"], "orders-dlq:5"), (["set", "q", "visibility"], "visibility=30s"),
        (["tag", "q", "team"], "team=shop"), (["tail", "--events", "snet"], "sent, received"),
        (["peek", "q", "--state", "visble"], "visible, inflight"), (["peek", "q", "-n", "x"], "a whole number"),
    ])
    func `a value that cannot be read is told how to write it`(words: [String], example: String) {
        let error = #expect(throws: (any Error).self) { try Sqsctl.parseAsRoot(words) }
        let lines = UsageTrouble.explained(error.map { Sqsctl.fullMessage(for: $0) } ?? "").split(separator: "\n")
        #expect(lines.count > 1 && lines[0].contains(" is invalid for ") && lines[1].contains(example), "\(lines)")
    }

    @Test func `other messages stay as they are`() {
        for message in ["", "one line", "sqsctl: Unknown option '--x'\nUsage: sqsctl"] {
            #expect(UsageTrouble.explained(message) == message)
        }
    }
}
