import Foundation

/// How far a long operation has come: how much of how much, how fast, and how long it will still take.
struct ProgressFigures {
    enum Unit { case things, bytes }

    var unit = Unit.things
    var done: Int
    /// `nil` where nobody knows.
    var total: Int?
    var elapsed: Duration

    /// `1.2k of 15k, 410/s, 35s left`.
    ///
    /// Rate and rest are left out in the first second, when they say nothing yet.
    var text: String {
        var parts = [total.map { "\(figure(done)) of \(figure($0))" } ?? figure(done)]
        let seconds = elapsed / .seconds(1)
        guard seconds >= 1, done > 0 else { return parts[0] }
        let rate = Double(done) / seconds
        parts.append(unit == .bytes ? "\(Humanized.bytes(Int(rate)))/s" : "\(Humanized.rate(rate))/s")
        if let total, total > done {
            let rest = Double(total - done) / rate
            parts.append("\(Humanized.duration(seconds: rest.rounded(.up))) left")
        }
        return parts.joined(separator: ", ")
    }

    private func figure(_ number: Int) -> String {
        unit == .bytes ? Humanized.bytes(number) : Humanized.count(number)
    }
}

/// Shows on stderr how far a long operation has come.
///
/// On a terminal it is one line, redrawn ten times a second at most and taken away at the end; what is done sooner never
/// flashes up. Elsewhere nothing is said, or with `--verbose` a line every ten seconds.
final class ProgressLine {
    private let label: String
    private let unit: ProgressFigures.Unit
    private let isDrawn: Bool
    private let isTold: Bool
    private let width: Int
    private let elapsed: () -> Duration
    private let write: (String) -> Void
    private var lastShown = Duration.zero
    private var isOnScreen = false

    private static let redrawing = Duration.milliseconds(100)
    private static let telling = Duration.seconds(10)

    convenience init(_ label: String, in session: Session, unit: ProgressFigures.Unit = .things) {
        let start = ContinuousClock.now
        self.init(
            label,
            unit: unit,
            terminal: session.terminal,
            isDumb: session.isOnDumbTerminal,
            isQuiet: session.options.quiet,
            isVerbose: session.options.verbose,
            elapsed: { ContinuousClock.now - start },
            write: { FileHandle.standardError.write(Data($0.utf8)) }
        )
    }

    init(
        _ label: String,
        unit: ProgressFigures.Unit,
        terminal: Terminal,
        isDumb: Bool,
        isQuiet: Bool,
        isVerbose: Bool,
        elapsed: @escaping () -> Duration,
        write: @escaping (String) -> Void
    ) {
        self.label = label
        self.unit = unit
        // A terminal that cannot take a line back gets lines, like a file.
        isDrawn = terminal.isError && !isDumb && !isQuiet
        isTold = !isDrawn && isVerbose && !isQuiet
        width = terminal.width ?? 80
        self.elapsed = elapsed
        self.write = write
    }

    func update(done: Int, of total: Int?) {
        guard isDrawn || isTold else { return }
        let now = elapsed()
        let pause = isDrawn ? Self.redrawing : Self.telling
        guard now - lastShown >= pause else { return }
        lastShown = now
        let figures = ProgressFigures(unit: unit, done: done, total: total, elapsed: now)
        let text = printable("\(label): \(figures.text)")
        write(isDrawn ? "\r\u{1B}[K\(clipped(text, to: width - 1))" : "\(text)\n")
        isOnScreen = isDrawn
    }

    /// Takes the line away again.
    func end() {
        if isOnScreen { write("\r\u{1B}[K") }
        isOnScreen = false
    }
}

extension Session {
    /// Whether the terminal knows no way to move its cursor.
    var isOnDumbTerminal: Bool { environment["TERM"] == "dumb" }
}
