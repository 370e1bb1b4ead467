internal import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the system says of this process; `nil` where it does not say.
///
/// Memory and files come from `/proc/self`, which only Linux has.
struct ProcessFigures {
    var cpuSeconds: Double?
    var residentBytes: Int?
    var virtualBytes: Int?
    var threads: Int?
    var openFiles: Int?
    var mostOpenFiles: Int?

    static func now() -> ProcessFigures {
        var figures = ProcessFigures()
        var usage = rusage()
        if getrusage(ownUsage, &usage) == 0 {
            figures.cpuSeconds = usage.ru_utime.seconds + usage.ru_stime.seconds
        }
        var limit = rlimit()
        if getrlimit(fileLimit, &limit) == 0 { figures.mostOpenFiles = Int(clamping: limit.rlim_cur) }
        let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))
        if let pages = contents(of: "/proc/self/statm")?.split(separator: " "), pages.count > 1, pageBytes > 0 {
            figures.virtualBytes = Int(pages[0]).map { $0 * pageBytes }
            figures.residentBytes = Int(pages[1]).map { $0 * pageBytes }
        }
        // The second field is the program's name in parentheses, which may hold anything; the state comes behind it.
        if let fields = contents(of: "/proc/self/stat")?.split(separator: ")").last?.split(separator: " "),
            fields.count > 17
        {
            figures.threads = Int(fields[17])
        }
        // The directory itself is open while it is counted.
        figures.openFiles = entries(in: "/proc/self/fd").map { $0 - 1 }
        return figures
    }
}

/// What of a disk is free for this process, and what there is, in bytes.
struct DiskFigures {
    let free: Int
    let size: Int

    /// - Returns: `nil` where the disk cannot be asked.
    init?(of directory: String) {
        var disk = statvfs()
        guard statvfs(directory, &disk) == 0 else { return nil }
        let block = UInt64(disk.f_frsize)
        free = Int(clamping: UInt64(disk.f_bavail).multipliedReportingOverflow(by: block).partialValue)
        size = Int(clamping: UInt64(disk.f_blocks).multipliedReportingOverflow(by: block).partialValue)
    }
}

/// - Returns: `nil` where there is no such file.
func fileBytes(_ path: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.size] as? Int
}

#if canImport(Glibc)
private let ownUsage = __rusage_who_t(RUSAGE_SELF.rawValue)
private let fileLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
#else
private let ownUsage = RUSAGE_SELF
private let fileLimit = RLIMIT_NOFILE
#endif

extension timeval {
    fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}

/// A short file of the system; `nil` where it cannot be read.
private func contents(of path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

private func entries(in path: String) -> Int? { try? FileManager.default.contentsOfDirectory(atPath: path).count }
