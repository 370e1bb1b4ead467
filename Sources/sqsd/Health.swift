import ArgumentParser
import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Asks a daemon of the same configuration whether it answers; for the health checks of containers.
struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that the sqsd of this configuration answers; exit with 0 if it does, else with 1."
    )

    @OptionGroup var flags: Flags

    func run() async throws {
        do {
            let configuration = try flags.sources(environment: ProcessInfo.processInfo.environment).read()
            let status = try HealthProbe(configuration).status()
            guard status == 200 else { throw HealthProbe.Failure(description: "sqsd answers with status \(status).") }
        } catch {
            throw complain(error, .unhealthy)
        }
    }
}

/// One request over the loopback interface, with no name to look up.
struct HealthProbe {
    struct Failure: Error, CustomStringConvertible { let description: String }

    private static let milliseconds: Int32 = 2000
    private static let request = """
        GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n
        """

    private let host: String
    private let port: Int

    init(_ configuration: SqsdConfiguration) throws(Failure) {
        guard configuration.port != 0 else {
            throw Failure(description: "Port 0 says nothing about the port that was taken; give --port.")
        }
        port = configuration.port
        host =
            switch configuration.hosts.first ?? "" {
            case "0.0.0.0", "localhost", "": "127.0.0.1"
            case "::": "::1"
            case let other: other
            }
    }

    /// The status of the answer.
    func status() throws(Failure) -> Int {
        let descriptor = try connected()
        defer { close(descriptor) }
        let request = Array(Self.request.utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw failure("does not read")
        }
        var answer = [UInt8](repeating: 0, count: 64)
        guard wait(for: POLLIN, descriptor) else { throw failure("does not answer in time") }
        let count = recv(descriptor, &answer, answer.count, 0)
        let line = String(decoding: answer.prefix(max(0, count)), as: UTF8.self)
        guard line.hasPrefix("HTTP/1.1 "), let status = Int(line.dropFirst(9).prefix(3)) else {
            throw failure("does not answer")
        }
        return status
    }

    private func connected() throws(Failure) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let address = found else {
            throw Failure(description: "\(host) is no address; health checks look up no names.")
        }
        defer { freeaddrinfo(found) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.pointee.ai_family, kind, 0)
        guard descriptor >= 0 else { throw failure("cannot be asked") }
        _ = connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen)
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let isReady = wait(for: POLLOUT, descriptor)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        guard isReady, code == 0 else {
            close(descriptor)
            errno = isReady ? code : ETIMEDOUT
            throw failure("cannot be reached")
        }
        return descriptor
    }

    private func wait(for event: Int32, _ descriptor: Int32) -> Bool {
        var subject = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        return poll(&subject, 1, Self.milliseconds) == 1
    }

    private func failure(_ what: String) -> Failure {
        Failure(description: "sqsd at \(host), port \(port), \(what): \(String(cString: strerror(errno))).")
    }
}
