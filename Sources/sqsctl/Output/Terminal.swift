import Foundation

/// What stdin, stdout and stderr are.
struct Terminal: Equatable {
    enum Stream { case output, error }

    var isInput: Bool
    var isOutput: Bool
    var isError: Bool
    /// Columns of the screen; `nil` where there is none.
    var width: Int?
    var height: Int?
    /// Whether the environment speaks against colours (NO_COLOR, TERM=dumb).
    var isPlain: Bool

    static var current: Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isOutput = isatty(STDOUT_FILENO) == 1
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(
            isInput: isatty(STDIN_FILENO) == 1,
            isOutput: isOutput,
            isError: isatty(STDERR_FILENO) == 1,
            width: isKnown
                ? Int(size.ws_col) : environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil },
            height: isKnown ? Int(size.ws_row) : nil,
            isPlain: !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        )
    }

    func colors(_ choice: ColorChoice, of stream: Stream) -> Colors {
        let isTerminal = stream == .output ? isOutput : isError
        return switch choice {
        case .always: Colors(isOn: true)
        case .never: Colors(isOn: false)
        case .auto: Colors(isOn: isTerminal && !isPlain)
        }
    }
}

/// What a piece of text means; never said by colour alone.
enum Style: String {
    case heading = "1"
    case dim = "2"
    case good = "32"
    case caution = "33"
    case bad = "31"
}

/// Paints text, or leaves it.
struct Colors: Equatable {
    let isOn: Bool

    func paint(_ text: String, _ style: Style?) -> String {
        guard isOn, let style else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}
