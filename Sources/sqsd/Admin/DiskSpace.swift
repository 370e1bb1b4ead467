#if canImport(Glibc)
// Where the compiler finds the members of `stat`.
import CDispatch
import Glibc
#else
import Darwin
#endif

/// What the data directory takes, and what is left beside it.
struct DiskSpace: Sendable {
    let directory: String

    /// Bytes that can still be written; `nil` where the system does not say.
    var freeBytes: Int? {
        var disk = statvfs()
        guard statvfs(directory, &disk) == 0 else { return nil }
        let (bytes, isTooMany) = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
        return isTooMany ? .max : Int(clamping: bytes)
    }

    /// Length of one of the files in it; `nil` where there is none.
    func bytes(of name: String) -> Int? {
        var facts = stat()
        guard stat("\(directory)/\(name)", &facts) == 0 else { return nil }
        return Int(facts.st_size)
    }
}
