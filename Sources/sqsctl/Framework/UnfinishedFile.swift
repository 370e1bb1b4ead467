import Foundation

/// A file that only its owner can read, and that appears under its name when all of it is written.
///
/// Until then it lies beside that name, and goes with the value.
struct UnfinishedFile: ~Copyable {
    private let path: String
    private let place: String
    private let handle: FileHandle

    init(_ path: String) throws {
        self.path = path
        place = "\(path).\(ProcessInfo.processInfo.processIdentifier).part"
        let descriptor = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.file(path, "cannot be written", errno) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit { unlink(place) }

    func write(_ bytes: Data) throws {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw Failure.file(path, "cannot be written", errno)
        }
    }

    /// Gives it its name.
    ///
    /// - Parameter isReplacing: whether it takes the place of a file of that name, even of one that came meanwhile.
    /// - Throws: where it cannot have it.
    consuming func finish(isReplacing: Bool) throws {
        guard fsync(handle.fileDescriptor) == 0 else { throw Failure.file(path, "cannot be made durable", errno) }
        let isPlaced = isReplacing ? rename(place, path) == 0 : link(place, path) == 0
        guard isPlaced else { throw Failure.file(path, "cannot be made", errno) }
    }
}
