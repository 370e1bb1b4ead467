#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Makes of a process one that can run for long.
enum ProcessSetup {
    /// Descriptors that are not connections: the database, the log, event loops, listeners.
    private static let reservedDescriptors = 32

    /// Has to be called before anything is opened, be it by the runtime of Swift for its first task.
    static func prepare() {
        openStandardDescriptors()
        umask(0o077)
        // A client that has gone, a file that may not grow and a terminal that is closed are no reasons to die.
        for number in [SIGPIPE, SIGXFSZ, SIGHUP] { signal(number, SIG_IGN) }
    }

    /// Without this a file that is opened could become the standard error, and the log be written into it.
    private static func openStandardDescriptors() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Raises the limit of open files as far as it goes.
    ///
    /// - Returns: how many connections it leaves room for, at most as many as are wanted.
    static func makeRoom(forConnections wanted: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
        let needed = rlim_t(wanted + reservedDescriptors)
        if limit.rlim_cur < needed {
            limit.rlim_cur = min(needed, limit.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let room = Int(clamping: limit.rlim_cur) - reservedDescriptors
        return max(1, min(wanted, room))
    }
}
