import AdminAPI
import Foundation

/// Prints results in the form that was asked for.
struct Printer {
    let output: Output
    private(set) var form: OutputForm
    let columns: [String]?
    /// Whether people are shown exact figures too.
    let isExact: Bool
    /// Columns of the screen; unlimited where `nil`.
    let width: Int?
    let colors: Colors
    /// Whether a terminal shows it, which must not be sent control characters.
    let isOnTerminal: Bool

    init(
        to output: Output,
        form: OutputForm,
        columns: [String]?,
        isExact: Bool,
        width: Int?,
        colors: Colors,
        isOnTerminal: Bool = false
    ) {
        self.output = output
        self.form = form
        self.columns = columns
        self.isExact = isExact
        self.width = width
        self.colors = colors
        self.isOnTerminal = isOnTerminal
    }

    /// Whether sentences are welcome.
    var isForPeople: Bool { form == .format(.table) || form == .format(.wide) }

    /// The same, in another form if one is given.
    func formed(_ format: OutputFormat?) -> Printer {
        var printer = self
        if let format { printer.form = .format(format) }
        return printer
    }

    /// Prints things of one kind.
    func list<Row: Encodable>(_ rows: [Row], as listing: Listing<Row>) throws {
        var printing = try stream(listing)
        try printing.add(rows, hidesEmptyColumns: true)
        try printing.end()
    }

    /// Prints one thing: in a table a line for each of its columns.
    func one<Row: Encodable>(_ row: Row, as listing: Listing<Row>) throws {
        let chosen = try chosenColumns(of: listing)
        switch form {
        case .format(.table), .format(.wide):
            try sheet(row, withoutEmpty(chosen, [row]))
        case .tabbed:
            for column in chosen { try output.line("\(column.key)\t\(tabbed(column.cell(row).exact))") }
        case .format(.json):
            try output.line(laidOutJSON(json(row)))
        case .format(.yaml):
            try output.write(yamlText(json(row)))
        case .format(.jsonl), .format(.csv), .format(.name):
            var printing = try stream(listing)
            try printing.add([row])
            try printing.end()
        }
        // Remarks stand behind what they are about.
        try output.flush()
    }

    /// Prints things of one kind as they come; `end()` has to be called after the last one.
    func stream<Row: Encodable>(_ listing: Listing<Row>) throws -> RowPrinting<Row> {
        RowPrinting(self, listing, try chosenColumns(of: listing))
    }

    func chosenColumns<Row>(of listing: Listing<Row>) throws -> [Column<Row>] {
        if let columns {
            switch form {
            case .format(.json), .format(.jsonl), .format(.yaml), .format(.name):
                throw Failure(.usage, "--columns is for tables and csv.", hint: "Give -o csv, or leave --columns out.")
            default: return try listing.columns(named: columns)
            }
        }
        let isAll = form == .format(.wide) || form == .format(.csv)
        return listing.columns.filter { isAll || !$0.isWide }
    }

    /// Columns but for those that none of the rows has a value in, where a table is for people who did not name them.
    func withoutEmpty<Row>(_ columns: [Column<Row>], _ rows: [Row]) -> [Column<Row>] {
        guard form == .format(.table), self.columns == nil else { return columns }
        return columns.filter { column in !column.isSparse || rows.contains { column.cell($0) != .nothing } }
    }

    /// A cell as people see it.
    func shown(_ cell: Cell, now: Date) -> String { printable(isExact ? cell.exact : cell.text(now: now)) }

    /// One line.
    func json(_ row: some Encodable) throws -> String {
        printable(json: String(decoding: try AdminJSON.encoder().encode(row), as: UTF8.self))
    }

    private func sheet<Row>(_ row: Row, _ columns: [Column<Row>]) throws {
        let now = Date()
        let labels = columns.map(\.label)
        let labelWidth = labels.map { displayWidth($0) }.max() ?? 0
        for (label, column) in zip(labels, columns) {
            let cell = column.cell(row)
            var text = shown(cell, now: now)
            if let width, form == .format(.table) { text = clipped(text, to: max(width - labelWidth - 2, 8)) }
            let padding = String(repeating: " ", count: labelWidth - displayWidth(label) + 2)
            try output.line(
                "\(colors.paint(label, .heading))\(padding)\(colors.paint(text, column.style(row)))"
            )
        }
    }
}

/// A value between tabs, on one line; control characters are escaped as in C, and so is the backslash.
func tabbed(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) || $0 == "\\" }) else { return text }
    return text.unicodeScalars.reduce(into: "") { line, scalar in
        switch scalar {
        case "\\": line += "\\\\"
        case "\t": line += "\\t"
        case "\r": line += "\\r"
        case "\n": line += "\\n"
        case _ where isControl(scalar): line += "\\u\(digits(of: scalar, atLeast: 4))"
        default: line.unicodeScalars.append(scalar)
        }
    }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value }

/// A field of CSV, in quotes where it needs them (RFC 4180).
func csvField(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
    return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
}
