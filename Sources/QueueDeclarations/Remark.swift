/// Where something was declared: a file with line and column, both from 1, or a source without lines such as a flag.
package struct Place: Hashable, Sendable, CustomStringConvertible {
    package let source: String
    package let line: Int?
    package let column: Int?

    package init(_ source: String, line: Int? = nil, column: Int? = nil) {
        self.source = source
        self.line = line
        self.column = column
    }

    package var description: String {
        guard let line else { return source }
        return "\(source), line \(line)" + (column.map { ", column \($0)" } ?? "")
    }
}

/// Something to say about a place: a mistake, an unknown key, or a note about what was left out.
package struct Remark: Error, Hashable, Sendable, CustomStringConvertible {
    package let place: Place
    package let text: String

    package init(_ place: Place, _ text: String) {
        self.place = place
        self.text = text
    }

    package var description: String { "\(place): \(text)" }
}
