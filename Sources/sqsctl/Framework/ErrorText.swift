import Foundation

/// What goes to stderr: errors, and remarks for people.
struct ErrorText {
    let colors: Colors

    /// Before the options are known.
    static var standard: ErrorText { ErrorText(colors: Terminal.current.colors(.auto, of: .error)) }

    /// `sqsctl: CODE: message`, and the next step on a line of its own.
    func show(_ failure: Failure) {
        let code = failure.code.map { "\(printable($0)): " } ?? ""
        write("\(colors.paint("sqsctl:", .bad)) \(code)\(printable(failure.message))")
        if let hint = failure.hint { write("  \(printable(hint))") }
    }

    func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
