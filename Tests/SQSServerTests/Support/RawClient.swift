import Dispatch
import Foundation
import Glibc

/// A client that sends bytes as they are, on a real socket.
///
/// `@unchecked Sendable`: its state is touched on its own serial queue only.
final class RawClient: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// An answer, taken apart.
    struct Answer: Equatable {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "raw-client")
    private var received: [UInt8] = []
    private var isClosed = false

    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "connect: \(String(cString: strerror(errno)))") }
    }

    /// The port of this end.
    var localPort: Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? Int(in_port_t(bigEndian: address.sin_port)) : 0
    }

    deinit { if !isClosed { Glibc.close(descriptor) } }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        try await onQueue {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(self.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Failure(description: "send: \(String(cString: strerror(errno)))") }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Says that nothing more will be sent, and goes on reading.
    func endSending() async throws { try await onQueue { _ = shutdown(self.descriptor, Int32(SHUT_WR)) } }

    func close() async throws {
        try await onQueue {
            self.isClosed = true
            Glibc.close(self.descriptor)
        }
    }

    /// The next answer, its body as long as its head says, or to HEAD without one.
    func answer(within milliseconds: Int = 60_000, toHead isHeadOnly: Bool = false) async throws -> Answer {
        try await onQueue {
            let end = DispatchTime.now() + .milliseconds(milliseconds)
            while true {
                if let answer = self.takeAnswer(isHeadOnly) { return answer }
                guard try self.receiveMore(until: end) else {
                    throw Failure(
                        description: "closed before the answer; got \(String(decoding: self.received, as: UTF8.self))"
                    )
                }
            }
        }
    }

    /// Whether the server closes within a time; what it sends before is kept.
    func isClosedByServer(within milliseconds: Int = 60_000) async throws -> Bool {
        try await onQueue {
            let end = DispatchTime.now() + .milliseconds(milliseconds)
            do {
                while try self.receiveMore(until: end) {}
                return true
            } catch is TimedOut {
                return false
            }
        }
    }

    private struct TimedOut: Error {}

    /// - Returns: `false` at the end of the stream, be it by a reset.
    private func receiveMore(until end: DispatchTime) throws -> Bool {
        let now = DispatchTime.now()
        let left = end > now ? Int32((end.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000) : 0
        var subject = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&subject, 1, left) == 1 else { throw TimedOut() }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        received += buffer.prefix(count)
        return true
    }

    private func takeAnswer(_ isHeadOnly: Bool) -> Answer? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let length = isHeadOnly ? 0 : Int(headers["content-length"] ?? "0") ?? 0
        guard received.count >= end.upperBound + length else { return nil }
        let body = String(decoding: received[end.upperBound..<end.upperBound + length], as: UTF8.self)
        received.removeFirst(end.upperBound + length)
        return Answer(status: status, headers: headers, body: body)
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
