/// Reads the part of HOCON that configurations of queues are written in.
///
/// Left out: `include url(…)`, substitutions inside keys, and units (values stay texts).
struct HOCONParser {
    private static let depthLimit = 32
    private static let includeLimit = 8
    /// Files that are read at most: one that includes others several times, which do the same, would never be done.
    private static let fileLimit = 100

    private var scanner: HOCONScanner
    private let includes: Int
    private var filesRead = 1
    private let include: (String) throws -> String?
    private(set) var notes: [Remark] = []

    /// - Parameters:
    ///   - text: the whole file.
    ///   - source: what it is called.
    ///   - includes: how many files have led here.
    ///   - include: the text of a file that is named; `nil` where there is none.
    init(_ text: String, source: String, includes: Int = 0, include: @escaping (String) throws -> String?) {
        scanner = HOCONScanner(text, source: source)
        self.include = include
        self.includes = includes
    }

    /// The whole file; the braces around it can be left out.
    mutating func root() throws(Remark) -> HOCONObject {
        scanner.skipLines()
        let object: HOCONObject
        if scanner.peek == "{" {
            object = try braces(depth: 0)
        } else {
            object = try members(depth: 0)
        }
        scanner.skipLines()
        guard scanner.peek == nil else { throw Remark(scanner.place, "Here nothing more is expected.") }
        return object
    }

    private mutating func braces(depth: Int) throws(Remark) -> HOCONObject {
        let start = scanner.place
        guard depth < Self.depthLimit else { throw Remark(start, "The braces are nested too deeply.") }
        scanner.next()
        let object = try members(depth: depth)
        guard scanner.next() == "}" else { throw Remark(start, "The brace that opens here is not closed.") }
        return object
    }

    /// Members up to a closing brace or the end.
    private mutating func members(depth: Int) throws(Remark) -> HOCONObject {
        var object = HOCONObject()
        scanner.skipLines()
        while let scalar = scanner.peek, scalar != "}" {
            if try includeStatement(into: &object) == false { try member(into: &object, depth: depth) }
            try separator()
        }
        return object
    }

    private mutating func member(into object: inout HOCONObject, depth: Int) throws(Remark) {
        let place = scanner.place
        let path = try self.path()
        scanner.skipBlanks()
        switch scanner.peek {
        case "{": try object.set(path[...], try value(depth: depth + 1), at: place)
        case "=", ":":
            scanner.next()
            scanner.skipLines()
            try object.set(path[...], try value(depth: depth + 1), at: place)
        case "+" where scanner.peek(1) == "=":
            scanner.skip(2)
            scanner.skipLines()
            try object.append(path, try value(depth: depth + 1), at: place)
        default:
            let name = path.joined(separator: ".")
            throw Remark(scanner.place, "After the key \(name) comes '=', ':' or '{'.")
        }
    }

    /// What stands between members and elements: commas, ends of lines, or the closing bracket.
    private mutating func separator() throws(Remark) {
        let place = scanner.place
        scanner.skipBlanks()
        switch scanner.peek {
        case ",", "\n":
            scanner.skipLines()
            if scanner.peek == "," { scanner.next() }
            scanner.skipLines()
        case nil, "}", "]": break
        default: throw Remark(place, "Here a comma or the end of the line is missing.")
        }
    }

    /// Keys with dots between them; what is in quotes is one key.
    private mutating func path() throws(Remark) -> [String] {
        var path: [String] = []
        while true {
            let place = scanner.place
            var key = ""
            while let scalar = scanner.peek, !"{}[],:=+.\n$`^?!@*&\\#".unicodeScalars.contains(scalar) {
                if scalar == "\"" {
                    key += try scanner.quoted()
                } else {
                    key.unicodeScalars.append(scalar)
                    scanner.next()
                }
            }
            while key.last == " " || key.last == "\t" { key.removeLast() }
            guard !key.isEmpty else { throw Remark(place, "Here a key is expected.") }
            path.append(key)
            guard path.count <= Self.depthLimit else { throw Remark(place, "The key has too many parts.") }
            guard scanner.peek == "." else { return path }
            scanner.next()
        }
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(Remark) -> HOCONValue {
        let place = scanner.place
        var pieces: [HOCONValue.Piece] = []
        while let scalar = scanner.peek, !"\n,}]".unicodeScalars.contains(scalar), !scanner.isAtComment {
            pieces.append(try piece(depth: depth))
        }
        if case .blank = pieces.last { pieces.removeLast() }
        guard let first = pieces.first else { throw Remark(place, "Here a value is expected.") }
        if pieces.count == 1, case .value(let value) = first { return value }
        return HOCONValue(content: .pieces(pieces), place: place)
    }

    private mutating func piece(depth: Int) throws(Remark) -> HOCONValue.Piece {
        let place = scanner.place
        switch scanner.peek {
        case "{":
            return .value(HOCONValue(content: .object(try braces(depth: depth)), place: place))
        case "[": return .value(try list(depth: depth))
        case "\"": return .text(try scanner.quoted())
        case "$" where scanner.peek(1) == "{": return try reference()
        case let scalar? where scalar.properties.isWhitespace:
            var blank = ""
            while let scalar = scanner.peek, scalar.properties.isWhitespace, scalar != "\n" {
                blank.unicodeScalars.append(scalar)
                scanner.next()
            }
            return .blank(blank)
        default:
            var text = ""
            while let scalar = scanner.peek, !"\n,{}[]\"$".unicodeScalars.contains(scalar),
                !scalar.properties.isWhitespace, !scanner.isAtComment || text.hasSuffix(":")
            {
                text.unicodeScalars.append(scalar)
                scanner.next()
            }
            guard !text.isEmpty else { throw Remark(place, "Here a value is expected.") }
            return .text(text)
        }
    }

    private mutating func list(depth: Int) throws(Remark) -> HOCONValue {
        let start = scanner.place
        guard depth < Self.depthLimit else { throw Remark(start, "The brackets are nested too deeply.") }
        scanner.next()
        scanner.skipLines()
        var elements: [HOCONValue] = []
        while let scalar = scanner.peek, scalar != "]" {
            guard scalar != "}" else { break }
            elements.append(try value(depth: depth + 1))
            try separator()
        }
        guard scanner.next() == "]" else { throw Remark(start, "The bracket that opens here is not closed.") }
        return HOCONValue(content: .list(elements), place: start)
    }

    /// `${path}` or `${?path}`.
    private mutating func reference() throws(Remark) -> HOCONValue.Piece {
        let place = scanner.place
        scanner.skip(2)
        let isOptional = scanner.peek == "?"
        if isOptional { scanner.next() }
        let path = try self.path()
        guard scanner.next() == "}" else { throw Remark(place, "The brace that opens here is not closed.") }
        return .reference(path: path, isOptional: isOptional, place)
    }
}

// MARK: - Other files

extension HOCONParser {
    /// `include "file"`, `include file("…")`, `include classpath("…")`; `false` where there is none.
    private mutating func includeStatement(into object: inout HOCONObject) throws(Remark) -> Bool {
        let place = scanner.place
        guard scanner.starts(with: "include"), let after = scanner.peek(7),
            after == " " || after == "\t" || after == "\""
        else { return false }
        var ahead = scanner
        ahead.skip(7)
        ahead.skipBlanks()
        // A key may begin with the same letters.
        guard let scalar = ahead.peek, scalar == "\"" || scalar.properties.isAlphabetic else { return false }
        var kind = ""
        while let scalar = ahead.peek, scalar != "\"", scalar != "\n" {
            if !scalar.properties.isWhitespace, scalar != "(" { kind.unicodeScalars.append(scalar) }
            ahead.next()
        }
        guard ahead.peek == "\"" else { throw Remark(place, "After include comes a file's name in quotes.") }
        let name = try ahead.quoted()
        while ahead.peek == ")" { ahead.next() }
        scanner = ahead
        try read(name, kind: kind, at: place, into: &object)
        return true
    }

    private mutating func read(
        _ name: String,
        kind: String,
        at place: Place,
        into object: inout HOCONObject
    ) throws(Remark) {
        guard ["", "file", "required", "requiredfile"].contains(kind) else {
            notes.append(Remark(place, "include \(kind)(\"\(name)\") is left out: sqsd has no \(kind)."))
            return
        }
        guard includes < Self.includeLimit, filesRead < Self.fileLimit else {
            throw Remark(place, "Files include one another too deeply, or too often.")
        }
        let text: String?
        do { text = try include(name) } catch { throw Remark(place, "\(name) cannot be read: \(error)") }
        guard let text else {
            guard !kind.hasPrefix("required") else { throw Remark(place, "There is no file \(name).") }
            notes.append(Remark(place, "include \"\(name)\" is left out: there is no such file."))
            return
        }
        var parser = HOCONParser(text, source: name, includes: includes + 1, include: include)
        parser.filesRead = filesRead + 1
        try object.merge(try parser.root())
        filesRead = parser.filesRead
        notes += parser.notes
    }
}
