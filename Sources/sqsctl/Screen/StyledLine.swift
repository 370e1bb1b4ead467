/// A line of a screen in pieces, each with its style.
struct StyledLine: Equatable {
    private var pieces: [(text: String, style: Style?)] = []

    init() {}

    init(_ text: String, _ style: Style? = nil) { add(text, style) }

    mutating func add(_ text: String, _ style: Style? = nil) { pieces.append((printable(text), style)) }

    /// Its text, cut to a width.
    func drawn(_ width: Int, _ colors: Colors) -> String {
        var line = ""
        var room = width
        for (text, style) in pieces where room > 0 {
            let kept = clipped(text, to: room)
            line += colors.paint(kept, style)
            room -= displayWidth(kept)
        }
        return line
    }

    static func == (one: StyledLine, other: StyledLine) -> Bool {
        one.pieces.elementsEqual(other.pieces) { $0.text == $1.text && $0.style == $1.style }
    }
}

/// A text in a column: filled up with blanks, or cut.
func padded(_ text: String, to width: Int, isRight: Bool = false) -> String {
    let kept = clipped(text, to: width)
    let blanks = String(repeating: " ", count: max(0, width - displayWidth(kept)))
    return isRight ? blanks + kept : kept + blanks
}
