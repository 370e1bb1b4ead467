import AdminAPI
import Foundation
import Testing

@testable import sqsctl

@Suite("The full-screen view of queues")
struct TopTests {
    @Test(arguments: [40, 80, 200])
    func `every line fits, and there are as many as rows`(width: Int) {
        var state = state(count: 30)
        for view in [nil, "?", "p", "\r"] as [Character?] {
            if let view { _ = state.press(view == "\r" ? .enter : .character(view), page: 10) }
            let lines = drawing(width).lines(state, now: Self.now)
            #expect(lines.count == 20)
            #expect(lines.allSatisfy { displayWidth($0) <= width })
            _ = state.press(.escape, page: 10)
        }
    }

    @Test func `a narrow screen shows the most important columns`() throws {
        let titles = try [40, 80].map { width in
            try #require(drawing(width).lines(state(count: 2), now: Self.now).first { $0.contains("NAME") })
        }
        #expect(titles[0].split(separator: " ") == ["NAME", "VISIBLE", "FLIGHT", "OLDEST"])
        #expect(
            titles[1].split(separator: " ")
                == ["NAME", "VISIBLE", "FLIGHT", "DELAYED", "OLDEST", "IN/S", "RCVD/S", "DEL/S", "DLQ"]
        )
    }

    @Test func `colours change nothing in the text`() {
        let state = state(count: 3)
        let plain = drawing(80).lines(state, now: Self.now)
        let painted = TopDrawing(width: 80, height: 20, colors: Colors(isOn: true)).lines(state, now: Self.now)
        #expect(painted != plain)
        #expect(painted.map { $0.replacing(#/\u{1B}\[[0-9]*m/#, with: "") } == plain)
        #expect(plain.allSatisfy { !$0.contains("\u{1B}") })
    }

    @Test func `a name cannot move the cursor`() {
        var state = TopState()
        state.queues = [queue("evil\u{1B}[2J")]
        #expect(drawing(80).lines(state, now: Self.now).allSatisfy { !$0.contains("\u{1B}") })
    }

    @Test func `keys sort`() {
        var state = TopState()
        state.queues = [
            queue("a", visible: 1, age: 9), queue("b", visible: 3, inFlight: 1, sent: 2),
            queue("c", inFlight: 5, age: 20),
        ]
        let orders: [(Character, [String])] = [
            ("d", ["c", "b", "a"]), ("f", ["c", "b", "a"]), ("a", ["c", "a", "b"]), ("i", ["b", "a", "c"]),
            ("o", ["a", "b", "c"]), ("n", ["a", "b", "c"]),
        ]
        for (key, names) in orders {
            #expect(state.press(.character(key), page: 10) == nil)
            #expect(state.listed.map(\.queueName) == names)
        }
    }

    @Test func `the chosen queue stays chosen when others overtake it`() {
        var state = state(count: 3)
        _ = state.press(.character("j"), page: 10)
        #expect(state.chosenQueue?.queueName == "queue-1")
        _ = state.press(.character("d"), page: 10)
        #expect(state.chosenQueue?.queueName == "queue-1")
        _ = state.press(.end, page: 10)
        _ = state.press(.down, page: 10)
        #expect(state.chosenIndex == 2)
    }

    @Test func `a filter takes letters that are keys otherwise`() {
        var state = state(count: 12)
        for key in Key.keys(in: Array("/queue-1q\u{7F}\r".utf8)) { #expect(state.press(key, page: 10) == nil) }
        #expect(state.filter == "queue-1")
        #expect(state.listed.map(\.queueName) == ["queue-1", "queue-10", "queue-11"])
        _ = state.press(.escape, page: 10)
        #expect(state.listed.count == 12)
    }

    @Test func `enter and p ask for more, q goes back and then quits`() {
        var state = state(count: 2)
        #expect(state.press(.enter, page: 10) == .fetch)
        #expect(state.view == .details("arn:aws:sqs:us-east-1:000000000000:queue-0"))
        #expect(state.press(.character("p"), page: 10) == .fetch)
        #expect(state.view == .messages("arn:aws:sqs:us-east-1:000000000000:queue-0"))
        #expect(state.press(.character("q"), page: 10) == nil)
        #expect(state.press(.character("q"), page: 10) == .quit)
    }

    @Test func `keys are read with their sequences`() {
        #expect(
            Key.keys(in: Array("j\u{1B}[A\u{1B}OB\u{1B}[5~\u{1B}[H".utf8)) == [
                .character("j"), .up, .down, .pageUp, .home,
            ]
        )
        #expect(Key.keys(in: [0x1B]) == [.escape])
        #expect(Key.keys(in: [0x03, 0x0C, 0x0D]) == [.interrupt, .redraw, .enter])
        #expect(Key.keys(in: Array("é\u{1B}[99Z".utf8)) == [.character("é")])
    }

    @Test func `only lines that changed are written`() {
        var frame = Frame()
        #expect(frame.drawing(["a", "b"]) == "\u{1B}[H\u{1B}[2J\u{1B}[1;1Ha\u{1B}[K\u{1B}[2;1Hb\u{1B}[K")
        #expect(frame.drawing(["a", "c"]) == "\u{1B}[2;1Hc\u{1B}[K")
        #expect(frame.drawing(["a", "c"]).isEmpty)
        #expect(frame.drawing(["a"]) == "\u{1B}[2;1H\u{1B}[J")
        frame.forget()
        #expect(frame.drawing(["a"]).hasPrefix("\u{1B}[H\u{1B}[2J"))
    }

    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func drawing(_ width: Int) -> TopDrawing {
        TopDrawing(width: width, height: 20, colors: Colors(isOn: false))
    }

    private func state(count: Int) -> TopState {
        var state = TopState()
        state.queues = (0..<count).map { queue("queue-\($0)", visible: $0 * 1000, age: Double($0)) }
        return state
    }
}
