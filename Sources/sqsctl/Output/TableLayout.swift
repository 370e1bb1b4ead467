/// Which columns of a table are shown, and how wide each is.
struct TableLayout: Equatable {
    /// What stands over a column, and whether a narrow terminal keeps it.
    struct Heading: Equatable {
        let title: String
        var isKey = false
    }

    private static let gap = 2
    /// Texts shrink to this before columns are left out: an id, or the beginning of a sentence.
    private static let readable = 20
    /// Columns shrink to this and no further.
    private static let least = 8

    private let titles: [String]
    private(set) var widths: [Int]
    /// Places of the columns that are shown.
    private(set) var shown: [Int]
    private let isRight: [Bool]
    /// A line is cut here; nowhere where `nil`.
    private let limit: Int?

    /// Gives each column what its widest text takes.
    ///
    /// Where that is too much, long texts give way first, then other texts, then columns that are not keys, the last one
    /// first; what is left shrinks as far as it can.
    init(headings: [Heading], cells: [[Cell]], texts: [[String]], width limit: Int?) {
        titles = headings.map(\.title)
        self.limit = limit
        shown = Array(headings.indices)
        let wanted = headings.indices.map { column in
            texts.reduce(displayWidth(headings[column].title)) { max($0, displayWidth($1[column])) }
        }
        widths = wanted
        isRight = headings.indices.map { column in
            cells.contains { $0[column].isNumber } && cells.allSatisfy { $0[column].isNumber || $0[column] == .nothing }
        }
        guard let limit else { return }
        let long = headings.indices.filter { column in cells.contains { $0[column].isLong } }
        let textual = headings.indices.filter { !isRight[$0] }
        while true {
            widths = wanted
            for columns in [long, textual] { shrink(columns, to: limit, atLeast: Self.readable) }
            guard excess(over: limit) > 0, shown.count > 1,
                let last = shown.last(where: { !headings[$0].isKey })
            else { break }
            shown.removeAll { $0 == last }
        }
        for columns in [long, shown] { shrink(columns, to: limit, atLeast: Self.least) }
    }

    func heading(_ colors: Colors) -> String {
        colors.paint(joined(titles, styles: [], Colors(isOn: false)), .heading)
    }

    func line(_ texts: [String], styles: [Style?], _ colors: Colors) -> String {
        joined(texts, styles: styles, colors)
    }

    private func excess(over limit: Int) -> Int {
        shown.reduce(Self.gap * max(0, shown.count - 1)) { $0 + widths[$1] } - limit
    }

    /// Takes from the widest of some columns until the table fits, or none can give any more.
    private mutating func shrink(_ columns: [Int], to limit: Int, atLeast least: Int) {
        let columns = columns.filter { shown.contains($0) }
        var excess = excess(over: limit)
        while excess > 0 {
            guard let widest = columns.max(by: { (widths[$0], $1) < (widths[$1], $0) }), widths[widest] > least
            else { return }
            let next = columns.filter { $0 != widest }.map { widths[$0] }.max() ?? least
            let step = min(excess, max(1, widths[widest] - max(next, least)))
            widths[widest] -= step
            excess -= step
        }
    }

    private func joined(_ texts: [String], styles: [Style?], _ colors: Colors) -> String {
        var line = ""
        var taken = 0
        for column in shown {
            let start = taken == 0 ? 0 : Self.gap
            let room = limit.map { min(widths[column], $0 - taken - start) } ?? widths[column]
            guard room > 0 else { break }
            let text = clipped(texts[column], to: room)
            let padding = String(repeating: " ", count: max(0, room - displayWidth(text)))
            let painted = colors.paint(text, column < styles.count ? styles[column] : nil)
            let isLast = column == shown.last
            line += String(repeating: " ", count: start)
            line += isRight[column] ? padding + painted : isLast ? painted : painted + padding
            taken += start + room
        }
        return line
    }
}

extension Cell {
    fileprivate var isLong: Bool {
        if case .long = self { true } else { false }
    }
}
