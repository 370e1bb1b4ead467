#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a look at a write-ahead log says about it, before SQLite reads it.
///
/// SQLite cuts a log at the first frame that does not fit, without a word, whether that frame is the torn end of an
/// interrupted write or damage in the middle of what was acknowledged. Frames of the same generation behind the first bad
/// one tell the two apart. Source: the file format, <https://www.sqlite.org/fileformat2.html#walformat>.
package enum WALInspection: Hashable, Sendable {
    /// There is no log.
    case absent
    /// The log ends with a commit; what may lie behind it is left from before the last checkpoint.
    case sound(frames: Int)
    /// Behind the last commit there is the begin of a transaction that nobody was told of.
    case tornTail(frames: Int, bytes: Int)
    case damaged(WALDamage)
}

/// Damage inside a write-ahead log: what SQLite would drop silently.
package struct WALDamage: Hashable, Sendable {
    /// Frames in front of the damage.
    package let validFrames: Int
    /// Frames of the same generation behind the first damaged one.
    package let framesAfterDamage: Int
    /// Transactions that would be dropped.
    package let commitsAtRisk: Int
    /// Where in the file the first damaged frame begins; 0 for the log's own header.
    package let offset: Int
    /// Whether it can also be the one transaction that was being written when the power was cut, whose pages reached the
    /// disk in another order: all that is dropped then belongs to it, and nobody was told that it was done.
    ///
    /// Without syncs at each commit, as with the durability `normal`, a power cut can look like any damage.
    package let mayBeInterruptedCommit: Bool
}

extension WALInspection {
    /// Bytes that are read at once.
    private static let chunk = 1 << 20

    /// Inspects the log of a database that nobody has open.
    ///
    /// - Parameter path: the log's own, that of the database with `-wal` behind it.
    /// - Throws: `OpenError` when the file cannot be read.
    package init(of path: String) throws(OpenError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT {
            self = .absent
            return
        }
        guard file >= 0 else { throw .unreadable(path) }
        defer { close(file) }
        let prefix = try Self.read(file, upTo: WALScanner.prefixBytes, of: path)
        guard var scanner = WALScanner(prefix: prefix) else {
            // Not a header and one frame behind it that could be told from noise: nothing was committed.
            let size = Int(max(0, lseek(file, 0, SEEK_END)))
            self = size == 0 ? .sound(frames: 0) : .tornTail(frames: 0, bytes: size)
            return
        }
        lseek(file, off_t(WALScanner.headerBytes), SEEK_SET)
        let wholeFrames = max(1, Self.chunk / scanner.frameBytes) * scanner.frameBytes
        while true {
            let bytes = try Self.read(file, upTo: wholeFrames, of: path)
            scanner.take(bytes)
            if bytes.count < wholeFrames { break }
        }
        self = scanner.inspection
    }

    /// Fewer bytes than wanted only at the end of the file.
    private static func read(_ file: Int32, upTo count: Int, of path: String) throws(OpenError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                Glibc.read(file, buffer.baseAddress?.advanced(by: filled), count - filled)
                #else
                Darwin.read(file, buffer.baseAddress?.advanced(by: filled), count - filled)
                #endif
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable(path) }
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }
}

extension OpenError {
    fileprivate static func unreadable(_ path: String) -> OpenError {
        .unusable(directory: path, reason: String(cString: strerror(errno)))
    }
}
