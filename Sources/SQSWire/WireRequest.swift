/// A call as the HTTP layer hands it over: what the wire protocols look at, and nothing else of HTTP.
package struct WireRequest: Sendable {
    package enum Method: Hashable, Sendable {
        case get, post
        /// Asks for the head of what GET would be answered with; of a call there is none (W-14).
        case head
        /// Anything else; answered with 405 (W-14).
        case other
    }

    package var method: Method
    /// The path as sent, up to the question mark.
    package var path: String
    /// What stands behind the question mark, still percent-encoded; empty when there is none.
    package var query: String
    package var contentType: String?
    /// `X-Amz-Target`.
    package var target: String?
    package var accept: String?
    /// `X-Amzn-Trace-Id` (SND-5).
    package var traceHeader: String?
    package var body: [UInt8]

    package init(method: Method, path: String, query: String = "", body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }
}
