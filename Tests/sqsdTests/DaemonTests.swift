import Foundation
import Glibc
import Testing

/// The program itself, started and ended as a whole.
@Suite("Daemon", .serialized)
struct DaemonTests {
    @Test("It starts, says where it is, answers, is healthy, and ends with 0", arguments: [SIGTERM, SIGINT])
    func life(signal: Int32) async throws {
        let daemon = try RunningDaemon(["--port", "0", "--durability", "memory"])
        let port = try #require(try await daemon.port())
        let health = try RunningDaemon(["health", "--port", "\(port)"])
        #expect(try await health.exitCode() == 0)
        kill(daemon.pid, signal)
        #expect(try await daemon.exitCode() == 0)
        #expect(daemon.log.contains("sqsd ready"))
        #expect(daemon.log.contains("export AWS_ENDPOINT_URL_SQS=http://127.0.0.1:\(port) AWS_REGION=us-east-1"))
        #expect(daemon.log.contains("Durability is memory"))
        let ill = try RunningDaemon(["health", "--port", "\(port)"])
        #expect(try await ill.exitCode() == 1)
    }

    @Test(
        "It says an address at which this machine reaches it",
        arguments: [("0.0.0.0", "127.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("127.0.0.3,127.0.0.1", "127.0.0.3")]
    )
    func endpoint(hosts: String, reached: String) async throws {
        let daemon = try RunningDaemon(["--host", hosts, "--port", "0", "--durability", "memory"])
        let port = try #require(try await daemon.port())
        #expect(daemon.log.contains("AWS_ENDPOINT_URL_SQS=http://\(reached):\(port) "))
    }

    /// Where it listens, and what becomes of that.
    private static let bindings: [(arguments: [String], outcome: Binding)] = [
        (["--host", "127.0.0.1", "--admin-host", "127.0.0.1"], .quiet),
        (["--host", "::1", "--admin-host", "::1"], .quiet),
        (["--host", "localhost", "--admin-host", "localhost"], .quiet),
        (["--host", "0.0.0.0"], .warned),
        (["--host", "0.0.0.0", "--admin", "off", "--admin-host", "0.0.0.0"], .warned),
        (["--host", "::", "--admin-host", "0.0.0.0", "--admin-token", "0123456789abcdef"], .warned),
        (["--admin-host", "0.0.0.0", "--admin-token", "0123456789abcdef"], .quiet),
        (["--admin-host", "0.0.0.0"], .refused),
        (["--admin-host", "::"], .refused),
        (["--admin-host", "::ffff:127.0.0.1"], .refused),
    ]

    private enum Binding { case quiet, warned, refused }

    @Test("Other machines reach it only with a warning, and its operators' port only with a token", arguments: bindings)
    private func binding(arguments: [String], outcome: Binding) async throws {
        let daemon = try RunningDaemon(["--port", "0", "--durability", "memory"] + arguments)
        guard outcome != .refused else {
            #expect(try await daemon.exitCode() == 78)
            #expect(daemon.log.contains("there is no token"))
            return
        }
        #expect(try await daemon.says("sqsd ready"))
        #expect(daemon.log.contains("callers are not checked") == (outcome == .warned))
    }

    @Test("Row 40: it outlives SIGHUP, SIGPIPE and SIGXFSZ")
    func signals() async throws {
        let daemon = try RunningDaemon(["--port", "0", "--durability", "memory"])
        let port = try #require(try await daemon.port())
        for signal in [SIGHUP, SIGPIPE, SIGXFSZ] { kill(daemon.pid, signal) }
        let health = try RunningDaemon(["health", "--port", "\(port)"])
        #expect(try await health.exitCode() == 0)
        kill(daemon.pid, SIGTERM)
        #expect(try await daemon.exitCode() == 0)
    }

    @Test("Whoever asks a second time does not want to wait: 2")
    func secondSignal() async throws {
        let daemon = try RunningDaemon(["--port", "0", "--durability", "memory"])
        let port = try #require(try await daemon.port())
        let client = try OpenConnection(port: port)
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.receive().hasPrefix("HTTP/1.1 100 "))
        kill(daemon.pid, SIGTERM)
        #expect(try await daemon.says("ending"))
        kill(daemon.pid, SIGTERM)
        #expect(try await daemon.exitCode() == 2)
    }

    @Test("Row 39: as the first process of a container it ends when it is told to", .enabled(if: canUnshare))
    func firstProcess() async throws {
        let arguments = ["--port", "0", "--durability", "memory"]
        let daemon = try RunningDaemon(arguments, under: ["/usr/bin/unshare", "-pf", "--mount-proc"])
        _ = try #require(try await daemon.port())
        let children = "/proc/\(daemon.pid)/task/\(daemon.pid)/children"
        let text = try String(contentsOfFile: children, encoding: .utf8)
        let child = try #require(text.split(separator: " ").first.flatMap { Int32($0) })
        kill(child, SIGTERM)
        #expect(try await daemon.exitCode() == 0)
    }

    @Test("Row 15: with no descriptors left it waits, and goes on when there are some")
    func descriptors() async throws {
        let daemon = try RunningDaemon(["--port", "0", "--durability", "memory"])
        let port = try #require(try await daemon.port())
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.pid)/fd").count
        let limit = try Process.run(
            URL(fileURLWithPath: "/usr/bin/prlimit"),
            arguments: ["--pid", "\(daemon.pid)", "--nofile=\(open + 8):\(open + 8)"]
        )
        limit.waitUntilExit()
        try #require(limit.terminationStatus == 0)
        let clients = try (0..<30).map { _ in try OpenConnection(port: port) }
        // At first it may still be busy with those that came in.
        var least = Int.max
        for _ in 0..<10 where least > 6 {
            let before = try ticks(of: daemon.pid)
            try await Task.sleep(for: .milliseconds(600))
            least = min(least, try ticks(of: daemon.pid) - before)
        }
        #expect(least <= 6)
        for client in clients { client.end() }
        var code: Int32?
        for _ in 0..<20 where code != 0 {
            code = try await RunningDaemon(["health", "--port", "\(port)"]).exitCode()
        }
        #expect(code == 0)
        kill(daemon.pid, SIGTERM)
        #expect(try await daemon.exitCode() == 0)
    }

    /// Hundredths of a second of processor time that a process has had.
    private func ticks(of pid: Int32) throws -> Int {
        let fields = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8).split(separator: " ")
        return (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0)
    }

    @Test(
        "Mistakes end it before it starts",
        arguments: [
            (["--port", "99999"], 78, "--port"), (["--prot", "1"], 64, "--port"), (["nonsense"], 64, "nonsense"),
            (["--config", "/does/not/exist"], 78, "/does/not/exist"),
            (["--data-dir", "/proc/nothing", "--port", "0"], 74, "/proc/nothing"),
        ]
    )
    func mistakes(arguments: [String], code: Int32, text: String) async throws {
        let daemon = try RunningDaemon(arguments)
        #expect(try await daemon.exitCode() == code)
        #expect(daemon.log.contains(text))
    }

    @Test("A port that is in use: 69, and what to do")
    func portInUse() async throws {
        let first = try RunningDaemon(["--port", "0", "--durability", "memory"])
        let port = try #require(try await first.port())
        let second = try RunningDaemon(["--port", "\(port)", "--durability", "memory"])
        #expect(try await second.exitCode() == 69)
        #expect(second.log.contains("Port \(port) on 127.0.0.1 is in use"))
        #expect(second.log.contains("--port"))
        kill(first.pid, SIGTERM)
        #expect(try await first.exitCode() == 0)
    }

    @Test("Row 42: two daemons on one directory: 69, and who has it")
    func directoryInUse() async throws {
        let directory = NSTemporaryDirectory() + "sqsd-\(UInt64.random(in: .min ... .max))/data"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let first = try RunningDaemon(["--port", "0", "--data-dir", directory])
        _ = try #require(try await first.port())
        let mode = try FileManager.default.attributesOfItem(atPath: directory)[.posixPermissions] as? Int
        #expect(mode == 0o700)
        let second = try RunningDaemon(["--port", "0", "--data-dir", directory])
        #expect(try await second.exitCode() == 69)
        #expect(second.log.contains("process \(first.pid)"))
        kill(first.pid, SIGTERM)
        #expect(try await first.exitCode() == 0)
    }
}

/// Whether this machine lets a test make a process the first of its own world.
private let canUnshare: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = ["-pf", "--mount-proc", "true"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}()

/// A connection that lasts as long as the value.
private final class OpenConnection {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
    }

    deinit { close(descriptor) }

    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// What comes next; nothing at the end.
    func receive() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }

    func send(_ text: String) { _ = Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) }
}
