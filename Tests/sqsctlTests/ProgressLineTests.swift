import Foundation
import Testing

@testable import sqsctl

@Suite("How far a long operation has come")
struct ProgressLineTests {
    @Test func `figures tell done, total, rate and time left`() {
        let figures = ProgressFigures(done: 1200, total: 15_000, elapsed: .seconds(3))
        #expect(figures.text == "1.2k of 15k, 400/s, 35s left")
    }

    @Test func `figures of the first second tell no rate`() {
        #expect(ProgressFigures(done: 10, total: nil, elapsed: .milliseconds(900)).text == "10")
    }

    @Test func `bytes are told as bytes`() {
        let figures = ProgressFigures(unit: .bytes, done: 3 << 20, total: nil, elapsed: .seconds(2))
        #expect(figures.text == "3.0MiB, 1.5MiB/s")
    }

    @Test func `a terminal's line is redrawn ten times a second at most, and taken away`() {
        let screen = Screen(isError: true)
        let line = screen.line()
        for tenth in 0..<20 {
            screen.now = .milliseconds(tenth * 50)
            line.update(done: tenth, of: 20)
        }
        #expect(screen.written.count == 9)
        #expect(screen.written.allSatisfy { $0.hasPrefix("\r\u{1B}[K") && !$0.contains("\n") })
        line.end()
        #expect(screen.written.last == "\r\u{1B}[K")
    }

    @Test func `a line is cut to the width of the terminal`() {
        let screen = Screen(isError: true, width: 20)
        let line = screen.line()
        line.update(done: 1, of: 1_000_000)
        #expect(screen.written.isEmpty, "what takes no time does not flash up")
        screen.now = .milliseconds(100)
        line.update(done: 1, of: 1_000_000)
        #expect(screen.written.allSatisfy { displayWidth(String($0.dropFirst(4))) <= 19 })
        #expect(!screen.written.isEmpty)
    }

    @Test func `off a terminal nothing is said`() {
        let screen = Screen(isError: false)
        let line = screen.line()
        screen.now = .seconds(60)
        line.update(done: 5, of: 10)
        line.end()
        #expect(screen.written.isEmpty)
    }

    @Test(arguments: [(false, false), (true, true)])
    func `with --verbose a line comes every ten seconds where none can be redrawn`(isError: Bool, isDumb: Bool) {
        let screen = Screen(isError: isError)
        let line = screen.line(isDumb: isDumb, isVerbose: true)
        for second in 0...25 {
            screen.now = .seconds(second)
            line.update(done: second, of: 25)
        }
        line.end()
        #expect(screen.written == ["move: 10 of 25, 1.0/s, 15s left\n", "move: 20 of 25, 1.0/s, 5s left\n"])
    }

    /// What was written, and the time.
    private final class Screen {
        var now = Duration.zero
        var written: [String] = []
        private let isError: Bool
        private let width: Int

        init(isError: Bool, width: Int = 80) {
            self.isError = isError
            self.width = width
        }

        func line(isDumb: Bool = false, isVerbose: Bool = false) -> ProgressLine {
            ProgressLine(
                "move",
                unit: .things,
                terminal: Terminal(
                    isInput: isError,
                    isOutput: false,
                    isError: isError,
                    width: width,
                    height: nil,
                    isPlain: false
                ),
                isDumb: isDumb,
                isQuiet: false,
                isVerbose: isVerbose,
                elapsed: { self.now },
                write: { self.written.append($0) }
            )
        }
    }
}
