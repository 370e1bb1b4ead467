import Foundation
import QueueStore
import Testing

@testable import sqsd

@Suite("System")
struct SystemTests {
    @Test("Row 43: whoever has started the daemon is told", arguments: [false, true])
    func serviceManager(isAbstract: Bool) throws {
        let name = "sqsd-\(UInt64.random(in: .min ... .max))"
        let path = isAbstract ? "@\(name)" : NSTemporaryDirectory() + name
        let socket = try DatagramSocket(path)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path])
        manager.ready(status: "listening on 127.0.0.1:9324")
        manager.reloading()
        manager.ready()
        manager.ping()
        manager.stopping()
        #expect(socket.receive() == "READY=1\nSTATUS=listening on 127.0.0.1:9324")
        let reloading = socket.receive()
        let before = try #require(reloading.firstMatch(of: /^RELOADING=1\nMONOTONIC_USEC=(\d+)$/).flatMap { Int($0.1) })
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        #expect((0...60_000_000).contains(time.tv_sec * 1_000_000 + time.tv_nsec / 1000 - before))
        #expect(socket.receive() == "READY=1")
        #expect(socket.receive() == "WATCHDOG=1")
        #expect(socket.receive() == "STOPPING=1")
    }

    @Test(
        "Nobody to tell is no trouble",
        arguments: [nil, "", "/does/not/exist", "@" + String(repeating: "x", count: 200)]
    )
    func nobody(path: String?) {
        ServiceManager(environment: path.map { ["NOTIFY_SOCKET": $0] } ?? [:]).ready(status: "")
    }

    @Test("The writer says that it turns over, at half the time that the manager waits")
    func watchdog() throws {
        let path = "@sqsd-\(UInt64.random(in: .min ... .max))"
        let socket = try DatagramSocket(path)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "10000000"])
        let watchdog = try #require(Watchdog(manager))
        #expect(watchdog.turn(at: Instant(milliseconds: 1000)) == Instant(milliseconds: 6000))
        #expect(socket.receive() == "WATCHDOG=1")
        #expect(watchdog.turn(at: Instant(milliseconds: 5999)) == Instant(milliseconds: 6000))
        #expect(socket.receive() == "")
        #expect(watchdog.turn(at: Instant(milliseconds: 6001)) == Instant(milliseconds: 11_001))
        #expect(socket.receive() == "WATCHDOG=1")
        #expect(Watchdog(ServiceManager(environment: ["NOTIFY_SOCKET": path])) == nil)
        let other = ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"]
        #expect(Watchdog(ServiceManager(environment: other)) == nil)
    }

    @Test("The time is that of the wall, and passes")
    func time() async throws {
        let clock = SystemTime()
        let before = secondsSince1970()
        let first = clock.now
        #expect(before...secondsSince1970() + 1 ~= first.seconds)
        try await Task.sleep(for: .milliseconds(5))
        #expect(clock.now.milliseconds >= first.milliseconds + 5)
    }

    @Test("The same seed gives the same ids, another one others")
    func generator() {
        struct Seed: RandomNumberGenerator {
            var value: UInt64
            mutating func next() -> UInt64 {
                value &+= 0x9E37_79B9_7F4A_7C15
                return value
            }
        }
        var seed = Seed(value: 7)
        var same = Seed(value: 7)
        var other = Seed(value: 8)
        var first = Xoshiro256(seededBy: &seed)
        var second = Xoshiro256(seededBy: &same)
        var third = Xoshiro256(seededBy: &other)
        let numbers = (0..<100).map { _ in first.next() }
        #expect(numbers == (0..<100).map { _ in second.next() })
        #expect(numbers != (0..<100).map { _ in third.next() })
        #expect(Set(numbers).count == 100)
    }
}

/// Stands in for systemd.
private final class DatagramSocket {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            buffer.copyBytes(from: path.utf8)
            if path.first == "@" { buffer[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(result == 0)
    }

    deinit { close(descriptor) }

    func receive() -> String {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
