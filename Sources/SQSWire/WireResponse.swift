package import NIOCore

/// An answer as the HTTP layer sends it; it adds the request id, the length and what concerns the connection.
package struct WireResponse: Sendable {
    package var status: Int
    /// `nil` where there is no body to describe.
    package var contentType: String?
    /// `x-amzn-query-error` (W-27).
    package var queryError: String?
    package var body: ByteBuffer

    package init(status: Int, contentType: String?, queryError: String? = nil, body: ByteBuffer) {
        self.status = status
        self.contentType = contentType
        self.queryError = queryError
        self.body = body
    }
}
