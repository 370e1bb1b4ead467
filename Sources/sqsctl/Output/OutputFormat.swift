import ArgumentParser

/// How results are printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    /// Aligned columns, as wide as the terminal.
    case table
    /// The same with more columns, as wide as they are.
    case wide
    case json
    /// One object a line.
    case jsonl
    case yaml
    case csv
    /// Names or ids, one a line.
    case name
}

/// What is printed where nobody said how.
enum OutputForm: Equatable {
    case format(OutputFormat)
    /// Exact values with tabs between them, without a heading: for `cut`, `awk` and `while read`.
    case tabbed
}
