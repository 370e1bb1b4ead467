import AdminAPI
import AdminServer
import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import QueueService
import QueueStore
import QueueTesting
import SQLiteStore
import SQSModel

/// The admin server over the real service, with its store in memory, and a client of it.
struct AdminTrial {
    let port: Int
    let client: HTTPClient
    let readiness: Readiness
    let watch: ServiceWatch

    /// Runs a test against a server on a free port, and ends the server after it.
    static func run(
        token: String? = nil,
        operating: (any QueueOperating)? = nil,
        backupDirectory: String? = nil,
        probes: [Readiness.Probe] = [],
        configure: (inout AdminConfiguration) -> Void = { _ in },
        _ test: (AdminTrial) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        let writer = StoreWriter(clock: clock, onFailure: { _ in }) {
            var generator = SeededGenerator(seed: 7)
            return try SQLiteStore(
                SQLiteStore.Configuration(directory: "", durability: .memory),
                using: &generator
            )
        }
        let opened = try writer.start()
        let watch = ServiceWatch()
        let service = QueueService(
            writer: writer,
            opened: opened,
            clock: clock,
            generator: SeededGenerator(seed: 8),
            observers: watch.observers,
            report: { _ in }
        )
        let hands = QueueOperator(service: service, writer: writer, opened: opened, watch: watch, clock: clock)
        let readiness = Readiness(.ready, probes: probes)
        let version = VersionInfo(version: "1", swift: "6", sqlite: "3")
        let sources = AdminSources(
            operating: operating ?? hands,
            calls: service,
            readiness: readiness,
            clock: clock,
            version: version,
            status: { throw AdminProblem(.notReady, "There is no daemon in this test.") },
            metrics: { Array("figures 1\n".utf8) },
            endpoint: { "http://localhost:9324" },
            backupDirectory: backupDirectory,
            makeMessageId: { MessageId(high: 1, low: 2) }
        )
        var configuration = AdminConfiguration(port: 0, token: token.flatMap { BearerToken($0) })
        configure(&configuration)
        let server = AdminServer(
            configuration: configuration,
            sources: sources,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let address = try await server.start()
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let outcome: Result<Void, any Error>
        do {
            try await test(AdminTrial(port: address?.port ?? 0, client: client, readiness: readiness, watch: watch))
            outcome = .success(())
        } catch { outcome = .failure(error) }
        try await client.shutdown()
        await server.shutdown(grace: .seconds(1))
        writer.stop()
        try outcome.get()
    }

    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let body: String

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try AdminJSON.decoder().decode(type, from: Data(body.utf8))
        }
    }

    func send(
        _ method: HTTPMethod,
        _ path: String,
        body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        request.headers = HTTPHeaders(headers)
        if let body {
            request.body = .bytes(ByteBuffer(string: body))
            if !request.headers.contains(name: "content-type") {
                request.headers.add(name: "content-type", value: "application/json")
            }
        }
        let response = try await client.execute(request, timeout: .seconds(120))
        let bytes = try await response.body.collect(upTo: 16 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// Carries out an action of SQS.
    @discardableResult
    func perform(_ action: String, _ body: String) async throws -> Answer {
        try await send(.POST, AdminPath.action(action), body: body)
    }
}
