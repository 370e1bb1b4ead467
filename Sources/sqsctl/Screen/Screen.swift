import Foundation

/// What a full screen shows, drawn line by line; only lines that have changed are written.
struct Frame {
    private(set) var shown: [String]?

    /// What has to be sent to the terminal so that it shows these lines.
    mutating func drawing(_ lines: [String]) -> String {
        var text = ""
        let before = shown
        if before == nil { text += "\u{1B}[H\u{1B}[2J" }
        for (row, line) in lines.enumerated() where before.map({ row >= $0.count || $0[row] != line }) ?? true {
            text += "\u{1B}[\(row + 1);1H\(line)\u{1B}[K"
        }
        if let before, before.count > lines.count { text += "\u{1B}[\(lines.count + 1);1H\u{1B}[J" }
        shown = lines
        return text
    }

    /// Nothing of what was shown is there any more, as when the window has another size.
    mutating func forget() { shown = nil }
}

/// The terminal as a whole: an alternate screen without a cursor, keys as they are pressed.
///
/// `restore()` has to be called, whatever happens.
final class Screen {
    private let output: Output
    private var frame = Frame()
    private var settings: termios?

    /// Takes the screen; keys are read one by one where `takesKeys`.
    init(_ output: Output, takesKeys: Bool) throws {
        self.output = output
        if takesKeys { try takeKeys() }
        try output.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[H\u{1B}[2J")
        try output.flush()
    }

    func draw(_ lines: [String]) throws {
        try output.write(frame.drawing(lines))
        try output.flush()
    }

    func forget() { frame.forget() }

    /// Gives the terminal back as it was.
    func restore() throws {
        if var settings { tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
        settings = nil
        try output.write("\u{1B}[?25h\u{1B}[?1049l")
        try output.flush()
    }

    /// Columns and rows of the window, as they are now.
    static var size: (width: Int, height: Int) {
        let terminal = Terminal.current
        return (max(terminal.width ?? 80, 20), max(terminal.height ?? 24, 6))
    }

    private func takeKeys() throws {
        var current = termios()
        guard tcgetattr(STDIN_FILENO, &current) == 0 else {
            throw Failure(.inputOutput, "The terminal does not tell its settings: \(String(cString: strerror(errno))).")
        }
        settings = current
        cfmakeraw(&current)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &current) == 0 else {
            throw Failure(.inputOutput, "The terminal cannot be set: \(String(cString: strerror(errno))).")
        }
    }
}
