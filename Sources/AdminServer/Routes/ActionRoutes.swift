internal import AdminAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import QueueService
internal import SQSModel
internal import SQSWire

/// The 23 actions of SQS, with body, answer and errors as in AWS JSON 1.0.
extension AdminRoutes {
    var actions: [Route] {
        [Route(.post, "\(AdminPath.prefix)/actions/{action}") { request in try await perform(request) }]
    }

    private func perform(_ request: AdminRequest) async throws -> Response {
        var request = request
        let caller = Caller(
            region: try request.region(),
            account: try request.account(),
            endpoint: sources.endpoint(),
            client: request.client
        )
        var wire = WireRequest(method: .post, path: "/")
        wire.contentType = "application/x-amz-json-1.0"
        wire.target = "AmazonSQS.\(request.part("action"))"
        wire.body = try await request.body(upTo: configuration.maximumLineBytes)
        // The admin API has no ids of its own for requests, and AWS JSON has none in its bodies.
        let requestId = RequestId(high: 0, low: 0)
        let allocator = ByteBufferAllocator()
        do {
            let call = try WireCall(reading: wire)
            let answer = try await answer(to: call.action, for: caller, request)
            let format = call.format
            let wired =
                switch answer.finish() {
                case .success(let response): reply(response, format: format, requestId: requestId, allocator: allocator)
                case .failure(let error): reply(error, format: format, requestId: requestId, allocator: allocator)
                }
            return Response(wired, isLast: call.action.mayWait)
        } catch let failure as WireFailure {
            return Response(reply(failure, requestId: requestId, allocator: allocator), isLast: false)
        }
    }

    /// A receive that waits takes no message once its caller has hung up.
    private func answer(
        to action: AnyAction,
        for caller: Caller,
        _ request: AdminRequest
    ) async throws -> Answer {
        let calls = sources.calls
        guard action.mayWait else { return await calls.answer(to: action, for: caller) }
        return try await request.http.body.consumeWithCancellationOnInboundClose { _ in
            await calls.answer(to: action, for: caller)
        }
    }
}

extension AnyAction {
    fileprivate var mayWait: Bool {
        if case .receiveMessage = self { true } else { false }
    }
}

extension HTTPField.Name {
    /// W-27.
    fileprivate static let queryError = known("x-amzn-query-error")
}

extension Response {
    fileprivate init(_ wire: WireResponse, isLast: Bool) {
        var headers = HTTPFields()
        if let contentType = wire.contentType { headers[.contentType] = contentType }
        if let queryError = wire.queryError { headers[.queryError] = queryError }
        if isLast { headers[.connection] = "close" }
        self.init(
            status: HTTPResponse.Status(code: wire.status),
            headers: headers,
            body: ResponseBody(byteBuffer: wire.body)
        )
    }
}
