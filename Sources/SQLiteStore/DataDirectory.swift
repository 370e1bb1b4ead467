#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the files of a data directory are called.
package enum DataFile {
    package static let database = "sqsd.sqlite3"
    /// What was committed and is not in the database's own file yet.
    package static let log = "\(database)-wal"
}

/// The directory that holds the database, locked for this process as long as the value lives.
///
/// Two daemons on one file would corrupt it: SQLite's own locks do not forbid a second writer that takes turns.
final class DataDirectory {
    static let databaseName = DataFile.database
    private static let lockName = "sqsd.lock"
    private static let reserveName = "sqsd.reserve"

    /// Files by which a directory is known to hold data, or to be in use.
    static let names = [DataFile.database, DataFile.log, lockName]

    let path: String
    private let lock: Int32

    var database: String { "\(path)/\(DataFile.database)" }

    var reserve: String { "\(path)/\(Self.reserveName)" }

    /// Makes the directory where it is missing, for its owner alone, and locks it.
    init(_ path: String) throws(OpenError) {
        try Self.create(path)
        let file = open("\(path)/\(Self.lockName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unusable(directory: path, reason: String(cString: strerror(errno))) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.owner(in: file)
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

    static func create(_ path: String) throws(OpenError) {
        var partial = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            partial += partial.isEmpty || partial.hasSuffix("/") ? component : "/\(component)"
            guard mkdir(partial, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                throw .unusable(directory: path, reason: "\(partial): \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Copies a file to a name beside it that is not taken yet.
    ///
    /// - Returns: the copy's path.
    static func setAside(_ path: String) throws(OpenError) -> String {
        for number in 1...1000 {
            let copy = "\(path).damaged-\(number)"
            let target = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if target < 0, errno == EEXIST { continue }
            guard target >= 0 else { throw .unusable(directory: copy, reason: String(cString: strerror(errno))) }
            defer { close(target) }
            let source = open(path, O_RDONLY | O_CLOEXEC)
            guard source >= 0 else { throw .unusable(directory: path, reason: String(cString: strerror(errno))) }
            defer { close(source) }
            try copyBytes(from: source, to: target, copy)
            return copy
        }
        throw .unusable(directory: path, reason: "a thousand copies of its log were set aside already")
    }

    /// Copies a file to a new one, for its owner alone, and waits until it is on the disk.
    static func copy(_ path: String, to copy: String) throws(OpenError) {
        let target = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw .unusable(directory: copy, reason: String(cString: strerror(errno))) }
        defer { close(target) }
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw .unusable(directory: path, reason: String(cString: strerror(errno))) }
        defer { close(source) }
        try copyBytes(from: source, to: target, copy)
    }

    private static func copyBytes(from source: Int32, to target: Int32, _ name: String) throws(OpenError) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else {
                guard count == 0, fsync(target) == 0 else {
                    throw .unusable(directory: name, reason: String(cString: strerror(errno)))
                }
                return
            }
            var written = 0
            while written < count {
                let step = buffer[written..<count].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
                guard step > 0 else { throw .unusable(directory: name, reason: String(cString: strerror(errno))) }
                written += step
            }
        }
    }

    /// What the owner of a lock wrote into it: its process id.
    private static func owner(in file: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(file, &buffer, buffer.count, 0)
        guard count > 0 else { return "" }
        return String(decoding: buffer.prefix(count).filter { (0x30...0x39).contains($0) }, as: UTF8.self)
    }
}
