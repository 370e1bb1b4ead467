import JSONText
import NIOCore
import SQSModel
import Testing

@testable import SQSWire

/// Requests as clients send them.
extension WireRequest {
    static func json(
        _ action: String?,
        _ body: String,
        path: String = "/",
        contentType: String = "application/x-amz-json-1.0"
    ) -> WireRequest {
        json(action, bytes: Array(body.utf8), path: path, contentType: contentType)
    }

    static func json(
        _ action: String?,
        bytes: [UInt8],
        path: String = "/",
        contentType: String = "application/x-amz-json-1.0"
    ) -> WireRequest {
        var request = WireRequest(method: .post, path: path, body: bytes)
        request.contentType = contentType
        request.target = action.map { "AmazonSQS." + $0 }
        return request
    }

    static func form(_ body: String, path: String = "/", query: String = "", accept: String? = nil) -> WireRequest {
        form(bytes: Array(body.utf8), path: path, query: query, accept: accept)
    }

    static func form(
        bytes: [UInt8],
        path: String = "/",
        query: String = "",
        accept: String? = nil
    ) -> WireRequest {
        var request = WireRequest(method: .post, path: path, query: query, body: bytes)
        request.contentType = "application/x-www-form-urlencoded; charset=utf-8"
        request.accept = accept
        return request
    }

    static func get(_ query: String, path: String = "/") -> WireRequest {
        WireRequest(method: .get, path: path, query: query)
    }

    /// The action that the request means, or the failure that it is answered with.
    var result: Result<AnyAction, WireFailure> {
        do {
            return .success(try WireCall(reading: self).action)
        } catch {
            return .failure(error)
        }
    }

    /// What the catalogue says to the request; `nil` where it is accepted or answered otherwise.
    var refusal: SQSError? {
        guard case .failure(.refused(let error, _)) = result else { return nil }
        return error
    }
}

/// The one request id of these tests.
let requestId = RequestId(high: 0, low: 1)

extension WireResponse {
    init(_ response: AnyResponse, _ format: ReplyFormat) {
        self = reply(response, format: format, requestId: requestId, allocator: ByteBufferAllocator())
    }

    init(_ error: SQSError, _ format: ReplyFormat) {
        self = reply(error, format: format, requestId: requestId, allocator: ByteBufferAllocator())
    }

    init(_ failure: WireFailure) {
        self = reply(failure, requestId: requestId, allocator: ByteBufferAllocator())
    }

    var text: String { String(buffer: body) }
}
