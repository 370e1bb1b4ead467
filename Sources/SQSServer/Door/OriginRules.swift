internal import SQSWire

/// Which web pages may call: none, unless their origin is configured.
///
/// Any page that a developer visits can send requests to this machine. Browsers say so in `Origin`, `Sec-Fetch-*` and
/// `Referer`, and no page can leave all of these out; clients of AWS send none of them.
struct OriginRules: Sendable {
    private let allowsAll: Bool
    private let origins: Set<String>

    init(allowed: [String]) {
        allowsAll = allowed.contains("*")
        origins = Set(allowed.map { $0.lowercased() })
    }

    /// What a request's browser markers make of it.
    enum Verdict: Equatable {
        /// No page has sent this.
        case notFromPage
        /// A page has, and may; its origin goes into the answer.
        case allowed(origin: String)
        /// A page has, and may not.
        case refused(reason: String)
    }

    func judge(_ head: RequestHead) -> Verdict {
        if let origin = head.origin {
            guard allowsAll || origins.contains(origin.lowercased()) else {
                return .refused(
                    reason: """
                        Calls from web pages of this origin are not allowed. If it is one of yours, start sqsd with \
                        --allowed-origins and the origin's name.
                        """
                )
            }
            return .allowed(origin: origin)
        }
        switch head.fetchSite?.lowercased() {
        case "cross-site", "same-site":
            return .refused(reason: "A page of another site has made this call in a browser, which is not allowed.")
        default: break
        }
        if head.isFromBrowser, head.method == .get, !head.query.isEmpty {
            return .refused(
                reason: "A browser has made this call by GET, as any link on any page could; that is not allowed."
            )
        }
        return .notFromPage
    }
}
