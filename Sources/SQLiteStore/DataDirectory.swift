#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The directory that holds the database, locked for this process as long as the value lives.
///
/// Two daemons on one file would corrupt it: SQLite's own locks do not forbid a second writer that takes turns.
final class DataDirectory {
    static let databaseName = "sqsd.sqlite3"
    private static let lockName = "sqsd.lock"
    private static let reserveName = "sqsd.reserve"

    let path: String
    private let lock: Int32

    var database: String { "\(path)/\(Self.databaseName)" }

    var reserve: String { "\(path)/\(Self.reserveName)" }

    /// Makes the directory where it is missing, for its owner alone, and locks it.
    init(_ path: String) throws(OpenError) {
        try Self.create(path)
        let file = open("\(path)/\(Self.lockName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unusable(directory: path, reason: String(cString: strerror(errno))) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.read(file)
            close(file)
            throw .inUse(directory: path, owner: owner)
        }
        ftruncate(file, 0)
        var text = "\(getpid())\n"
        _ = text.withUTF8 { write(file, $0.baseAddress, $0.count) }
        self.path = path
        lock = file
    }

    deinit { close(lock) }

    private static func create(_ path: String) throws(OpenError) {
        var partial = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            partial += partial.isEmpty || partial.hasSuffix("/") ? component : "/\(component)"
            guard mkdir(partial, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                throw .unusable(directory: path, reason: "\(partial): \(String(cString: strerror(errno)))")
            }
        }
    }

    /// What the owner of a lock wrote into it: its process id.
    private static func read(_ file: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(file, &buffer, buffer.count, 0)
        guard count > 0 else { return "" }
        return String(decoding: buffer.prefix(count).filter { (0x30...0x39).contains($0) }, as: UTF8.self)
    }
}
