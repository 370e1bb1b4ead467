import Logging
import NIOCore
import NIOPosix
import QueueService
import SQSServer

/// Runs a test against a server on a free port, and ends the server after it.
func withServer(
    _ handler: StubHandler = StubHandler(),
    loops: Int = 1,
    observer: (any RequestObserver)? = nil,
    configure: (inout ServerConfiguration) -> Void = { _ in },
    _ test: (TestServer) async throws -> Void
) async throws {
    try await withServer(for: handler, loops: loops, observer: observer, configure: configure) { server, port in
        try await test(TestServer(server: server, handler: handler, port: port))
    }
}

/// The same with any handler.
func withServer(
    for handler: any CallHandling & Inspecting,
    loops: Int = 1,
    observer: (any RequestObserver)? = nil,
    configure: (inout ServerConfiguration) -> Void = { _ in },
    _ test: (SQSServer, _ port: Int) async throws -> Void
) async throws {
    var configuration = ServerConfiguration(port: 0)
    configure(&configuration)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
    let server = SQSServer(
        configuration: configuration,
        handler: handler,
        eventLoopGroup: group,
        secondsSince1970: { 784_111_777 },
        observer: observer,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    let addresses = try await server.start()
    do {
        try await test(server, addresses.first?.port ?? 0)
    } catch {
        await server.shutdown(grace: .zero) {}
        try await group.shutdownGracefully()
        throw error
    }
    await server.shutdown(grace: .zero) {}
    try await group.shutdownGracefully()
}

struct TestServer {
    let server: SQSServer
    let handler: StubHandler
    let port: Int

    func connect(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: port, receiveBuffer: receiveBuffer)
    }
}

/// A request as a client of AWS sends it.
func awsRequest(
    _ action: String = "ListQueues",
    _ body: String = "{}",
    host: String = "localhost",
    headers: [String] = []
) -> String {
    let extra = headers.map { $0 + "\r\n" }.joined()
    return "POST / HTTP/1.1\r\nHost: \(host)\r\nContent-Type: application/x-amz-json-1.0\r\n"
        + "X-Amz-Target: AmazonSQS.\(action)\r\n\(extra)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
