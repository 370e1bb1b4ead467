import Foundation

/// A file that is read, or stdin for `-`.
struct InputFile {
    let path: String

    var isStandardInput: Bool { path == "-" }

    func handle() throws -> FileHandle {
        if isStandardInput { return .standardInput }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure.file(path, "cannot be read", errno)
        }
        return handle
    }

    /// All of it, which has to be UTF-8.
    func text() throws -> String {
        let bytes = try handle().readToEnd() ?? Data()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.data, "\(isStandardInput ? "The input" : path) is not UTF-8 text.")
        }
        return text
    }
}

/// Reads a file line by line, so that it may be larger than memory.
struct LineReader {
    private let handle: FileHandle
    private var gathered = Data()
    private var isAtEnd = false
    private(set) var count = 0

    private static let piece = 65_536

    init(_ file: InputFile) throws { handle = try file.handle() }

    /// The next line without its end; `nil` after the last one.
    ///
    /// Empty lines are left out.
    mutating func next() throws -> String? {
        while true {
            if let end = gathered.firstIndex(of: UInt8(ascii: "\n")) {
                let line = gathered[..<end]
                gathered = gathered[gathered.index(after: end)...]
                if let text = try text(line) { return text }
            } else if isAtEnd {
                defer { gathered = Data() }
                return try text(gathered)
            } else if let more = try handle.read(upToCount: Self.piece), !more.isEmpty {
                gathered.append(more)
            } else {
                isAtEnd = true
            }
        }
    }

    private mutating func text(_ line: Data) throws -> String? {
        count += 1
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        guard !line.isEmpty else { return nil }
        guard let text = String(validating: line, as: UTF8.self) else {
            throw Failure(.data, "Line \(count) is not UTF-8 text.")
        }
        return text
    }
}
