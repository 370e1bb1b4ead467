import Foundation

/// The reader of our output has gone.
struct OutputClosed: Error {}

/// What goes to stdout, gathered to few writes.
final class Output {
    private var gathered = Data()
    private let descriptor: Int32
    private static let enough = 65_536

    init(descriptor: Int32 = STDOUT_FILENO) { self.descriptor = descriptor }

    func write(_ text: String) throws {
        gathered.append(contentsOf: text.utf8)
        if gathered.count >= Self.enough { try flush() }
    }

    func write(_ bytes: Data) throws {
        gathered.append(bytes)
        if gathered.count >= Self.enough { try flush() }
    }

    func line(_ text: String) throws { try write(text + "\n") }

    func flush() throws {
        defer { gathered.removeAll(keepingCapacity: true) }
        try gathered.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EPIPE {
                    throw OutputClosed()
                } else if errno != EINTR {
                    throw Failure.file("The output", "cannot be written", errno)
                }
            }
        }
    }
}
