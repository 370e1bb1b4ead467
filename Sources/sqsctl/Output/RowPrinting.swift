import Foundation

/// Prints rows, some now and some later.
struct RowPrinting<Row: Encodable> {
    private let printer: Printer
    private let listing: Listing<Row>
    private var columns: [Column<Row>]
    /// Widths of the first rows, which later ones keep to.
    private var layout: TableLayout?
    private var count = 0

    init(_ printer: Printer, _ listing: Listing<Row>, _ columns: [Column<Row>]) {
        self.printer = printer
        self.listing = listing
        self.columns = columns
    }

    /// - Parameters:
    ///   - rows: the next ones.
    ///   - hidesEmptyColumns: whether columns that are empty in the first rows, of those that may be, are so in all that follow.
    /// - Throws: why they cannot be written.
    mutating func add(_ rows: [Row], hidesEmptyColumns: Bool = false) throws {
        guard !rows.isEmpty else { return }
        defer { count += rows.count }
        switch printer.form {
        case .format(.table), .format(.wide): try addToTable(rows, hidesEmptyColumns)
        case .tabbed: try addLines(rows, separator: "\t", field: tabbed)
        case .format(.csv):
            if count == 0 { try printer.output.line(columns.map { csvField($0.key) }.joined(separator: ",")) }
            try addLines(rows, separator: ",") { csvField(printer.isOnTerminal ? printable($0) : $0) }
        case .format(.json): try addToArray(rows)
        case .format(.jsonl):
            for row in rows { try printer.output.line(printer.json(row)) }
        case .format(.yaml):
            for row in rows { try printer.output.write(yamlText(printer.json(row), isElement: true)) }
        case .format(.name):
            for row in rows { try printer.output.line(printable(listing.name(row))) }
        }
    }

    /// What was added so far, for a reader who waits.
    func flush() throws { try printer.output.flush() }

    mutating func end() throws {
        switch printer.form {
        case .format(.json): try printer.output.line(count == 0 ? "[]" : "\n]")
        case .format(.yaml) where count == 0: try printer.output.line("[]")
        case .format(.csv) where count == 0:
            try printer.output.line(columns.map { csvField($0.key) }.joined(separator: ","))
        default: break
        }
        // Remarks stand behind what they are about.
        try flush()
    }

    private mutating func addToTable(_ rows: [Row], _ hidesEmptyColumns: Bool) throws {
        let now = Date()
        if layout == nil, hidesEmptyColumns { columns = printer.withoutEmpty(columns, rows) }
        let cells = rows.map { row in columns.map { $0.cell(row) } }
        let texts = cells.map { $0.map { printer.shown($0, now: now) } }
        let isFirst = layout == nil
        let layout =
            self.layout
            ?? TableLayout(
                // Who names columns wants all of them.
                headings: columns.map { .init(title: $0.title, isKey: $0.isKey || printer.columns != nil) },
                cells: cells,
                texts: texts,
                width: printer.form == .format(.table) ? printer.width : nil
            )
        self.layout = layout
        if isFirst { try printer.output.line(layout.heading(printer.colors)) }
        for (row, texts) in zip(rows, texts) {
            let styles = columns.map { $0.style(row) }
            try printer.output.line(layout.line(texts, styles: styles, printer.colors))
        }
    }

    private func addLines(_ rows: [Row], separator: String, field: (String) -> String) throws {
        for row in rows {
            try printer.output.line(columns.map { field($0.cell(row).exact) }.joined(separator: separator))
        }
    }

    private func addToArray(_ rows: [Row]) throws {
        for (index, row) in rows.enumerated() {
            let text = try laidOutJSON(printer.json(row), margin: "  ")
            try printer.output.write(index + count == 0 ? "[\n  \(text)" : ",\n  \(text)")
        }
    }
}
