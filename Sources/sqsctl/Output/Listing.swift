import NearestName

/// One column of a table, or one line of what is told about a single thing.
struct Column<Row> {
    let title: String
    /// Whether it takes `-o wide`, or `--columns`, to see it.
    let isWide: Bool
    /// Whether a narrow terminal keeps it: rows cannot be told apart without it, or it is what people look for.
    let isKey: Bool
    /// Whether people are not shown it where there is nothing in it, as the group outside of FIFO queues.
    let isSparse: Bool
    let cell: (Row) -> Cell
    let style: (Row) -> Style?

    init(
        _ title: String,
        isWide: Bool = false,
        isKey: Bool = false,
        isSparse: Bool = false,
        style: @escaping (Row) -> Style? = { _ in nil },
        cell: @escaping (Row) -> Cell
    ) {
        self.title = title
        self.isWide = isWide
        self.isKey = isKey
        self.isSparse = isSparse
        self.style = style
        self.cell = cell
    }

    /// As it stands beside the one value: `In flight`.
    var label: String { ["ARN", "MD5"].contains(title) ? title : title.prefix(1) + title.dropFirst().lowercased() }

    /// As `--columns` and the heading of CSV spell it: `in-flight`.
    var key: String { title.lowercased().replacing(" ", with: "-") }
}

/// How things of one kind are shown.
struct Listing<Row> {
    /// What `-o name` prints.
    let name: (Row) -> String
    let columns: [Column<Row>]

    init(name: @escaping (Row) -> String, columns: [Column<Row>]) {
        self.name = name
        self.columns = columns
    }

    /// The columns of these names, in their order.
    ///
    /// - Throws: the first name that is no column.
    func columns(named names: [String]) throws -> [Column<Row>] {
        try names.map { name in
            let key = name.lowercased().replacing("_", with: "-").replacing(" ", with: "-")
            guard let column = columns.first(where: { $0.key == key }) else {
                let known = columns.map(\.key)
                let near = nearest(to: key, among: known).map { "Did you mean \($0)? " } ?? ""
                throw Failure(
                    .usage,
                    "There is no column \(name).",
                    hint: "\(near)Columns: \(known.joined(separator: ", "))."
                )
            }
            return column
        }
    }
}
