import AdminClient
import Foundation

extension Session {
    /// Writes what comes into a file that only its owner can read; the file appears when all of it is there.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - label: what it is, for the line that shows how far it has come.
    ///   - open: asks for what comes, once it is known that there is a place for it.
    /// - Returns: its bytes.
    /// - Throws: where a file of that name is there, unless --force was given.
    func save(to path: String, label: String, _ open: () async throws -> AnswerBytes) async throws -> Int {
        guard options.yes || !FileManager.default.fileExists(atPath: path) else {
            throw Failure(.usage, "\(path) is there already.", hint: "--force replaces it.")
        }
        var file = try UnfinishedFile(path)
        let progress = ProgressLine(label, in: self, unit: .bytes)
        defer { progress.end() }
        var bytes = 0
        for try await piece in try await open() {
            try file.write(piece)
            bytes += piece.count
            progress.update(done: bytes, of: nil)
        }
        try file.finish(isReplacing: options.yes)
        return bytes
    }
}
