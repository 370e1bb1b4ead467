internal import AdminAPI
internal import HTTPTypes
internal import Hummingbird
import Foundation

/// What is done at one path with one method.
struct Route: Sendable {
    typealias Handler = @Sendable (AdminRequest) async throws -> Response

    let method: HTTPRequest.Method
    /// With `{name}` for a segment that can be anything.
    let path: String
    /// Parameters of the query that it knows, beside those that every path knows.
    let query: [String]
    /// Whether the caller has to show the token; supervisors that ask for health have none.
    var needsToken = true
    let handle: Handler

    fileprivate let segments: [Substring]

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        query: [String] = [],
        needsToken: Bool = true,
        handle: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.needsToken = needsToken
        self.handle = handle
        segments = path.split(separator: "/")
    }

    /// - Returns: the segments that can be anything, by name; `nil` where the path is another one.
    fileprivate func matches(_ given: [Substring]) -> [String: String]? {
        guard given.count == segments.count else { return nil }
        var parts: [String: String] = [:]
        for (segment, given) in zip(segments, given) {
            if segment.first == "{" {
                guard let text = given.removingPercentEncoding else { return nil }
                parts[String(segment.dropFirst().dropLast())] = text
            } else if segment != given {
                return nil
            }
        }
        return parts
    }
}

/// All routes.
///
/// Hummingbird's own router answers a wrong method with 404, and leaves the parts of a path percent-encoded.
struct RouteTable: Sendable {
    let routes: [Route]

    /// What a method and a path lead to.
    enum Match {
        case found(Route, parts: [String: String])
        /// The path is known, with these methods.
        case wrongMethod(allowed: [String])
        case unknownPath
    }

    /// The first route that fits; HEAD is answered where GET is.
    func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
        let segments = path.split(separator: "/")
        let wanted = method == .head ? .get : method
        var allowed: [String] = []
        for route in routes {
            guard let parts = route.matches(segments) else { continue }
            if route.method == wanted { return .found(route, parts: parts) }
            allowed += route.method == .get ? ["GET", "HEAD"] : [route.method.rawValue]
        }
        return allowed.isEmpty ? .unknownPath : .wrongMethod(allowed: allowed)
    }
}
