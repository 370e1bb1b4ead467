import Foundation
import Logging
import Testing

@testable import sqsd

@Suite("Log")
struct LogTests {
    private static let entry = LogEntry(
        time: "2026-11-21T10:12:13.123Z",
        level: .info,
        message: "call \"failed\"\nbadly",
        entries: [("code", "a=b"), ("empty", ""), ("text", "two words\u{1B}[0m")]
    )

    @Test("One line for people, whatever is in it")
    func text() {
        #expect(
            Self.entry.text
                == #"2026-11-21T10:12:13.123Z info call "failed"\nbadly code=a=b empty="" text="two words\u001b[0m""#
                + "\n"
        )
    }

    @Test("One JSON object a line")
    func json() throws {
        let line = Self.entry.json
        #expect(line.hasSuffix("}\n") && line.filter(\.isNewline).count == 1)
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(
            object == [
                "time": "2026-11-21T10:12:13.123Z", "level": "info", "message": "call \"failed\"\nbadly", "code": "a=b",
                "empty": "", "text": "two words\u{1B}[0m",
            ]
        )
    }

    @Test("Row 41: a log that nobody reads holds nobody up, and says later what it lost", .timeLimit(.minutes(5)))
    func fullPipe() async throws {
        let pipe = Pipe()
        let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let line = Array((String(repeating: "x", count: 999) + "\n").utf8)
        // A sink that waited for a reader would never come to the end of this.
        for _ in 0..<5000 { sink.add(line) }
        let reader = Task.detached {
            var text = ""
            while true {
                text += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                let losses = lines.filter { $0.hasSuffix("log lines were lost because nobody read them in time") }
                let lost = losses.compactMap { Int($0.prefix { $0 != " " }) }.reduce(0, +)
                if lines.count - losses.count + lost == 5000 { return lost }
            }
        }
        #expect(await reader.value > 0)
    }

    @Test("The handler writes what the logger was told, from its level on")
    func handler() async throws {
        let pipe = Pipe()
        let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let threshold = LogThreshold(.warning)
        let logger = Logger(label: "t") { _ in LineLogHandler(threshold: threshold, format: .text, sink: sink) }
        logger.info("unheard")
        threshold.level = .info
        logger.debug("unheard")
        logger.info("heard", metadata: ["b": "2", "a": "1"])
        sink.flush()
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        #expect(line.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info heard a=1 b=2\n/) != nil)
    }

    @Test("A trouble that comes with every call does not fill the log, and is counted")
    func flood() {
        let flood = LogFlood()
        func written(_ message: String, _ times: Int, at second: Int) -> Int {
            (0..<times).count { _ in flood.admits(message, at: second).isWritten }
        }
        #expect(written("full", 1000, at: 5) == LogFlood.limit)
        #expect(written("other", 3, at: 5) == 3)
        let next = flood.admits("other", at: 7)
        #expect(next.isWritten)
        #expect(next.heldBack.map(\.message) == ["full"] && next.heldBack.map(\.times) == [1000 - LogFlood.limit])
        #expect(flood.admits("full", at: 7).heldBack.isEmpty)
        #expect(written("full", 1000, at: 7) == LogFlood.limit - 1)
    }

    @Test("Warnings and errors are held back, and nothing that is said at another level")
    func heldBack() async throws {
        let pipe = Pipe()
        let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let threshold = LogThreshold(.info)
        let logger = Logger(label: "t") { _ in LineLogHandler(threshold: threshold, format: .text, sink: sink) }
        // Many more than are admitted, also should a second or two end meanwhile.
        let times = 5 * LogFlood.limit
        for number in 0..<times {
            logger.error("no space", metadata: ["number": "\(number)"])
            logger.info("call failed")
            logger.critical("damaged")
        }
        sink.flush()
        let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        func lines(_ part: String) -> Int { text.split(separator: "\n").count { $0.contains(part) } }
        #expect(lines("info call failed") == times && lines("critical damaged") == times)
        #expect((LogFlood.limit..<times).contains(lines("error no space")))
    }
}
