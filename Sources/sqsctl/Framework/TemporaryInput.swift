import Foundation

/// A text that another program can read as a file, which has no name and goes with its handle.
///
/// A pipe would stop us where the program does not read.
struct TemporaryInput {
    let handle: FileHandle

    init(_ text: String) throws {
        var template = Array((NSTemporaryDirectory() + "sqsctl-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw Failure(.inputOutput, "A temporary file cannot be made: \(String(cString: strerror(errno))).")
        }
        unlink(template)
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.seek(toOffset: 0)
    }
}
