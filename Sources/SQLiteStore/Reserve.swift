#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Space of the disk that is held by a file of no content, and given up when the disk is full.
///
/// Receiving and deleting write, too: without it nothing could be taken out of a full disk's queues to make room. Where
/// the file system cannot set space aside, there is none and nothing is refused for its sake.
final class Reserve {
    /// Bytes that are wanted on a large disk; of a small one, a share.
    private static let wanted = 64 << 20
    private static let shareOfDisk = 16
    /// Of what is free, so that there is something left to work with.
    private static let shareOfRoom = 2
    /// Less than this share of what is wanted is not worth beginning with.
    private static let leastShare = 8

    private let file: Int32
    /// Whether the file system, and what a file of this process may have, allow for it.
    private(set) var isSupported = true
    /// Bytes that are held, or were before they were given up.
    private(set) var size = 0
    private var isHeld = false

    /// Begins with nothing held, whatever an earlier process has left: opening a database takes some space already.
    ///
    /// - Throws: `OpenError` where the file cannot be made.
    init(_ path: String, in directory: String) throws(OpenError) {
        file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unusable(directory: directory, reason: String(cString: strerror(errno))) }
    }

    deinit { close(file) }

    /// Whether nothing is held although it could be: the disk is full, or was a moment ago.
    var isSpent: Bool { isSupported && !isHeld }

    /// Sets space aside again.
    ///
    /// - Returns: whether there was enough.
    @discardableResult
    func refill() -> Bool {
        guard isSpent else { return true }
        #if canImport(Glibc)
        var disk = statvfs()
        guard fstatvfs(file, &disk) == 0 else { return false }
        // In blocks, as some file systems say that they have more bytes than a number can tell.
        let block = max(1, Int(clamping: disk.f_frsize))
        let most = Self.wanted / block
        let wanted = min(most, Int(clamping: disk.f_blocks) / Self.shareOfDisk) * block
        let size = min(wanted, min(most, Int(clamping: disk.f_bavail) / Self.shareOfRoom) * block)
        guard size > 0, size >= wanted / Self.leastShare else { return false }
        let error = posix_fallocate(file, 0, off_t(size))
        guard error == 0 else {
            isSupported = ![EOPNOTSUPP, ENOSYS, EINVAL, EFBIG].contains(error)
            ftruncate(file, 0)
            return !isSupported
        }
        self.size = size
        isHeld = true
        #else
        isSupported = false
        #endif
        return true
    }

    /// Gives the space up.
    ///
    /// - Returns: whether there was any.
    func spend() -> Bool {
        guard isHeld else { return false }
        isHeld = false
        return ftruncate(file, 0) == 0
    }
}
