import Dispatch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whoever has started the daemon and wants to know how it is, as systemd does (`sd_notify`).
struct ServiceManager: Sendable {
    /// Path of a datagram socket, or with `@` in front a name without a file.
    private let socket: String?
    /// How often the manager wants to hear that the daemon is well: at half its patience, `nil` where it has not asked.
    let pingMilliseconds: Int64?

    init(environment: [String: String]) {
        socket = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        let patience = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        pingMilliseconds = isMeant ? patience.map { max(1, $0 / 2000) } : nil
    }

    func ready(status: String) { tell("READY=1\nSTATUS=\(status)") }

    /// The configuration is being read again; `ready` says that it is done.
    func reloading() {
        // On Linux the time since boot without sleep, as the manager's own CLOCK_MONOTONIC.
        tell("RELOADING=1\nMONOTONIC_USEC=\(DispatchTime.now().uptimeNanoseconds / 1000)")
    }

    func ready() { tell("READY=1") }

    /// Says that the daemon is well, for a manager that ends those who do not.
    func ping() { tell("WATCHDOG=1") }

    func stopping() { tell("STOPPING=1") }

    /// Nobody is told why this fails: the daemon is of use without its manager too.
    private func tell(_ message: String) {
        guard let path = socket, var address = sockaddr_un(path) else { return }
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
        let bytes = Array(message.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}

extension sockaddr_un {
    fileprivate init?(_ path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: sun_path) else { return nil }
        withUnsafeMutableBytes(of: &sun_path) { buffer in
            buffer.copyBytes(from: bytes)
            if bytes.first == UInt8(ascii: "@") { buffer[0] = 0 }
        }
    }
}
