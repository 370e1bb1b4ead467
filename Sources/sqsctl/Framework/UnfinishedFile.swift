import Foundation

/// A file that only its owner can read, and that appears under its name when all of it is written.
///
/// Until then it lies beside that name, and goes with the value; where its process was killed, with the next one that is
/// to have that name.
struct UnfinishedFile: ~Copyable {
    private let path: String
    private let place: String
    private let handle: FileHandle
    /// Bytes that the disk may not have yet.
    private var unsynced = 0

    /// What is written before the disk has to take it (1 MiB).
    ///
    /// All of it at the end would be what a daemon waits for that commits to the same disk: measured with a gigabyte, half a
    /// second instead of 0.05 s.
    private static let slice = 1 << 20

    init(_ path: String) throws {
        self.path = path
        Self.removeLeftovers(of: path)
        place = "\(path).\(ProcessInfo.processInfo.processIdentifier)\(Self.ending)"
        handle = try Self.make(place, for: path)
    }

    private static func make(_ place: String, for path: String) throws -> FileHandle {
        while true {
            let descriptor = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Failure.file(path, "cannot be written", errno) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            // Held until the process ends, whichever way: who finds it free finds a leftover. Where a file system has no
            // locks, nobody finds it free.
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
            // Another process can have found it free before.
            var status = stat()
            if fstat(descriptor, &status) != 0 || status.st_nlink > 0 { return handle }
        }
    }

    deinit { unlink(place) }

    mutating func write(_ bytes: Data) throws {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw Failure.file(path, "cannot be written", errno)
        }
        unsynced += bytes.count
        if unsynced >= Self.slice { try sync() }
    }

    /// Gives it its name.
    ///
    /// - Parameter isReplacing: whether it takes the place of a file of that name, even of one that came meanwhile.
    /// - Throws: where it cannot have it.
    consuming func finish(isReplacing: Bool) throws {
        try sync()
        let isPlaced = isReplacing ? rename(place, path) == 0 : link(place, path) == 0
        guard isPlaced else { throw Failure.file(path, "cannot be made", errno) }
    }

    private static let ending = ".sqsctl-part"

    private static func removeLeftovers(of path: String) {
        let file = URL(fileURLWithPath: path)
        let directory = file.deletingLastPathComponent().path
        // A directory that cannot be read keeps them, and opening a file in it says what is wrong.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        where name.hasPrefix("\(file.lastPathComponent).") && name.hasSuffix(ending) {
            // Without waiting for a writer, where somebody has put a pipe there.
            let leftover = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard leftover >= 0 else { continue }
            if flock(leftover, LOCK_EX | LOCK_NB) == 0 { unlink("\(directory)/\(name)") }
            close(leftover)
        }
    }

    private mutating func sync() throws {
        guard fsync(handle.fileDescriptor) == 0 else { throw Failure.file(path, "cannot be made durable", errno) }
        unsynced = 0
    }
}
