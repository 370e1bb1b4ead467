import ArgumentParser
import Testing

@testable import sqsctl

@Suite("Global options in front of the command")
struct LeadingOptionsTests {
    @Test(arguments: [
        ("-e http://here ls", "ls -e http://here"),
        ("-o json -y purge orders", "purge -o json -y orders"),
        ("--endpoint=http://here --raw redrive ls", "redrive ls --endpoint=http://here --raw"),
        ("-e http://here redrive dead --to orders", "redrive -e http://here dead --to orders"),
        ("-c home aws list-queues --debug", "aws -c home list-queues --debug"),
        // What is none of them is left to the parser.
        ("ls -o json", "ls -o json"),
        ("--nonsense ls", "--nonsense ls"),
        ("-e", "-e"),
        ("-e http://here", "-e http://here"),
        ("-y nonsense", "-y nonsense"),
        ("---completion ls -- x", "---completion ls -- x"),
        ("", ""),
    ])
    func `go behind it`(given: String, parsed: String) {
        let arguments = given.split(separator: " ").map { String($0) }
        #expect(LeadingOptions.moved(arguments, root: Sqsctl.self).joined(separator: " ") == parsed)
    }

    @Test func `All global options are known, and only they`() {
        let help = Sqsctl.helpMessage(for: Ls.self)
        for name in ["--endpoint", "--context", "--token-file", "--region", "--account", "--output", "--columns"] {
            #expect(help.contains(name))
            #expect(LeadingOptions.moved([name, "x", "ls"], root: Sqsctl.self) == ["ls", name, "x"])
        }
        for name in ["--raw", "--quiet", "--verbose", "--debug", "--no-input", "--yes", "--force"] {
            #expect(help.contains(name))
            #expect(LeadingOptions.moved([name, "ls"], root: Sqsctl.self) == ["ls", name])
        }
        #expect(LeadingOptions.moved(["--dlq", "ls"], root: Sqsctl.self) == ["--dlq", "ls"])
    }
}
