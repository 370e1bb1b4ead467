internal import AdminAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
import Foundation

/// Where the body of an answer goes while it is made.
typealias Outlet = any ResponseBodyWriter

extension Response {
    /// An answer whose body is made as it goes out; it ends early when the client hangs up.
    ///
    /// The connection is of no use after it, because what the client sends next was listened to for its hanging up.
    static func stream(
        _ contentType: String,
        to request: AdminRequest,
        _ write: @escaping @Sendable @concurrent (inout Outlet) async throws -> Void
    ) -> Response {
        stream(contentType, to: request) { _, outlet in try await write(&outlet) }
    }

    /// The same, made from the body of the request while that comes in.
    static func stream(
        _ contentType: String,
        to request: AdminRequest,
        _ write: @escaping @Sendable @concurrent (RequestBody, inout Outlet) async throws -> Void
    ) -> Response {
        let body = request.http.body
        return Response(
            status: .ok,
            headers: [.contentType: contentType, .connection: "close"],
            body: ResponseBody { outlet in
                try await body.consumeWithCancellationOnInboundClose { body in
                    try await write(body, &outlet)
                }
                try await outlet.finish(nil)
            }
        )
    }
}

extension AdminRequest {
    /// Does what takes long before there is anything to answer; it is cancelled when the client hangs up, or the server is
    /// to end.
    ///
    /// The connection is of no use after it, as with a stream.
    ///
    /// - Throws: `ConnectionUsedUp`.
    func untilHangup<Value: Sendable>(
        _ body: @escaping @Sendable @concurrent () async throws -> Value
    ) async throws -> Value {
        do {
            return try await http.body.consumeWithCancellationOnInboundClose { _ in
                try await cancelWhenGracefulShutdown { try await body() }
            }
        } catch {
            throw ConnectionUsedUp(cause: error)
        }
    }
}

/// Why there is an answer after which the connection ends.
struct ConnectionUsedUp: Error {
    let cause: any Error
}

/// Ends what would take long when the server is to end.
func checkForEnd() throws {
    if Task.isShuttingDownGracefully { throw CancellationError() }
}

extension ByteBuffer {
    /// A value of the API and the end of its line.
    init(line value: some Encodable) throws {
        self.init(bytes: try AdminJSON.encoder().encode(value))
        writeStaticString("\n")
    }
}
