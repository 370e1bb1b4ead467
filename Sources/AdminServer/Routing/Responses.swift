internal import AdminAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
import Foundation

/// What the admin server answers with.
enum ContentType {
    static let json = "application/json"
    static let lines = "application/x-ndjson"
    static let events = "text/event-stream"
}

extension Response {
    /// A value of the API.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        try .bytes(AdminJSON.encoder().encode(value), ContentType.json, status: status)
    }

    static func bytes(
        _ bytes: some Sequence<UInt8>,
        _ contentType: String,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// The head of a stream, for those who want no more of it.
    static func head(_ contentType: String) -> Response {
        Response(status: .ok, headers: [.contentType: contentType])
    }

    /// An error of any kind as the API spells it.
    static func problem(_ error: any Error) throws -> Response {
        let failure = Failure(error)
        var response = try Response.json(failure.problem, status: HTTPResponse.Status(code: failure.status))
        if failure.status == 401 { response.headers[.wwwAuthenticate] = "Bearer realm=\"sqsd\"" }
        return response
    }
}
