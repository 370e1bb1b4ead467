import Foundation

/// The editor that somebody likes.
struct Editor {
    private let command: String
    private let environment: [String: String]

    init(_ session: Session) throws {
        let named = ["VISUAL", "EDITOR"].lazy.compactMap { session.environment[$0] }.first { !$0.isEmpty }
        guard named != nil || session.terminal.isInput else {
            throw Failure(.usage, "There is no terminal to edit at.", hint: "Give the new body: --body or -f.")
        }
        command = named ?? "vi"
        environment = session.environment
    }

    /// Opens a text, and gives it as it was saved.
    func edit(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "sqsctl-\(UUID().uuidString).txt"
        let isMade = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else { throw Failure(.inputOutput, "\(path) cannot be written.") }
        defer { unlink(path) }
        // The shell takes the editor's own words apart; the path is given as a word of its own.
        let code = try Child(["/bin/sh", "-c", "\(command) \"$1\"", "sh", path], environment: environment).run()
        guard code == 0 else { throw Failure(.declined, "The editor ended with \(code); nothing was sent.") }
        let edited = try InputFile(path: path).text()
        // Editors end the last line of a file; the body had no such end.
        return !text.hasSuffix("\n") && edited.hasSuffix("\n") ? String(edited.dropLast()) : edited
    }
}
