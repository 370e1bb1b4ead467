internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Carries requests to daemons, on one event loop.
package final class AdminTransport: Sendable {
    /// How long a call may take from its start to the end of the answer, apart from what it waits on purpose; streams may
    /// take longer.
    let timeout: Duration
    /// Told what goes over the wire, line by line; tokens are left out.
    let trace: (@Sendable (String) -> Void)?
    private let group: MultiThreadedEventLoopGroup
    private let http: HTTPClient

    package init(timeout: Duration, trace: (@Sendable (String) -> Void)? = nil) {
        self.timeout = timeout
        self.trace = trace
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = HTTPClient.Configuration()
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = TimeAmount(timeout)
        // A redirect would carry the token to somebody else.
        configuration.redirectConfiguration = .disallow
        http = HTTPClient(eventLoopGroup: group, configuration: configuration)
    }

    /// Ends all connections; nothing can be asked afterwards.
    package func close() async throws {
        try await http.shutdown()
        try await group.shutdownGracefully()
    }

    /// Asks a daemon, and reads the whole answer.
    func collect(
        _ request: AdminRequest,
        from address: String,
        token: String?
    ) async throws -> (head: HTTPResponseHead, body: ByteBuffer) {
        try await naming(address) {
            let response = try await http.execute(
                message(request, to: address, token),
                deadline: .now() + TimeAmount(timeout + request.longestWait)
            )
            let body = try await response.body.collect(upTo: Self.largestAnswer)
            show(response, body: String(buffer: body))
            return (
                HTTPResponseHead(version: response.version, status: response.status, headers: response.headers), body
            )
        }
    }

    /// Asks a daemon, and leaves the answer's body to be read as it comes.
    func stream(_ request: AdminRequest, from address: String, token: String?) async throws -> HTTPClientResponse {
        try await naming(address) {
            let response = try await http.execute(message(request, to: address, token), deadline: .distantFuture)
            show(response, body: nil)
            return response
        }
    }

    /// A page of a thousand messages, each as large as can be, in base64.
    static let largestAnswer = 2 << 30

    private func message(_ request: AdminRequest, to address: String, _ token: String?) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: address + request.target)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers.add(name: "accept", value: "application/json")
        message.headers.add(name: "user-agent", value: "sqsctl")
        if let type = request.contentType { message.headers.add(name: "content-type", value: type) }
        message.body = request.body
        trace?("> \(request.method.rawValue) \(message.url)")
        for header in message.headers { trace?("> \(header.name): \(header.value)") }
        if let token {
            message.headers.add(name: "authorization", value: "Bearer \(token)")
            trace?("> authorization: Bearer ***")
        }
        if let body = request.shownBody { trace?("> \(body)") }
        return message
    }

    private func show(_ response: HTTPClientResponse, body: String?) {
        guard let trace else { return }
        trace("< \(response.status)")
        for header in response.headers { trace("< \(header.name): \(header.value)") }
        if let body, !body.isEmpty { trace("< \(body)") }
    }
}

/// Runs something that talks with an address, and says what failed in our words.
func naming<Value>(_ address: String, _ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let failure as ClientFailure {
        throw failure
    } catch let error as CancellationError {
        throw error
    } catch let error as HTTPClientError {
        throw failure(error, at: address)
    } catch let error as NIOTooManyBytesError {
        throw ClientFailure.brokenOff(address: address, reason: "it is larger than \(error.maxBytes ?? 0) bytes")
    } catch let error as HTTPParserError {
        throw ClientFailure.notThisAPI(address: address, reason: "it does not speak HTTP (\(error.debugDescription))")
    } catch {
        throw ClientFailure.unreachable(address: address, reason: reason(of: error))
    }
}

private func failure(_ error: HTTPClientError, at address: String) -> any Error {
    switch error {
    case .connectTimeout, .deadlineExceeded, .readTimeout, .getConnectionFromPoolTimeout:
        ClientFailure.timedOut(address: address)
    case .cancelled:
        CancellationError()
    case .remoteConnectionClosed:
        ClientFailure.brokenOff(address: address, reason: "the connection was closed")
    case .invalidURL, .emptyHost, .emptyScheme:
        ClientFailure.unreachable(address: address, reason: "this is no address such as http://127.0.0.1:9325")
    default:
        ClientFailure.unreachable(address: address, reason: error.shortDescription)
    }
}

/// What the system says, without the wrapping.
private func reason(of error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
        if let first = error.connectionErrors.first { return reason(of: first.error) }
        return "no address is known for the host \(error.host)"
    case let error as IOError:
        return String(cString: strerror(error.errnoCode)).lowercasedFirst
    default:
        return "\(error)"
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
